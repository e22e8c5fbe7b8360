import Archive
import Fetching
import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import Watching

/// Polls that a redirect or an earlier page leads to another domain take a turn there.
@Suite struct TurnElsewhereTests {
  /// When each request came, by host and path.
  final class Arrivals: Sendable {
    private let times = Mutex<[(place: String, time: ContinuousClock.Instant)]>([])

    /// Notes a request, and gives its host without the port.
    func note(_ request: RecordedRequest) -> String {
      let host = request.headerText("Host")?.split(separator: ":").first.map(String.init) ?? ""
      times.withLock { $0.append((host + request.path, .now)) }
      return host
    }

    var places: [String] { times.withLock { $0.map(\.place) } }

    /// The seconds between requests to places that begin so.
    func gaps(_ start: String) -> [TimeInterval] {
      let own = times.withLock { $0.filter { $0.place.hasPrefix(start) }.map(\.time) }
      return zip(own.dropFirst(), own).map { ($0 - $1).seconds }
    }
  }

  private func list(_ server: LoopbackServer, _ feeds: [(id: String, host: String)]) -> String {
    feeds.map { "- { url: \"\(server.url("/\($0.id)", host: $0.host))\", id: \($0.id) }\n" }.joined()
  }

  /// Redirects each feed to the same path at `cdn.localhost`.
  private func redirecting(_ arrivals: Arrivals, at cdn: Reply? = nil) throws -> LoopbackServer {
    try LoopbackServer { request in
      guard arrivals.note(request) != "cdn.localhost" else {
        return cdn ?? .status(200, body: SampleFeed.rss([request.path]))
      }
      let port = request.headerText("Host")?.split(separator: ":").last ?? ""
      return .redirect(to: "http://cdn.localhost:\(port)\(request.path)")
    }
  }

  @Test func `E14: requests that redirects lead to one domain are spaced there, and hold up nobody at home`()
    async throws
  {
    let arrivals = Arrivals()
    let server = try redirecting(arrivals)
    let feeds = [("a", "one.localhost"), ("b", "two.localhost"), ("c", "two.localhost"), ("d", "cdn.localhost")]
    let watch = try PolledWatch(feeds: list(server, feeds), spacing: "1s", clock: TestClock(isRunning: true))
    #expect(try await watch.poll().feeds == 4)
    #expect(try watch.alertedStories.sorted() == ["/a", "/b", "/c", "/d"])
    #expect(arrivals.gaps("cdn.").count == 3)
    #expect(arrivals.gaps("cdn.").allSatisfy { $0 >= 0.5 }, "\(arrivals.gaps("cdn."))")
    // `c` need not wait for `b` to have had its turn elsewhere.
    let second = try #require(arrivals.places.firstIndex(of: "two.localhost/c"))
    #expect(second < arrivals.places.count - 1, "\(arrivals.places)")
  }

  @Test func `E14: a restart remembers that those that were led elsewhere came there later`() async throws {
    let arrivals = Arrivals()
    let server = try redirecting(arrivals)
    let feeds = [("a", "one.localhost"), ("b", "two.localhost"), ("d", "cdn.localhost")]
    let watch = try PolledWatch(
      feeds: list(server, Array(feeds.prefix(2))), spacing: "1s", clock: TestClock(isRunning: true))
    try await watch.poll()
    try watch.folder.write(list(server, feeds), to: "feeds.yaml")
    #expect(try await watch.poll().feeds == 1)
    #expect(arrivals.gaps("cdn.").count == 2)
    #expect(arrivals.gaps("cdn.").allSatisfy { $0 >= 0.5 }, "\(arrivals.gaps("cdn."))")
  }

  @Test func `a poll that waits elsewhere takes no connection from others`() async throws {
    let arrivals = Arrivals()
    let server = try redirecting(arrivals)
    let feeds = [("a", "one.localhost"), ("b", "two.localhost"), ("c", "three.localhost"), ("d", "four.localhost")]
    let watch = try PolledWatch(feeds: list(server, feeds), spacing: "1s", clock: TestClock(isRunning: true))
    try watch.folder.write(
      try watch.folder.read("vigie.yaml").replacing("timeout: 10m", with: "timeout: 10m\n  connections: 1"),
      to: "vigie.yaml")
    #expect(try await watch.poll().feeds == 4)
    let last = try #require(arrivals.places.lastIndex { !$0.hasPrefix("cdn.") })
    #expect(last <= 5, "all were asked at home before the second had its turn: \(arrivals.places)")
  }

  @Test func `E12: a redirect into a domain that is to be left alone is not followed; the feed says so, and waits`()
    async throws
  {
    let arrivals = Arrivals()
    let server = try redirecting(arrivals, at: .status(429, ["Retry-After: 36000"]))
    let feeds = [("x", "cdn.localhost"), ("a", "one.localhost")]
    let watch = try PolledWatch(feeds: list(server, [feeds[0]]))
    try await watch.poll()
    try watch.folder.write(list(server, feeds), to: "feeds.yaml")
    try await watch.poll(after: .minute)
    #expect(arrivals.places == ["cdn.localhost/x", "one.localhost/a"])
    let state = try watch.state("a")
    #expect(state.reason == "leads to cdn.localhost, which asked to be left alone")
    let due = try #require(state.nextDue)
    #expect(try due >= #require(watch.state("x").nextDue))
    for _ in 1...3 { try await watch.poll(after: .hour, .onceAll) }
    #expect(arrivals.places.count == 2)
  }

  @Test func `E12: those that wait for a domain which refuses are turned away`() async throws {
    let arrivals = Arrivals()
    let server = try redirecting(arrivals, at: .status(429, ["Retry-After: 36000"]))
    let feeds = ["a", "b", "c"].map { ($0, "\($0).localhost") }
    let watch = try PolledWatch(feeds: list(server, feeds), spacing: "5s", clock: TestClock(isRunning: true))
    #expect(try await watch.poll().failed == 3)
    #expect(arrivals.places.filter { $0.hasPrefix("cdn.") }.count == 1)
    let reasons = try ["a", "b", "c"].map { try watch.state($0).reason ?? "" }
    #expect(reasons.filter { $0 == "leads to cdn.localhost, which asked to be left alone" }.count == 2)
    #expect(try ["a", "b", "c"].allSatisfy { try watch.wait($0) >= 35_990 })
  }

  @Test func `E14, Q11: an earlier page of another domain is asked for in its turn`() async throws {
    let arrivals = Arrivals()
    let server = try LoopbackServer { request in
      let host = arrivals.note(request)
      let port = request.headerText("Host")?.split(separator: ":").last ?? ""
      let link =
        "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='next' href='http://cdn.localhost:\(port)/p'/>"
      switch (host, request.header("If-None-Match") == nil) {
      case ("cdn.localhost", _): return .status(200, body: SampleFeed.rss([request.path]))
      case (_, true): return .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"]))
      case (_, false): return .status(200, body: SampleFeed.rss(["2"], channel: link))
      }
    }
    let watch = try PolledWatch(
      feeds: list(server, [("a", "one.localhost"), ("b", "cdn.localhost"), ("c", "cdn.localhost")]), spacing: "1s",
      clock: TestClock(isRunning: true))
    try await watch.poll()
    try await watch.poll(after: 1.2 * .hour)
    #expect(
      arrivals.places.suffix(4).sorted() == [
        "cdn.localhost/b", "cdn.localhost/c", "cdn.localhost/p", "one.localhost/a",
      ])
    // The clock jumps between the polls.
    #expect(arrivals.gaps("cdn.").suffix(2).allSatisfy { $0 >= 0.5 }, "\(arrivals.gaps("cdn."))")
    #expect(try watch.alertedStories.contains("/p"))
  }

  @Test(arguments: [false, true])
  func `E12, E14: check --online takes turns elsewhere too, and none where it is refused`(isRefused: Bool) async throws
  {
    let arrivals = Arrivals()
    let server = try redirecting(arrivals, at: isRefused ? .status(503) : nil)
    let feeds = ["a", "b", "c"].map { ($0, "\($0).localhost") }
    let watch = try PolledWatch(feeds: list(server, feeds), spacing: "1s")
    var outcomes: [PollOutcome] = []
    for await result in FeedProbe(try watch.configuration).results() { outcomes.append(result.outcome) }
    #expect(outcomes.count == 3)
    #expect(outcomes.filter { $0.failure == nil }.count == (isRefused ? 0 : 3))
    #expect(arrivals.gaps("cdn.").count == (isRefused ? 0 : 2))
    #expect(arrivals.gaps("cdn.").allSatisfy { $0 >= 0.5 }, "\(arrivals.gaps("cdn."))")
  }

  @Test
  func `P3: a feed that a redirect leads to a long line is no failure; it is asked again soon, and waits at home`()
    async throws
  {
    let arrivals = Arrivals()
    let server = try redirecting(arrivals)
    let watch = try PolledWatch(
      feeds: list(server, ["a", "b", "c"].map { ($0, "\($0).localhost") }), spacing: "1h",
      clock: TestClock(isRunning: true))
    let running = try await Watch(watch.configuration, now: { [clock = watch.clock] in clock.now })
    let polling = Task { try await running.poll(.untilStopped) }
    try await wait { try ["a", "b", "c"].compactMap { try watch.state($0).lastPolled }.count == 2 }
    running.send(.stop)
    _ = try await polling.value
    let putOff = try ["a", "b", "c"].filter {
      try watch.memory($0).landing != nil && watch.state($0).lastSuccess == nil
    }
    #expect(putOff.count == 1)
    for feed in putOff {
      #expect(try watch.state(feed).failures == 0)
      #expect(try watch.wait(feed) <= 60)
    }
    #expect(try watch.feedEvents.isEmpty)
    #expect(arrivals.places.count == 4)
  }

  @Test func `O5: a poll that waits elsewhere does not hold up the end, and is as if it had not been`() async throws {
    let arrivals = Arrivals()
    let server = try redirecting(arrivals)
    let watch = try PolledWatch(
      feeds: list(server, ["a", "b"].map { ($0, "\($0).localhost") }), spacing: "1h", clock: TestClock(isRunning: true))
    let running = try await Watch(
      watch.configuration, graceAfterStop: .seconds(3_600), now: { [clock = watch.clock] in clock.now })
    let polling = Task { try await running.poll(.untilStopped) }
    try await wait { arrivals.places.count == 3 }
    running.send(.stop)
    _ = try await polling.value
    #expect(try ["a", "b"].compactMap { try watch.state($0).lastPolled }.count == 1)
    #expect(try ["a", "b"].compactMap { try watch.state($0).reason }.isEmpty)
  }
}
