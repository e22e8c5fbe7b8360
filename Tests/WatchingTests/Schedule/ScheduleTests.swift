import FoundationEssentials
import TestSupport
import Testing

@testable import Watching

@Suite struct ScheduleTests {
  static let start = Date(timeIntervalSince1970: 1_800_000_000)
  static let polite = Schedule.HostLimits(connections: 1, spacing: 5)

  func at(_ seconds: TimeInterval) -> Date { Self.start.addingTimeInterval(seconds) }

  @Test func `gives the most overdue feed first, and none before its time`() {
    let schedule = Schedule(limits: Self.polite)
    schedule.insert(feed: 1, due: at(10), host: "a.example")
    schedule.insert(feed: 2, due: at(-20), host: "b.example")
    schedule.insert(feed: 3, due: at(-30), host: "c.example")
    #expect(schedule.popReady(at: at(0)) == 3)
    #expect(schedule.popReady(at: at(0)) == 2)
    #expect(schedule.popReady(at: at(0)) == nil)
    #expect(schedule.nextWake() == at(10))
    #expect(schedule.popReady(at: at(10)) == 1)
    #expect(schedule.count == 0)
  }

  @Test func `keeps to one connection a host until it is finished`() {
    let schedule = Schedule(limits: Schedule.HostLimits(connections: 1, spacing: 0))
    for feed in 1...2 { schedule.insert(feed: feed, due: at(0), host: "a.example") }
    #expect(schedule.popReady(at: at(0)) == 1)
    #expect(schedule.popReady(at: at(60)) == nil)
    schedule.finish(host: "a.example")
    #expect(schedule.popReady(at: at(60)) == 2)
  }

  @Test func `starts that were taken back cost nothing later`() {
    let schedule = Schedule(limits: Schedule.HostLimits(connections: 2, spacing: 1))
    for feed in 0..<4_000 { schedule.insert(feed: feed, due: at(0), host: "a.example") }
    for _ in 0..<2_000 {
      #expect(schedule.popReady(at: at(0)) != nil)
      schedule.unstart(host: "a.example")
    }
    let time = ContinuousClock().measure {
      for second in 1...2_000 {
        #expect(schedule.popReady(at: at(TimeInterval(second))) == second + 1_999)
        #expect(schedule.popReady(at: at(TimeInterval(second))) == nil)
        schedule.finish(host: "a.example")
      }
    }
    // It takes some hundredths of a second. Were each kept, it would take ten seconds.
    #expect(time < .seconds(3))
    #expect(schedule.count == 0 && schedule.nextWake() == nil)
  }

  @Test func `tells which feed is next in a host's line`() {
    let schedule = Schedule(limits: Schedule.HostLimits(connections: 1, spacing: 5))
    schedule.insert(feed: 1, due: at(0), host: "a.example")
    schedule.insert(feed: 2, due: at(2), host: "a.example")
    schedule.insert(feed: 3, due: at(1), host: "a.example")
    schedule.insert(feed: 4, due: at(0), host: "b.example")
    schedule.insert(feed: 5, due: at(100), host: "b.example")
    schedule.insert(feed: 6, due: at(3), host: nil)
    #expect(schedule.popReady(at: at(3)) == 6)
    #expect(schedule.popReady(at: at(3)) == 1)
    #expect(schedule.nextWaiting(host: "a.example") == 3)
    #expect(schedule.popReady(at: at(3)) == 4)
    #expect(schedule.nextWaiting(host: "b.example") == nil)
    #expect(schedule.nextWaiting(host: nil) == nil)
  }

  @Test func `parts two starts on one host by the spacing`() {
    let schedule = Schedule(limits: Schedule.HostLimits(connections: 8, spacing: 5))
    for feed in 1...3 { schedule.insert(feed: feed, due: at(0), host: "a.example") }
    #expect(schedule.popReady(at: at(0)) == 1)
    #expect(schedule.popReady(at: at(4.9)) == nil)
    #expect(schedule.nextWake() == at(5))
    #expect(schedule.popReady(at: at(5)) == 2)
    #expect(schedule.popReady(at: at(9.9)) == nil)
    #expect(schedule.popReady(at: at(10)) == 3)
  }

  @Test func `a busy host delays nobody else`() {
    let schedule = Schedule(limits: Self.polite)
    for feed in 0..<1_000 { schedule.insert(feed: feed, due: at(-100), host: "huge.example") }
    schedule.insert(feed: 1_000, due: at(0), host: "small.example")
    #expect(schedule.popReady(at: at(0)) == 0)
    #expect(schedule.popReady(at: at(0)) == 1_000)
  }

  @Test func `a held host waits as long as it asked, all its feeds with it`() {
    let schedule = Schedule(limits: Self.polite)
    for feed in 1...2 { schedule.insert(feed: feed, due: at(0), host: "a.example") }
    #expect(schedule.popReady(at: at(0)) == 1)
    schedule.hold(host: "a.example", until: at(3_600))
    schedule.finish(host: "a.example")
    #expect(schedule.popReady(at: at(3_599)) == nil)
    #expect(schedule.popReady(at: at(3_600)) == 2)
  }

  @Test func `a hold that comes while feeds are listed counts too`() {
    let schedule = Schedule(limits: Schedule.HostLimits(connections: 2, spacing: 0))
    for feed in 1...3 { schedule.insert(feed: feed, due: at(0), host: "a.example") }
    #expect(schedule.popReady(at: at(0)) == 1)
    schedule.hold(host: "a.example", until: at(100))
    #expect(schedule.popReady(at: at(50)) == nil)
    #expect(schedule.popReady(at: at(100)) == 2)
  }

  @Test func `local files wait for no host`() {
    let schedule = Schedule(limits: Self.polite)
    for feed in 1...3 { schedule.insert(feed: feed, due: at(0), host: nil) }
    #expect((1...3).map { _ in schedule.popReady(at: at(0)) } == [1, 2, 3])
  }

  @Test func `agrees with trying every feed, on random days`() {
    var generator = SeededRandom(seed: 7)
    for _ in 0..<200 {
      let limits = Schedule.HostLimits(
        connections: generator.pick([1, 2]), spacing: TimeInterval(Int.random(in: 0...3, using: &generator)))
      let schedule = Schedule(limits: limits)
      var simple = SimpleSchedule(limits: limits)
      for feed in 0..<20 {
        let due = at(TimeInterval(Int.random(in: 0...10, using: &generator)))
        let host = "h\(Int.random(in: 0...3, using: &generator))"
        schedule.insert(feed: feed, due: due, host: host)
        simple.waiting.append((due, feed, host))
      }
      for second in 0..<60 {
        let now = at(TimeInterval(second))
        var got: Set<Int> = []
        var wanted: Set<Int> = []
        var isTakenBack: Set<Int> = []
        while let feed = schedule.popReady(at: now) {
          if generator.happens(30) {
            isTakenBack.insert(feed)
            schedule.unstart(host: simple.host(of: feed))
            schedule.insert(feed: feed, due: now + 1, host: simple.host(of: feed))
          } else {
            got.insert(feed)
          }
        }
        while let feed = simple.popReady(at: now, passingOver: isTakenBack) { wanted.insert(feed) }
        for feed in isTakenBack { simple.postpone(feed, to: now + 1) }
        #expect(got == wanted)
        for feed in got { schedule.finish(host: simple.hosts[feed]) }
        simple.active = [:]
      }
    }
  }
}

/// The simplest schedule there is: it looks at every feed each time.
private struct SimpleSchedule {
  let limits: Schedule.HostLimits
  var waiting: [(due: Date, feed: Int, host: String)] = []
  var active: [String: Int] = [:]
  var lastStart: [String: Date] = [:]
  var hosts: [Int: String] = [:]

  init(limits: Schedule.HostLimits) { self.limits = limits }

  func host(of feed: Int) -> String? { waiting.first { $0.feed == feed }?.host }

  mutating func postpone(_ feed: Int, to due: Date) {
    for index in waiting.indices where waiting[index].feed == feed { waiting[index].due = due }
  }

  mutating func popReady(at now: Date, passingOver isTakenBack: Set<Int>) -> Int? {
    let ready = waiting.filter { entry in
      entry.due <= now && !isTakenBack.contains(entry.feed) && active[entry.host, default: 0] < limits.connections
        && lastStart[entry.host].map { now.timeIntervalSince($0) >= limits.spacing } != false
    }
    guard let best = ready.min(by: { ($0.due, $0.feed) < ($1.due, $1.feed) }) else { return nil }
    waiting.removeAll { $0.feed == best.feed }
    active[best.host, default: 0] += 1
    lastStart[best.host] = now
    hosts[best.feed] = best.host
    return best.feed
  }
}
