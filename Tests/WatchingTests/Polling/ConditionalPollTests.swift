import Archive
import Fetching
import FoundationEssentials
import TestSupport
import Testing

@testable import Watching

/// Validators, from answer to request, through the database.
@Suite struct ConditionalPollTests {
  static let body = SampleFeed.rss(["1"])

  func etags(_ server: LoopbackServer) -> [String?] { server.requests.map { $0.headerText("If-None-Match") } }

  @Test func `a 200 that a proxy changed on its way is an answer`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(203, ["ETag: \"a\""], body: SampleFeed.rss(["1"])), .status(304),
    ])
    let watch = try PolledWatch(server)
    for _ in 1...2 { #expect(try await watch.pollWhenDue().failed == 0) }
    #expect(server.requests.map { $0.headerText("If-None-Match") } == [nil, "\"a\""])
    #expect(try watch.state().stories == 1)
  }

  @Test func `E1: validators come back byte for byte from the database`() async throws {
    let tag = Array("\"caf".utf8) + [0xE9] + Array("\" W/x".utf8)
    let date = "Fri, 15 jan 2027 8:0:00 +0000 (odd)"
    let head = Array("HTTP/1.1 200 OK\r\nETag: ".utf8) + tag + Array("\r\nLast-Modified: \(date)\r\n".utf8)
    let length = Array("Content-Length: \(Self.body.utf8.count)\r\n\r\n".utf8)
    let server = try LoopbackServer(always: Reply(steps: [.send(head + length + Array(Self.body.utf8))]))
    let watch = try PolledWatch(server)
    try await watch.poll()
    try await watch.pollWhenDue()
    #expect(server.requests.map { $0.header("If-None-Match") } == [nil, tag])
    #expect(server.requests.map { $0.headerText("If-Modified-Since") } == [nil, date])
  }

  @Test func `E2: one request without conditions a feed, whatever is restarted or asked by hand`() async throws {
    let server = try LoopbackServer(inTurn: [.status(200, ["ETag: \"a\""], body: Self.body), .status(304)])
    let watch = try PolledWatch(server)
    try await watch.poll()
    for _ in 1...3 { try await watch.poll(.onceAll) }
    try await watch.pollWhenDue()
    try watch.folder.write(watch.folder.read("feeds.yaml") + "# touched\n", to: "feeds.yaml")
    try await watch.poll(after: .day)
    #expect(etags(server) == [nil] + Array(repeating: "\"a\"", count: 5))
  }

  @Test func `E3: a new ETag is kept though Last-Modified stays`() async throws {
    let date = "Last-Modified: Fri, 15 Jan 2027 08:00:00 GMT"
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\"", date], body: Self.body),
      .status(200, ["ETag: \"b\"", date], body: SampleFeed.rss(["2", "1"])), .status(304),
    ])
    let watch = try PolledWatch(server)
    for _ in 1...3 { try await watch.pollWhenDue() }
    #expect(etags(server) == [nil, "\"a\"", "\"b\""])
  }

  @Test func `E4: an unchanged body brings its new validators`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: Self.body), .status(200, ["ETag: \"b\""], body: Self.body), .status(304),
    ])
    let watch = try PolledWatch(server)
    var unchanged: [Int] = []
    for _ in 1...3 { unchanged.append(try await watch.pollWhenDue().unchanged) }
    #expect(etags(server) == [nil, "\"a\"", "\"b\""])
    #expect(unchanged == [0, 1, 1])
  }

  @Test func `E5: a 304 replaces the validators that it names, a 200 both`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\"", "Last-Modified: one"], body: Self.body), .status(304, ["ETag: \"b\""]),
      .status(304, ["Last-Modified: two"]), .status(200, ["Last-Modified: three"], body: SampleFeed.rss(["2", "1"])),
      .status(304),
    ])
    let watch = try PolledWatch(server)
    for _ in 1...5 { try await watch.pollWhenDue() }
    #expect(etags(server) == [nil, "\"a\"", "\"b\"", "\"b\"", nil])
    #expect(server.requests.map { $0.headerText("If-Modified-Since") } == [nil, "one", "one", "two", "three"])
  }

  @Test func `E5: another URL begins without validators, and at once`() async throws {
    let server = try LoopbackServer(inTurn: [.status(200, ["ETag: \"a\""], body: Self.body)])
    let watch = try PolledWatch(server)
    try await watch.poll()
    try watch.folder.write("- { url: \"\(server.url("/other"))\", id: f }\n", to: "feeds.yaml")
    try await watch.poll(after: .minute)
    #expect(server.requests.map(\.path) == ["/feed", "/other"])
    #expect(etags(server) == [nil, nil])
    #expect(try watch.alertedStories == ["1"], "the stories are known under either address")
  }

  @Test func `E6, Q4: a document that arrives incomplete gives its stories, keeps the old validators and backs off`()
    async throws
  {
    let cut = String(SampleFeed.rss(["2", "1"]).dropLast("</channel></rss>".count))
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: Self.body), .status(200, ["ETag: \"b\""], body: cut), .status(304),
    ])
    let watch = try PolledWatch(server)
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(isAbout(try watch.wait(), .hour))
    #expect(try watch.state().reason?.hasPrefix("arrived incomplete") == true)
    #expect(try watch.alertedStories == ["1", "2"])
    try await watch.pollWhenDue()
    #expect(etags(server) == [nil, "\"a\"", "\"a\""])
  }

  @Test func `E7: a server that answers 304 to everything is asked in full after 8 days, at most once a day`()
    async throws
  {
    let server = try LoopbackServer(inTurn: [.status(200, ["ETag: \"a\""], body: Self.body), .status(304)])
    let watch = try PolledWatch(server)
    let start = watch.clock.now
    var unconditional: [TimeInterval] = []
    for _ in 0..<24 {
      let before = server.requests.count
      try await watch.poll(.onceAll)
      for request in server.requests[before...] where request.header("If-None-Match") == nil {
        unconditional.append(watch.clock.now.timeIntervalSince(start) / .day)
      }
      watch.clock.advance(by: .day / 2)
    }
    #expect(unconditional == [0, 8.5, 9.5, 10.5, 11.5])
  }

  @Test func `E7: the document that comes of it is good for another 8 days`() async throws {
    let server = try LoopbackServer { request in
      request.header("If-None-Match") == nil ? .status(200, ["ETag: \"a\""], body: Self.body) : .status(304)
    }
    let watch = try PolledWatch(server)
    for _ in 0..<20 { try await watch.poll(after: .day, .onceAll) }
    #expect(etags(server).count { $0 == nil } == 3)
    #expect(try watch.feedEvents.isEmpty)
  }

  @Test func `E7: a host that is exempt is never asked in full again`() async throws {
    let server = try LoopbackServer(inTurn: [.status(200, ["ETag: \"a\""], body: Self.body), .status(304)])
    let watch = try PolledWatch(server, hosts: "127.0.0.1: { refresh: never }")
    for _ in 0..<20 { try await watch.poll(after: .day, .onceAll) }
    #expect(etags(server) == [nil] + Array(repeating: "\"a\"", count: 19))
  }

  @Test(arguments: [nil, "f"] as [String?])
  func `E2, E10: another spelling of an address changes neither what is remembered nor when it is due`(id: String?)
    async throws
  {
    let server = try LoopbackServer { request in
      request.header("If-None-Match") == nil
        ? .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"])) : .status(304)
    }
    let url = server.url(host: "localhost")
    func list(_ url: String) -> String { "- { url: \"\(url)\"\(id.map { ", id: \($0)" } ?? "") }\n" }
    let watch = try PolledWatch(feeds: list(url))
    try await watch.poll()
    for spelling in [
      url.replacing("http", with: "HTTP"), url.replacing("localhost", with: "LocalHost"), url + "#x", url,
    ] {
      try watch.folder.write(list(spelling), to: "feeds.yaml")
      try await watch.poll(after: .minute)
    }
    #expect(server.requests.count == 1)
    try await watch.poll(after: 2 * .hour)
    #expect(server.requests.map { $0.headerText("If-None-Match") } == [nil, "\"a\""])
  }

  @Test func `E15, E16, E17: no cookie, no referrer, the query as configured, a name with an address, gzip`()
    async throws
  {
    let server = try LoopbackServer(always: .status(200, ["Set-Cookie: a=b", "ETag: \"a\""], body: Self.body))
    let watch = try PolledWatch(feeds: "- { url: \"\(server.url("/feed?b=2&a=1"))\", id: f }\n")
    for _ in 1...2 { try await watch.poll(.onceAll) }
    #expect(server.requests.count == 2)
    for request in server.requests {
      #expect(request.path == "/feed?b=2&a=1")
      #expect(request.header("Cookie") == nil && request.header("Referer") == nil)
      #expect(request.headerText("User-Agent")?.contains(/^vigie\/\S+ \(\+https:\/\/\S+; desk@example\.org\)$/) == true)
      #expect(request.headerText("Accept-Encoding")?.contains("gzip") == true)
    }
  }
}
