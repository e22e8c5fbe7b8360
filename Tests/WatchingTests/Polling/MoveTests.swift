import Archive
import Fetching
import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import Watching

/// Redirects, believed and not.
@Suite struct MoveTests {
  /// Polls once a day, and gives the first path asked for on each.
  func firstPaths(days: Int, _ watch: PolledWatch, _ server: LoopbackServer) async throws -> [String] {
    var paths: [String] = []
    for _ in 0..<days {
      let before = server.requests.count
      try await watch.poll(.onceAll)
      paths.append(server.requests.dropFirst(before).first?.path ?? "none")
      watch.clock.advance(by: .day)
    }
    return paths
  }

  @Test(arguments: [301, 308])
  func `E18: a move that is said to be for good is believed after a week and doubted after two more`(status: Int)
    async throws
  {
    let server = try LoopbackServer { request in
      request.path == "/feed" ? .redirect(status, to: "/new") : .status(200, body: SampleFeed.rss(["1"]))
    }
    let watch = try PolledWatch(server)
    let list = try watch.folder.read("feeds.yaml")
    let paths = try await firstPaths(days: 24, watch, server)
    let adopted = Array(repeating: "/new", count: 13)
    #expect(paths == Array(repeating: "/feed", count: 8) + adopted + ["/feed"] + adopted.prefix(2))
    #expect(try watch.folder.read("feeds.yaml") == list, "the list is not rewritten")
  }

  @Test func `Q11: a 304 counts as a sighting of the move`() async throws {
    let server = try LoopbackServer { request in
      if request.path == "/feed" { return .redirect(301, to: "/new") }
      let isKnown = request.header("If-None-Match") != nil
      return isKnown ? .status(304) : .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"]))
    }
    let watch = try PolledWatch(server)
    #expect(try await firstPaths(days: 9, watch, server).last == "/new")
  }

  @Test(arguments: [302, 303, 307])
  func `E18: a move for now is followed and never adopted`(status: Int) async throws {
    let server = try LoopbackServer { request in
      request.path == "/feed" ? .redirect(status, to: "/new") : .status(200, body: SampleFeed.rss(["1"]))
    }
    let watch = try PolledWatch(server)
    #expect(try await firstPaths(days: 12, watch, server) == Array(repeating: "/feed", count: 12))
    #expect(try watch.alertedStories == ["1"])
  }

  @Test func `E18: one hop that is for now, another target, or an answer that is no feed begins the week anew`()
    async throws
  {
    let mixed = try LoopbackServer { request in
      switch request.path {
      case "/feed": .redirect(301, to: "/now")
      case "/now": .redirect(302, to: "/new")
      default: .status(200, body: SampleFeed.rss(["1"]))
      }
    }
    #expect(try await firstPaths(days: 10, PolledWatch(mixed), mixed).last == "/feed")
    let wandering = try LoopbackServer { request in
      request.path == "/feed"
        ? .redirect(301, to: "/\(Int.random(in: 0...Int.max))")
        : .status(200, body: SampleFeed.rss(["1"]))
    }
    #expect(try await firstPaths(days: 10, PolledWatch(wandering), wandering).last == "/feed")
    let parked = try LoopbackServer { request in
      request.path == "/feed" ? .redirect(301, to: "/parked") : .status(200, body: "<html>For sale</html>")
    }
    #expect(try await firstPaths(days: 10, PolledWatch(parked), parked).last == "/feed")
  }

  @Test func `E18: an adopted address that fails sends the next poll to the configured one`() async throws {
    let server = try LoopbackServer { request in
      request.path == "/feed" && request.header("X-Never") == nil
        ? .redirect(301, to: "/new")
        : .status(200, body: SampleFeed.rss(["1"]))
    }
    let watch = try PolledWatch(server)
    #expect(try await firstPaths(days: 9, watch, server).last == "/new")
    var memory = try watch.memory()
    #expect(memory.move?.address(at: watch.clock.now) == server.url("/new"))
    let feed = try #require(try watch.configuration.feeds.first)
    var history = FeedHistory(
      FeedTurn(feed, try watch.state()), pace: NextPoll(ScheduleSettings()), events: EventWriter(name: "test"))
    _ = history.fail(PollFailure(.status(404), "answered 404"), nil, now: watch.clock.now)
    memory = history.memory
    #expect(memory.move?.address(at: watch.clock.now) == nil)
  }

  @Test func `E18: an address that fails when it is asked again loses no feed to the one that was adopted`()
    async throws
  {
    let isDead = Atomic(false)
    let server = try LoopbackServer { request in
      if request.path == "/new" { return .status(200, body: SampleFeed.rss(["1"])) }
      return isDead.load(ordering: .relaxed) ? .status(404) : .redirect(301, to: "/new")
    }
    let watch = try PolledWatch(server)
    _ = try await firstPaths(days: 9, watch, server)
    isDead.store(true, ordering: .relaxed)
    let paths = try await firstPaths(days: 30, watch, server)
    #expect(paths.filter { $0 == "/feed" }.count == 2, "every two weeks")
    #expect(paths.filter { $0 == "/new" }.count == 28)
    #expect(try watch.feedEvents == [])
  }

  @Test func `E18: where the adopted address and the configured one fail, both are asked in turn`() async throws {
    let answers = Atomic(true)
    let server = try LoopbackServer { request in
      if request.path == "/feed" { return answers.load(ordering: .relaxed) ? .redirect(301, to: "/new") : .status(404) }
      return answers.load(ordering: .relaxed) ? .status(200, body: SampleFeed.rss(["1"])) : .status(500)
    }
    let watch = try PolledWatch(server)
    _ = try await firstPaths(days: 9, watch, server)
    answers.store(false, ordering: .relaxed)
    #expect(try await firstPaths(days: 4, watch, server) == ["/new", "/feed", "/new", "/feed"])
  }

  @Test func `E18: the address that serves a feed is asked again soon after the old one has failed`() async throws {
    let start = TestClock().now
    let feed = FeedSource(id: "f", url: "https://e.org/feed")
    var history = FeedHistory(
      FeedTurn(feed, FeedState(feed: "f", url: feed.url)), pace: NextPoll(ScheduleSettings()),
      events: EventWriter(name: "test"))
    let new = "https://e.org/new"
    let response = FetchResponse(status: 200, finalURL: new, redirects: [Redirect(status: 301, url: new)])
    for day in [0.0, 8] { _ = history.succeed(response, now: start + day * .day) }
    let recheck = start + 22 * .day
    #expect(history.address(at: recheck) == feed.url)
    _ = history.fail(PollFailure(.status(403), "answered 403"), nil, now: recheck)
    #expect(history.address(at: recheck) == new)
    let wait = try #require(history.state.nextDue).timeIntervalSince(recheck)
    #expect(wait <= 2 * .hour, "not the four hours of a refusal")
  }

  @Test(arguments: [
    ("https://e.org/feed", "https://e.org/new", true), ("http://e.org/feed", "https://e.org/feed", true),
    ("http://e.org/feed", "http://e.org/new", true), ("https://e.org/feed", "http://e.org/feed", false),
    ("HTTPS://e.org/feed", "http://e.org/feed", false), ("https://e.org/feed", "http://e.org/a https://e.org/b", false),
    ("https://u:p@e.org/feed", "https://e.org/new", false),
  ])
  func `E18: a move from https to http is never adopted, nor one of an address with a password`(
    url: String, target: String, isAdopted: Bool
  ) throws {
    let start = TestClock().now
    let feed = FeedSource(id: "f", url: url)
    var history = FeedHistory(
      FeedTurn(feed, FeedState(feed: "f", url: feed.displayURL)), pace: NextPoll(ScheduleSettings()),
      events: EventWriter(name: "test"))
    let hops = target.split(separator: " ").map { Redirect(status: 301, url: String($0)) }
    let target = try #require(hops.last?.url)
    let response = FetchResponse(status: 200, finalURL: target, redirects: hops)
    for day in [0.0, 8] { _ = history.succeed(response, now: start + day * .day) }
    #expect(history.address(at: start + 9 * .day) == (isAdopted ? target : url))
  }

  @Test func `E18, Q8: a feed with credentials or headers keeps its configured address`() async throws {
    let server = try LoopbackServer { request in
      request.path == "/feed" ? .redirect(301, to: "/new") : .status(200, body: SampleFeed.rss(["1"]))
    }
    let watch = try PolledWatch(server, more: ", headers: { X-Key: secret }")
    #expect(try await firstPaths(days: 10, watch, server).last == "/feed")
  }
}
