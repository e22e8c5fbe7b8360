import FoundationEssentials
import TestSupport
import Testing

@testable import Watching

/// `check --online`, under the same manners as a poll.
@Suite struct ProbeTests {
  func outcomes(_ watch: PolledWatch) async throws -> [String: PollOutcome] {
    var outcomes: [String: PollOutcome] = [:]
    for await result in FeedProbe(try watch.configuration).results() { outcomes[result.feed.id] = result.outcome }
    return outcomes
  }

  @Test func `Q11: it sends the stored validators and stores nothing`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"])), .status(304, ["ETag: \"b\""]), .status(304),
    ])
    let watch = try PolledWatch(server)
    try await watch.poll()
    let before = try watch.state()
    #expect(try await outcomes(watch) == ["f": .unchanged])
    #expect(try watch.state() == before)
    try await watch.pollWhenDue()
    #expect(server.requests.map { $0.headerText("If-None-Match") } == [nil, "\"a\"", "\"a\""])
  }

  @Test func `E12: a host that refuses is asked no more`() async throws {
    let server = try LoopbackServer(always: .status(429))
    let watch = try PolledWatch(
      feeds: (1...3).map { "- { url: \"\(server.url("/\($0)"))\", id: f\($0) }\n" }.joined())
    let outcomes = try await outcomes(watch)
    #expect(outcomes.count == 3)
    #expect(server.requests.count == 1)
  }

  @Test func `E12: nor is one that refused an earlier page`() async throws {
    let pages = try LoopbackServer(address: "127.0.0.2", always: .status(429, ["Retry-After: 18000"]))
    let link = "<atom:link rel=\"next\" href=\"\(pages.url(host: "127.0.0.2"))\"/>"
    let server = try LoopbackServer(inTurn: ["1", "2"].map { .status(200, body: SampleFeed.rss([$0], channel: link)) })
    let watch = try PolledWatch(server)
    // The probe asks what time it is.
    watch.clock.move(to: Date() - .minute)
    for _ in 1...2 { try await watch.poll(.onceAll) }
    try watch.folder.write("- { url: \"\(pages.url("/feed", host: "127.0.0.2"))\", id: page }\n", to: "feeds.yaml")
    #expect(try await outcomes(watch)["page"]?.failure?.kind == .cancelled)
    #expect(pages.requests.count == 1)
  }

  @Test func `Q1: nor is a feed that a redirect leads to a host that refuses`() async throws {
    let refusing = try LoopbackServer(address: "127.0.0.2", always: .status(429, ["Retry-After: 18000"]))
    let server = try LoopbackServer(always: .redirect(to: refusing.url(host: "127.0.0.2")))
    let watch = try PolledWatch(server)
    watch.clock.move(to: Date() - .minute)
    try await watch.poll()
    #expect(try await outcomes(watch)["f"]?.failure?.kind == .cancelled)
    #expect(server.requests.count == 1 && refusing.requests.count == 1)
  }

  @Test func `E12: nor is one that was redirected to a host that refuses since`() async throws {
    let target = try LoopbackServer(address: "127.0.0.2") { request in
      request.path == "/x" ? .status(429) : .status(200, body: SampleFeed.rss(["1"]))
    }
    let server = try LoopbackServer(always: .redirect(to: target.url("/f", host: "127.0.0.2")))
    let watch = try PolledWatch(server)
    watch.clock.move(to: Date() - .minute)
    try await watch.poll()
    let feeds = try watch.folder.read("feeds.yaml") + "- { url: \"\(target.url("/x", host: "127.0.0.2"))\", id: x }\n"
    try watch.folder.write(feeds, to: "feeds.yaml")
    try await watch.poll()
    #expect(try await outcomes(watch).values.map(\.failure?.kind) == [.cancelled, .cancelled])
    #expect(server.requests.count == 1 && target.requests.count == 2)
  }

  /// A watch over a feed that has moved for good to another server, and over one that was there before.
  private func watchOfMovedFeed(_ server: LoopbackServer, to target: LoopbackServer) async throws -> PolledWatch {
    let watch = try PolledWatch(server)
    watch.clock.move(to: Date() - 9 * .day - .minute)
    for _ in 1...9 { try await watch.poll(after: .day, .onceAll) }
    let feeds = try watch.folder.read("feeds.yaml") + "- { url: \"\(target.url("/x", host: "127.0.0.2"))\" }\n"
    try watch.folder.write(feeds, to: "feeds.yaml")
    return watch
  }

  @Test func `E14: one that has moved for good waits for its turn where it is now`() async throws {
    let arrivals = TurnElsewhereTests.Arrivals()
    let target = try LoopbackServer(address: "127.0.0.2") { request in
      _ = arrivals.note(request)
      return .status(200, body: SampleFeed.rss(["1"]))
    }
    let server = try LoopbackServer(always: .redirect(301, to: target.url("/new", host: "127.0.0.2")))
    let watch = try await watchOfMovedFeed(server, to: target)
    let settings = try watch.folder.read("vigie.yaml").replacing("spacing: 0s", with: "spacing: 1s")
    try watch.folder.write(settings, to: "vigie.yaml")
    let before = server.requests.count
    #expect(try await outcomes(watch).values.allSatisfy { $0.failure == nil })
    #expect(server.requests.count == before)
    #expect(try #require(arrivals.gaps("127.").last) >= 0.5)
  }

  @Test(.timeLimit(.minutes(1)))
  func `E12: those that are turned away do not hold up the end`() async throws {
    let server = try LoopbackServer { request in
      if request.headerText("Host")?.hasPrefix("cdn.") == true { return .status(503) }
      let port = request.headerText("Host")?.split(separator: ":").last ?? ""
      return .redirect(to: "http://cdn.localhost:\(port)\(request.path)")
    }
    let feeds = ["a", "b"].map { "- { url: \"\(server.url("/\($0)", host: "\($0).localhost"))\", id: \($0) }\n" }
    let watch = try PolledWatch(feeds: feeds.joined(), spacing: "1h")
    #expect(try await outcomes(watch).values.allSatisfy { $0.failure != nil })
    #expect(server.requests.count == 3)
  }

  @Test func `Q1: nor is one that has moved for good to such a host`() async throws {
    let target = try LoopbackServer(address: "127.0.0.2") { request in
      request.path == "/new" ? .status(200, body: SampleFeed.rss(["1"])) : .status(429)
    }
    let server = try LoopbackServer(always: .redirect(301, to: target.url("/new", host: "127.0.0.2")))
    let watch = try await watchOfMovedFeed(server, to: target)
    try await watch.poll()
    let before = server.requests.count + target.requests.count
    #expect(try await outcomes(watch).values.map(\.failure?.kind) == [.cancelled, .cancelled])
    #expect(server.requests.count + target.requests.count == before)
  }
}
