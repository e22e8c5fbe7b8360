import Archive
import Foundation
import TestSupport
import Testing

@testable import Watching

/// A configured watch in a folder of its own. It is opened anew for each poll, at times that the test chooses.
struct PolledWatch {
  let clock: TestClock
  let folder: ConfigurationFolder

  /// A watch over the feeds of a list (YAML) for stories with "Alibaba".
  init(
    feeds: String, schedule: String = "", spacing: String = "0s", hosts: String = "", isWary: Bool = false,
    clock: TestClock = TestClock()
  ) throws {
    self.clock = clock
    folder = try ConfigurationFolder([
      "feeds.yaml": feeds,
      "watchlists.yaml": "id: w\nterms: [Alibaba]\n",
      "vigie.yaml": """
      feeds: [feeds.yaml]
      watchlists: [watchlists.yaml]
      state: state
      alerts: alerts.jsonl
      name: test
      schedule: { \(schedule) }
      http:
        contact: desk@example.org
        allow-private-networks: \(!isWary)
        timeout: 10m
        per-host: { spacing: \(spacing) }
        hosts: { \(hosts) }
      """,
    ])
  }

  /// A watch over one feed with the id `f`, asked as `user` (`name:password`) if one is given. A wary one keeps out of
  /// private networks but for what `more` says.
  init(
    _ server: LoopbackServer, schedule: String = "", more: String = "", hosts: String = "", user: String? = nil,
    isWary: Bool = false
  ) throws {
    let url = server.url().replacing("http://", with: user.map { "http://\($0)@" } ?? "http://")
    try self.init(
      feeds: "- { url: \"\(url)\", id: f\(more) }\n", schedule: schedule, hosts: hosts, isWary: isWary)
  }

  var configuration: Configuration {
    get throws { try Configuration.load(path: folder.file("vigie.yaml")) }
  }

  /// Opens the watch, polls, and closes it, as a run from cron does.
  @discardableResult
  func poll(_ span: Poller.Span = .once) async throws -> PollSummary {
    try await Watch(configuration, now: { [clock] in clock.now }).poll(span)
  }

  /// The same when some time has gone by.
  @discardableResult
  func poll(after seconds: TimeInterval, _ span: Poller.Span = .once) async throws -> PollSummary {
    clock.advance(by: seconds)
    return try await poll(span)
  }

  /// Moves the clock to the feed's next poll, and polls.
  @discardableResult
  func pollWhenDue(_ feed: String = "f") async throws -> PollSummary {
    if let due = try state(feed).nextDue { clock.move(to: max(due, clock.now)) }
    return try await poll()
  }

  /// What the database remembers of a feed.
  func state(_ feed: String = "f") throws -> FeedState {
    try StatusReport.states(of: configuration)[feed] ?? FeedState(feed: feed, url: "")
  }

  /// What the policies remember of a feed.
  func memory(_ feed: String = "f") throws -> FeedMemory { FeedMemory(notes: try state(feed).notes) }

  /// How long it is until a feed's next poll, in seconds.
  func wait(_ feed: String = "f") throws -> TimeInterval {
    try state(feed).nextDue.map { $0.timeIntervalSince(clock.now) } ?? 0
  }

  /// The lines of the alert log.
  var events: [JSONValue] {
    get throws { try folder.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0) } }
  }

  /// The ids of the stories that alerted, in the order of the log.
  var alertedStories: [String] {
    get throws { try events.filter { $0.type.text == "vigie.alert.v1" }.compactMap(\.data.story.id.text) }
  }

  /// The types of the events that are no alerts, in the order of the log.
  var feedEvents: [String] {
    get throws { try events.compactMap(\.type.text).filter { $0 != "vigie.alert.v1" } }
  }
}

/// Whether a wait is as long as wanted, and at most a tenth longer: jitter only lengthens (Q2).
func isAbout(_ wait: TimeInterval, _ wanted: TimeInterval) -> Bool { wait >= wanted - 0.001 && wait <= wanted * 1.1 }
