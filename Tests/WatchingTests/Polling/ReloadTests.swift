import Archive
import Synchronization
import TestSupport
import Testing

@testable import Watching

/// A running watch that is given another configuration.
@Suite struct ReloadTests {
  /// A watch of one feed, whose first poll waits at the gate of its server.
  private struct HeldWatch {
    final class Count: Sendable { let value = Atomic(0) }

    let gate = Gate()
    let server: LoopbackServer
    let watch: PolledWatch
    let running: Watch
    let polling: Task<PollSummary, any Error>
    /// How many reloads it has gone through.
    let reloads = Count()

    init() async throws {
      server = try LoopbackServer { [gate] request in
        gate.wait()
        return .status(200, body: SampleFeed.rss([request.path]))
      }
      watch = try PolledWatch(server)
      running = try await Watch(watch.configuration, now: { [clock = watch.clock] in clock.now })
      polling = Task { [running, reloads] in
        try await running.poll(.untilStopped) {
          if case .reloaded = $0 { reloads.value.add(1, ordering: .relaxed) }
        }
      }
      try await wait { [gate] in gate.waiting == 1 }
    }
  }

  @Test func `a feed that is retired and added again while its poll runs is not polled twice at once`() async throws {
    let held = try await HeldWatch()
    let (gate, server, watch, running) = (held.gate, held.server, held.watch, held.running)
    var without = Poller.Plan(try watch.configuration)
    let with = without
    without.feeds = []
    var moved = with
    moved.feeds[0].url = server.url("/other")
    for plan in [without, with, without, moved] { running.send(.reload(plan)) }
    try await wait { held.reloads.value.load(ordering: .relaxed) == 4 }
    #expect(server.requests.count == 1)
    gate.letThrough()
    try await wait { server.requests.count == 2 }
    gate.letThrough()
    try await wait { try watch.alertedStories.count == 2 }
    running.send(.stop)
    _ = try await held.polling.value
    #expect(server.requests.map(\.path) == ["/feed", "/other"])
    #expect(gate.mostWaiting == 1)
    #expect(try watch.alertedStories == ["/feed", "/other"])
  }

  @Test func `a reload brings watchlists and feeds, and leaves due times and polled feeds alone`() async throws {
    let server = try LoopbackServer { request in .status(200, body: SampleFeed.rss([request.path])) }
    let watch = try PolledWatch(feeds: "- { url: \"\(server.url("/a"))\", id: a }\n")
    let running = try await Watch(watch.configuration, now: { [clock = watch.clock] in clock.now })
    let polling = Task { try await running.poll(.untilStopped) }
    try await wait { server.requests.count == 1 }
    try watch.folder.write("- { id: second, terms: [Alibaba] }\n", to: "watchlists.yaml")
    try watch.folder.write(
      "- { url: \"\(server.url("/a"))\", id: a, title: New title }\n- { url: \"\(server.url("/b"))\", id: b }\n",
      to: "feeds.yaml")
    running.send(.reload(Poller.Plan(try watch.configuration)))
    try await wait { try watch.alertedStories.count == 2 }
    running.send(.stop)
    _ = try await polling.value
    #expect(server.requests.map(\.path) == ["/a", "/b"])
    #expect(try watch.events.map(\.subject.text) == ["w", "second"])
  }

  @Test func `a poll ends by the plan that it began with`() async throws {
    let held = try await HeldWatch()
    let (gate, watch, running) = (held.gate, held.watch, held.running)
    try watch.folder.write("- { id: second, terms: [Alibaba] }\n", to: "watchlists.yaml")
    let text = try watch.folder.read("vigie.yaml").replacing("schedule: {", with: "schedule: { interval: 6h ")
    try watch.folder.write(text.replacing("timeout: 10m", with: "timeout: 9m"), to: "vigie.yaml")
    running.send(.reload(Poller.Plan(try watch.configuration)))
    try await wait { held.reloads.value.load(ordering: .relaxed) == 1 }
    gate.letThrough()
    try await wait { try watch.alertedStories.count == 1 }
    running.send(.stop)
    _ = try await held.polling.value
    #expect(try watch.events.map(\.subject.text) == ["w"])
    let wait = try watch.wait()
    #expect(isAbout(wait, 3_600), "\(wait)")
  }

  @Test func `reloads without end make the roster no longer`() {
    var roster = FeedRoster()
    var feed = FeedSource(id: "f", url: "https://example.org/feed")
    _ = roster.add(feed)
    for line in 1...100 {
      feed.line = line
      #expect(roster.replace(with: [feed], running: []) { _, _ in false }.isEmpty)
    }
    #expect(roster.feeds == [feed])
    feed.url = "https://example.org/other"
    #expect(roster.replace(with: [feed], running: []) { _, _ in false } == [feed])
    #expect(!roster.isCurrent(0))
  }
}
