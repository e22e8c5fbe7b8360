import Archive
import CustomDump
import FoundationEssentials
import TestSupport
import Testing

@testable import Watching

/// A watch that is stopped and started again between any two polls, as cron does, does what one does that runs on.
///
/// Meant, and not looked at: how long a run keeps the share of a budget (`polls-per-hour`) that it worked out; in which
/// order domains come whose turns come together, and the feeds of one domain that wait for the end of the same skipped
/// hours; that the pages of a feed are asked for by the spacing, for which a run sleeps.
@Suite struct RestartTests {
  @Test(arguments: [(3, 6, 17), (12, 2, 7)] as [(Int, Double, UInt64)])
  func `restarts and reloads change nothing`(feeds: Int, days: Double, seed: UInt64) async throws {
    let publishers = try MoodyPublishers(seed: seed)
    let expected = try await SimulatedWatch.history(of: feeds, days: days, publishers, .runsOn)
    #expect(expected.polls.count > 60)
    let random = SeededRandom(seed: seed)
    for life in [.isReloaded(random), .startsAnew(at: expected.polls.map(\.time), random)] as [SimulatedWatch.Life] {
      let history = try await SimulatedWatch.history(of: feeds, days: days, publishers, life)
      let differing = zip(history.polls, expected.polls).first { $0 != $1 }
      #expect(differing == nil, "\(differing.flatMap { diff($0, $1) } ?? "")")
      #expect(history == expected)
    }
  }

  @Test func `whatever a feed's state holds comes back from the database, times rounded to milliseconds`() async throws
  {
    var random = SeededRandom(seed: 1)
    let folder = try ConfigurationFolder()
    var expected: [String: FeedState] = [:]
    // What was there before must not show through.
    for _ in 1...2 {
      let archive = try await Archive(folder: folder.file("state"), log: .standardOutput)
      for number in 0..<300 { expected["f\(number)"] = Self.state("f\(number)", &random) }
      _ = try await archive.commit(expected.values.map { PollRecord(state: $0) })
      try await archive.close()
    }
    let archive = try await Archive(folder: folder.file("state"), log: .standardOutput)
    let found = try await archive.feedStates()
    expected = expected.mapValues(\.kept)
    #expect(found == expected, "\(diff(found, expected) ?? "")")
    try await archive.close()
  }

  private static func state(_ feed: String, _ random: inout SeededRandom) -> FeedState {
    let texts = [nil, "", "a", "nul\u{0}nul", "«é», 阿里巴巴 \u{1F9FF}\n", String(repeating: "long ", count: 5_000)]
    let numbers = [0, 1, -1, 304, .max, .min]
    var state = FeedState(feed: feed, url: "https://example.org/" + (random.pick(texts) ?? ""))
    func bytes() -> [UInt8]? {
      random.pick(texts).map { Array($0.utf8) + (random.happens(50) ? [] : [0, 0xFF, 0xC3]) }
    }
    state.etag = bytes()
    state.lastModified = bytes()
    state.notes = bytes()
    state.bodyHash = random.pick([nil, 0, 1, .max, 1 << 63])
    state.title = random.pick(texts)
    state.reason = random.pick(texts)
    func time() -> Date? {
      random.pick([nil, 0, 1_800_000_000, 1_800_000_000.123_4, -1e9 - 0.999_9, 4e12]).map {
        Date(timeIntervalSince1970: $0)
      }
    }
    (state.nextDue, state.firstPolled, state.lastPolled, state.lastSuccess) = (time(), time(), time(), time())
    (state.lastComplete, state.lastFailure, state.failingSince) = (time(), time(), time())
    state.status = random.pick([nil, 200] + numbers)
    state.failures = random.pick(numbers)
    state.failingReported = random.happens(50)
    state.stories = random.pick(numbers)
    state.alerts = random.pick(numbers)
    return state
  }

  @Test func `after a start the most overdue feed of a host comes first, as in a run`() throws {
    let feeds = (1...3).map { "- { url: \"https://example.org/\($0)\", id: \"\($0)\" }\n" }.joined()
    let watch = try PolledWatch(feeds: feeds, spacing: "5s")
    let now = watch.clock.now
    var states: [String: FeedState] = [:]
    for (id, overdue) in [("1", 1.0), ("2", 3), ("3", 2)] {
      states[id] = FeedState(feed: id, url: "https://example.org/\(id)")
      states[id]?.nextDue = now - overdue * .hour
    }
    let plan = Poller.Plan(try watch.configuration)
    for span in [Poller.Span.once, .onceAll, .untilStopped] {
      var loop = PollLoop(plan: plan, span: span, states: states, now: now) { _ in }
      #expect(loop.nextTurn(at: now)?.source.id == "2")
    }
  }

  @Test(arguments: [
    "", "- { url: \"https://example.com/\", id: f }\n", "- { url: \"https://example.org/f\", id: f }\n",
  ])
  func `a refusal counts after a start though the feed that met it is not due, has moved, or is gone`(feed: String)
    throws
  {
    let watch = try PolledWatch(
      feeds: feed + "- { url: \"https://example.org/1\", id: own }\n- { url: \"https://example.net/\", id: page }\n")
    let now = watch.clock.now
    var state = FeedState(feed: "f", url: "https://example.org/f")
    (state.lastPolled, state.nextDue, state.failures, state.status) = (now - .hour, now + .hour, 1, 429)
    var memory = FeedMemory()
    memory.held = HeldDomain(domain: "example.net", until: now + .hour)
    state.notes = memory.notes
    let plan = Poller.Plan(try watch.configuration)
    for span in [Poller.Span.once, .onceAll, .untilStopped] {
      func polled(_ state: FeedState) -> [String] {
        var loop = PollLoop(plan: plan, span: span, states: ["f": state], now: now) { _ in }
        var feeds: [String] = []
        while let turn = loop.nextTurn(at: now) {
          feeds.append(turn.source.id)
          loop.polled(turn.number, FeedPoll.Result(outcome: .unchanged), now: now)
        }
        return feeds.filter { $0 != "f" }
      }
      #expect(polled(state) == [])
      state.failures = 0
      #expect(polled(state) == ["own"])
      state.failures = 1
      memory.held?.until = now + 400 * .day
      var wrong = state
      wrong.notes = memory.notes
      #expect(polled(wrong) == ["page"], "written by a clock that was wrong")
    }
  }

  @Test func `a feed that is spared for now does not keep its host from others`() throws {
    let watch = try PolledWatch(
      feeds: (1...3).map { "- { url: \"https://example.org/\($0)\", id: \"\($0)\" }\n" }.joined(), spacing: "5s")
    let now = watch.clock.now
    var state = FeedState(feed: "1", url: "https://example.org/1")
    state.nextDue = now - 10
    // The clock shows eight.
    state.notes = Array("skip-hours=8".utf8)
    var loop = PollLoop(plan: Poller.Plan(try watch.configuration), span: .untilStopped, states: ["1": state], now: now)
    { _ in }
    #expect(loop.nextTurn(at: now)?.source.id == "2")
  }
}
