import FoundationEssentials
import HeapModule
import Testing

@testable import Watching

/// A day of polls, with the schedule and the policies but without the network.
@Suite struct SimulatedDayTests {
  static let start = Date(timeIntervalSince1970: 1_800_000_000)

  /// A transfer under way.
  private struct Transfer: Comparable {
    var end: Date
    var feed: Int

    static func < (a: Transfer, b: Transfer) -> Bool { (a.end, a.feed) < (b.end, b.feed) }
  }

  @Test func `P3: a domain with 10,000 feeds leaves 1,000 others less than a minute late all day`() {
    let huge = 10_000
    let hosts = Array(repeating: "huge.example", count: huge) + (0..<1_000).map { "h\($0 / 2).example" }
    let pace = NextPoll(interval: 3_600, minimum: 300, maximum: 86_400)
    let schedule = Schedule(limits: .init(connections: 1, spacing: 5))
    var dues = Array(repeating: Self.start, count: hosts.count)
    for feed in hosts.indices { schedule.insert(feed: feed, due: Self.start, host: hosts[feed]) }
    var transfers = Heap<Transfer>()
    var polls = [0, 0]
    var worstLag: TimeInterval = 0
    var now = Self.start
    let end = Self.start + 86_400
    while now < end {
      while let done = transfers.min, done.end <= now {
        transfers.removeMin()
        schedule.finish(host: hosts[done.feed])
        dues[done.feed] = pace.afterSuccess(FeedMemory(), freshness: nil, feed: "\(done.feed)", now: now)
        schedule.insert(feed: done.feed, due: dues[done.feed], host: hosts[done.feed])
      }
      while transfers.count < 64, let feed = schedule.popReady(at: now) {
        polls[feed < huge ? 0 : 1] += 1
        if feed >= huge { worstLag = max(worstLag, now.timeIntervalSince(dues[feed])) }
        // Some of the huge domain's transfers hang until their time is up.
        let seconds: TimeInterval = feed < huge && feed % 7 == 0 ? 60 : 0.4
        transfers.insert(Transfer(end: now + seconds, feed: feed))
      }
      let wake = [schedule.nextWake(), transfers.min?.end].compactMap(\.self).min() ?? end
      now = max(wake, now + 0.01)
    }
    #expect(worstLag < 60, "\(worstLag)")
    #expect(polls[1] >= 1_000 * 21, "\(polls)")
    #expect(polls[0] > 5_000 && polls[0] <= 86_400 / 5 + 1, "\(polls)")
  }

  @Test func `P2: after a day's downtime overdue feeds drain at the limits of their hosts`() {
    let schedule = Schedule(limits: .init(connections: 1, spacing: 5))
    for feed in 0..<1_000 { schedule.insert(feed: feed, due: Self.start, host: "h\(feed % 100).example") }
    var starts: [String: [Date]] = [:]
    var now = Self.start + 86_400
    while let wake = schedule.nextWake() {
      now = max(now, wake)
      while let feed = schedule.popReady(at: now) {
        starts["h\(feed % 100).example", default: []].append(now)
        schedule.finish(host: "h\(feed % 100).example")
      }
    }
    #expect(starts.values.allSatisfy { $0.count == 10 })
    let gaps = starts.values.flatMap { zip($0, $0.dropFirst()).map { $1.timeIntervalSince($0) } }
    #expect(gaps.allSatisfy { $0 >= 5 })
  }
}
