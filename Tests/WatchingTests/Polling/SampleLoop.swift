import Archive
import FoundationEssentials

@testable import Watching

/// Loops over local files that stand at noon. Feeds are written as `id path`.
enum SampleLoop {
  static let noon = TestClock().now

  static func feeds(_ entries: [String]) -> [FeedSource] {
    entries.map { FeedSource(id: word($0, 0), url: word($0, 1), isFile: true) }
  }

  /// What is remembered of feeds that were polled before.
  static func states(_ entries: [String]) -> [String: FeedState] {
    let states = feeds(entries).map { FeedState(feed: $0.id, url: $0.url) }
    return Dictionary(uniqueKeysWithValues: states.map { ($0.feed, $0) })
  }

  static func plan(_ entries: String...) -> Poller.Plan {
    Poller.Plan(
      Configuration(
        file: "vigie.yaml", lists: [], feeds: feeds(entries), watchlists: [], state: "state",
        alerts: .standardOutput, firstPoll: .all, retention: RetentionSettings(), rotation: nil,
        schedule: ScheduleSettings(), http: HTTPSettings(), name: nil, warnings: []))
  }

  static func loop(_ plan: Poller.Plan, known: [String] = []) -> PollLoop {
    PollLoop(plan: plan, span: .untilStopped, states: states(known), now: noon) { _ in }
  }

  /// What a poll came to, whose feed is due again in an hour.
  static func result(_ entry: String) -> FeedPoll.Result {
    var state = FeedState(feed: word(entry, 0), url: word(entry, 1))
    state.nextDue = noon + 3_600
    return FeedPoll.Result(outcome: .unchanged, record: PollRecord(state: state))
  }

  private static func word(_ entry: String, _ index: Int) -> String { String(entry.split(separator: " ")[index]) }
}
