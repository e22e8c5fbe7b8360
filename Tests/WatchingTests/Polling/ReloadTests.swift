import Archive
import Foundation
import TestSupport
import Testing

@testable import Watching

/// A running watch that is given another configuration.
@Suite struct ReloadTests {
  /// A server that answers only when it is told to.
  final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    let running = Peak()

    func pass() {
      running.enter()
      semaphore.wait()
      running.leave()
    }

    func open() { semaphore.signal() }
  }

  func wait(until condition: () throws -> Bool) async throws {
    for _ in 0..<500 {
      if try condition() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("it did not happen")
  }

  @Test func `a feed that is retired and added again while its poll runs is not polled twice at once`() async throws {
    let gate = Gate()
    let server = try LoopbackServer { request in
      gate.pass()
      return .status(200, body: SampleFeed.rss([request.path]))
    }
    let watch = try PolledWatch(server)
    let running = try await Watch(watch.configuration, now: { [clock = watch.clock] in clock.now })
    let polling = Task { try await running.poll(.untilStopped) }
    try await wait { server.requests.count == 1 }
    var without = Poller.Plan(try watch.configuration)
    let with = without
    without.feeds = []
    var moved = with
    moved.feeds[0].url = server.url("/other")
    for plan in [without, with, without, moved] { running.send(.reload(plan)) }
    try await Task.sleep(for: .milliseconds(100))
    #expect(server.requests.count == 1)
    for _ in 1...2 { gate.open() }
    try await wait { server.requests.count == 2 }
    running.send(.stop)
    _ = try await polling.value
    #expect(server.requests.map(\.path) == ["/feed", "/other"])
    #expect(gate.running.highest == 1)
    #expect(try watch.alertedStories == ["/feed", "/other"])
  }

  @Test(arguments: [1, 2])
  func `a feed that gets another id while it is polled repeats nothing`(poll: Int) async throws {
    let gate = Gate()
    let server = try LoopbackServer { request in
      gate.pass()
      return .status(200, body: SampleFeed.rss(["1", "2"]))
    }
    let watch = try PolledWatch(server)
    let running = try await Watch(watch.configuration, now: { [clock = watch.clock] in clock.now })
    let polling = Task { try await running.poll(.untilStopped) }
    let plan = Poller.Plan(try watch.configuration)
    var renamed = plan
    renamed.feeds[0].id = "desk"
    for number in 1...4 {
      try await wait { server.requests.count == number }
      if number == poll { running.send(.reload(renamed)) }
      gate.open()
      guard number < 4 else { break }
      let feed = number < poll ? "f" : "desk"
      try await wait { try watch.state(feed).lastPolled == watch.clock.now }
      watch.clock.advance(by: .day)
      running.send(.reload(number < poll ? plan : renamed))
    }
    running.send(.stop)
    _ = try await polling.value
    #expect(try watch.alertedStories == ["1", "2"])
    #expect(try StatusReport.states(of: watch.configuration).keys.sorted() == ["desk"])
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
