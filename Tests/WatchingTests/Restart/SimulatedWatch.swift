import Archive
import Fetching
import FoundationEssentials
import TestSupport

@testable import Watching

/// A watch over moody publishers in simulated time. Its requests and its database are real; its loop is turned by the
/// test, one poll after the other, and its clock shows whole seconds.
struct SimulatedWatch {
  /// How the watch lives through the time.
  enum Life {
    /// In one run.
    case runsOn
    /// In one run that is given its configuration again and again, by the dice, at any moment.
    case isReloaded(SeededRandom)
    /// In runs of their own: at these times, as each holds a poll, and at others that the dice name.
    case startsAnew(at: [Date], SeededRandom)
  }

  /// A poll of a feed: what came of it, and what is remembered then, as the database keeps it.
  struct Poll: Equatable {
    var time: Date
    var outcome: PollOutcome
    var state: FeedState?
  }

  /// All that can be seen of a watch.
  struct History: Equatable {
    var polls: [Poll] = []
    var requests: [String] = []
    var log = ""
  }

  private let plan: Poller.Plan
  private let folder: PolledWatch
  private let publishers: MoodyPublishers
  private let fetcher: Fetcher
  private let files = LocalFiles()
  private var life: Life
  private var history = History()

  /// What becomes of a watch over so many feeds in so many days.
  static func history(of feeds: Int, days: Double, _ publishers: MoodyPublishers, _ life: Life) async throws -> History
  {
    publishers.beginAnew()
    let list = (0..<feeds).map { feed in
      "- { url: \"\(publishers.url(of: feed))\", id: f\(feed)\(feed % 4 == 3 ? ", interval: 5h" : "") }\n"
    }
    let folder = try PolledWatch(feeds: list.joined(), schedule: "interval: 2h", spacing: "5s")
    var watch = SimulatedWatch(
      plan: Poller.Plan(try folder.configuration), folder: folder, publishers: publishers,
      fetcher: Fetcher(try folder.configuration.http), life: life)
    try await watch.live(until: folder.clock.now + days * .day)
    await watch.fetcher.shutdown()
    watch.history.requests = publishers.requests
    watch.history.log = try folder.folder.read("alerts.jsonl")
    return watch.history
  }

  private mutating func live(until end: Date) async throws {
    guard case .startsAnew(let times, var random) = life else { return try await run(.untilStopped, until: end) }
    var rest = times[...]
    while folder.clock.now < end {
      try await run(random.happens(50) ? .once : .untilStopped, until: folder.clock.now)
      rest = rest.drop { $0 <= folder.clock.now }
      let other = folder.clock.now + Double(Int.random(in: 60...20_000, using: &random))
      folder.clock.move(to: min(other, rest.first ?? end))
    }
  }

  /// Opens the watch, lets it run, and closes it.
  private mutating func run(_ span: Poller.Span, until end: Date) async throws {
    let archive = try await Archive(
      folder: plan.configuration.state, log: AlertLogDestination(plan.configuration.alerts))
    var loop = PollLoop(
      plan: plan, span: span, states: try await Maintenance(archive).states(for: plan.feeds), now: now
    ) { _ in }
    while true {
      try await turn(&loop, archive)
      if loop.isDone(at: now) || now >= end { break }
      guard let wake = loop.nextTimer(at: now) else { break }
      loop.ticked(wake)
      folder.clock.move(to: Date(timeIntervalSince1970: wake.timeIntervalSince1970.rounded(.up)))
    }
    try await archive.close()
  }

  private var now: Date { folder.clock.now }

  /// Polls and commits whatever may be polled now.
  private mutating func turn(_ loop: inout PollLoop, _ archive: Archive) async throws {
    // The pages of a feed and the hops of a redirect follow one another at once.
    let poll = loop.feedPoll(archive: archive, fetcher: fetcher, files: files) { $0.pass(nil) }
    while true {
      var turns: [FeedTurn] = []
      while let turn = loop.nextTurn(at: now) { turns.append(turn) }
      // Domains whose turns come at the same time have no order.
      turns.sort { $0.source.line < $1.source.line }
      mayReload(&loop)
      for turn in turns {
        let result = try await poll.run(poll.open(turn, now: now))
        loop.polled(turn.number, result, now: now)
        history.polls.append(Poll(time: now, outcome: result.outcome, state: result.record?.state.kept))
        mayReload(&loop)
      }
      guard let batch = loop.nextBatch() else { return }
      mayReload(&loop)
      loop.committed(alerts: try await archive.commit(batch))
    }
  }

  private mutating func mayReload(_ loop: inout PollLoop) {
    guard case .isReloaded(var random) = life else { return }
    if random.happens(10) {
      loop.ask(for: plan)
      if case .begin(let plan) = loop.nextChange() { loop.reload(plan, now: now) }
    }
    life = .isReloaded(random)
  }
}

extension FeedState {
  /// The state as it comes back from the database: times to the millisecond.
  var kept: FeedState {
    let times: [WritableKeyPath<FeedState, Date?>] = [
      \.nextDue, \.firstPolled, \.lastPolled, \.lastSuccess, \.lastComplete, \.lastFailure, \.failingSince,
    ]
    var kept = self
    for time in times {
      kept[keyPath: time] = self[keyPath: time].map {
        Date(timeIntervalSince1970: ($0.timeIntervalSince1970 * 1_000).rounded() / 1_000)
      }
    }
    return kept
  }
}
