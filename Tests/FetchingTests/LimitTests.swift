import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Fetching

@Suite struct LimitTests {
  private static let block = [UInt8](repeating: 120, count: 16_384)

  @Test func `F5: an endless body ends at the limit`() async throws {
    let server = try LoopbackServer(
      always: Reply(steps: [.send(Reply.head(200, ["Content-Type: text/xml"])), .endless(Self.block)]))
    let options = testOptions { $0.maxBody = 100_000 }
    #expect(await outcome(of: FetchRequest(url: server.url()), options).error == .bodyTooLarge(limit: 100_000))
  }

  @Test func `F5: an announced length over the limit ends at once`() async throws {
    let server = try LoopbackServer(
      always: Reply(steps: [.send(Reply.head(200, ["Content-Length: 99999999999"]) + [120]), .silence]))
    #expect(await outcome(of: FetchRequest(url: server.url())).error == .bodyTooLarge(limit: 10 * 1024 * 1024))
  }

  @Test func `F5: a body of exactly the limit is whole`() async throws {
    let server = try LoopbackServer(always: .status(200, body: Self.block))
    let options = testOptions { $0.maxBody = Self.block.count }
    #expect(await outcome(of: FetchRequest(url: server.url()), options).response?.body == Self.block)
  }

  @Test func `F5: a gzip bomb ends at the limit of decoded bytes`() async throws {
    let bomb = try #require(gzip(of: 64 * 1024 * 1024), "the gzip command is needed")
    let server = try LoopbackServer(always: .status(200, ["Content-Encoding: gzip"], body: bomb))
    let options = testOptions { $0.maxBody = 1024 * 1024 }
    #expect(await outcome(of: FetchRequest(url: server.url()), options).error == .bodyTooLarge(limit: 1024 * 1024))
  }

  private static let large = [UInt8](repeating: 120, count: 1_500_000)

  /// Of the large bodies two find room at once.
  private static func narrow(_ options: inout FetcherOptions) {
    options.connectionsPerHost = 20
    options.maxBody = 2_000_000
    options.bodyBudget = 2_000_000
  }

  /// A server whose first answers to `/large` stop short of the end, and whose later ones are whole.
  private func server(stuckFor count: Int) throws -> LoopbackServer {
    let asked = Atomic(0)
    let stuck = Reply(steps: [.send(Reply.head(200, ["Content-Length: 1600000"]) + Self.large), .silence])
    return try LoopbackServer { request in
      guard request.path == "/large" else { return .status(200, body: "small") }
      return asked.add(1, ordering: .relaxed).newValue <= count ? stuck : .status(200, body: Self.large)
    }
  }

  @Test func `F5: large bodies share a budget, and small ones never starve`() async throws {
    let server = try server(stuckFor: 3)
    let fetcher = Fetcher(testOptions(Self.narrow))
    let errors = try await withThrowingTaskGroup(of: FetchError?.self) { group in
      for _ in 1...3 { group.addTask { await outcome(of: FetchRequest(url: server.url("/large")), by: fetcher).error } }
      try await wait { await fetcher.waitingForMemory == 1 }
      let small = await outcome(of: FetchRequest(url: server.url("/small")), by: fetcher).response
      #expect(small?.body == Array("small".utf8))
      group.cancelAll()
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(errors == [.cancelled, .cancelled, .cancelled])
    let body = await outcome(of: FetchRequest(url: server.url("/large")), by: fetcher).response?.body
    #expect(body == Self.large)
  }

  @Test func `a large body that finds no memory is asked for again when there is some, with all its time`() async throws
  {
    let server = try server(stuckFor: 3)
    let limit = Duration.seconds(3)
    let fetcher = Fetcher(
      testOptions {
        Self.narrow(&$0)
        $0.timeout = limit
      })
    // A task may hold one large body while it waits for the next.
    let whole = try LoopbackServer(always: .status(200, body: Self.large))
    let held = try await fetcher.fetch(FetchRequest(url: whole.url()))
    let results = await withTaskGroup { group in
      for _ in 1...3 { group.addTask { await outcome(of: FetchRequest(url: server.url("/large")), by: fetcher) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.map(\.error) == [.timeout(after: limit), .timeout(after: limit), nil])
    #expect(results.last?.response?.body == held.body)
    #expect(server.requests.count == 4)
  }

  @Test func `however many large bodies come at once, all arrive, and none is asked for more than twice`() async throws
  {
    let gate = Gate()
    let asked = Atomic(0)
    let server = try LoopbackServer { _ in
      let place = asked.add(1, ordering: .relaxed).newValue
      if place < 20 { gate.wait() }
      if place == 20 { for _ in 1..<20 { gate.letThrough() } }
      return .status(200, body: Self.large)
    }
    let fetcher = Fetcher(testOptions(Self.narrow))
    let sizes = await withTaskGroup { group in
      for number in 1...20 {
        group.addTask {
          await outcome(of: FetchRequest(url: server.url("/\(number)")), by: fetcher).response?.body.count
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sizes == Array(repeating: Self.large.count, count: 20))
    let requests = Dictionary(grouping: server.requests, by: \.path)
    #expect(requests.count == 20)
    #expect(requests.values.allSatisfy { $0.count <= 2 })
  }

  @Test func `what a caller still holds of large bodies delays its next ones`() async throws {
    let server = try server(stuckFor: 2)
    let fetcher = Fetcher(
      testOptions {
        Self.narrow(&$0)
        $0.timeout = .seconds(3)
      })
    let whole = try LoopbackServer(always: .status(200, body: Self.large))
    let caller = FetchAnswersTests.Collector()
    fetcher.begin([(tag: 0, request: FetchRequest(url: whole.url()))], for: caller.answers)
    var held = await caller.collect(1)
    #expect(try held[0]?.get().body == Self.large)

    fetcher.begin((1...2).map { (tag: $0, request: FetchRequest(url: server.url("/large"))) }, for: caller.answers)
    let stuck = await caller.collect(1)
    #expect(stuck.values.allSatisfy { (try? $0.get()) == nil })
    #expect(await fetcher.waitingForMemory == 1)
    #expect(server.requests.count == 2)

    withExtendedLifetime(held) {}
    held = [:]
    let last = await caller.collect(1)
    #expect(try last.values.first?.get().body == Self.large)
    #expect(await fetcher.waitingForMemory == 0)
  }

  @Test func `of an error page only the beginning is kept`() async throws {
    let server = try LoopbackServer(
      always: Reply(steps: [.send(Reply.head(404, ["Retry-After: 5"])), .endless(Self.block)]))
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url()))
    #expect(response.status == 404)
    #expect(response.retryAfter == "5")
    #expect(response.body.count == 64 * 1024)
  }

  @Test func `F6: endless headers end at the limit`() async throws {
    let line = Array("X-Filler: \(String(repeating: "x", count: 500))\r\n".utf8)
    let server = try LoopbackServer(always: Reply(steps: [.send(Array("HTTP/1.1 200 OK\r\n".utf8)), .endless(line)]))
    #expect(await outcome(of: FetchRequest(url: server.url())).error == .headTooLarge(limit: 128 * 1024))
  }

  @Test func `F6: endless tiny headers end at the limit`() async throws {
    let server = try LoopbackServer(
      always: Reply(steps: [.send(Array("HTTP/1.1 200 OK\r\n".utf8)), .endless(Array("a:\r\nb:\r\n".utf8))]))
    #expect(await outcome(of: FetchRequest(url: server.url())).error == .headTooLarge(limit: 128 * 1024))
  }

  @Test(arguments: ["HTTP/1.1 200 OK\r\nX-Filler: ", "HTTP/1.1 200 "])
  func `F6: an endless line of the head is named`(start: String) async throws {
    let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1_000)
    let server = try LoopbackServer(always: Reply(steps: [.send(Array(start.utf8)), .endless(block)]))
    let error = await outcome(of: FetchRequest(url: server.url())).error
    #expect(error == .malformed(reason: "a line of the answer's head is too long"))
  }

  @Test(arguments: ["a body", "headers"])
  func `F6: dripped bytes count as too slow`(what: String) async throws {
    let start = what == "a body" ? Reply.head(200, ["Content-Length: 1000"]) : Array("HTTP/1.1 200 OK\r\n".utf8)
    let drop = Array("X: y\r\n".utf8)
    let server = try LoopbackServer(
      always: Reply(steps: [.send(start)] + Array(repeating: .drip(drop, pause: 50_000), count: 100)))
    let options = testOptions { $0.lowSpeedTime = .seconds(1) }
    let error = await outcome(of: FetchRequest(url: server.url()), options).error
    #expect(error == .tooSlow(bytesPerSecond: 100, during: .seconds(1)))
  }

  @Test func `F6: the whole fetch has a time limit, over all redirects together`() async throws {
    let server = try LoopbackServer { request in
      let redirect = Reply.head(302, ["Location: /x\(request.path)", "Content-Length: 0"])
      return Reply(steps: [.drip([redirect[0]], pause: 400_000), .send(Array(redirect.dropFirst()))])
    }
    // With a second for each redirect there would be time for all of them.
    let options = testOptions {
      $0.timeout = .seconds(1)
      $0.maxRedirects = 9
    }
    let error = await outcome(of: FetchRequest(url: server.url()), options).error
    #expect(error == .timeout(after: .seconds(1)))
    #expect(server.requests.count <= 3)
  }

  @Test func `F6: a server that accepts and says nothing runs into the time limit`() async throws {
    let server = try LoopbackServer(always: Reply(steps: [.silence]))
    let options = testOptions { $0.timeout = .milliseconds(200) }
    let error = await outcome(of: FetchRequest(url: server.url()), options).error
    #expect(error?.description == "no complete answer within 0.2 s")
  }

  @Test(arguments: [
    ("a short Content-Length body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"),
    ("a cut chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nabc"),
    ("a missing last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
  ])
  func `F8: a cut answer is an error`(what: String, answer: String) async throws {
    let server = try LoopbackServer(always: .raw(answer))
    #expect(await outcome(of: FetchRequest(url: server.url())).error == .truncated, "\(what)")
  }

  /// What may be wrong with the body behind a head.
  private static let badBodies: [(what: String, headers: [String], rest: Reply)] = [
    ("a short body", ["Content-Length: 100"], .raw("no")),
    ("a cut chunk", ["Transfer-Encoding: chunked"], .raw("64\r\nabc")),
    ("a broken chunk", ["Transfer-Encoding: chunked"], .raw("nonsense\r\n")),
    ("a body that hangs", ["Content-Length: 100"], Reply(steps: [.send([120]), .silence])),
    ("a nonsensical encoding", ["Content-Encoding: utf-8", "Content-Length: 2"], .raw("no")),
    ("no gzip", ["Content-Encoding: gzip", "Content-Length: 26"], .raw("this was never compressed.")),
    (
      "junk behind gzip", ["Content-Encoding: gzip", "Content-Length: 29"], Reply(steps: [.send(hello + [1, 2, 3, 4])])
    ),
  ]
  /// "hello" in gzip.
  private static let hello: [UInt8] = [
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6, 0x10, 0x36, 5, 0, 0, 0,
  ]

  @Test(arguments: [301, 410, 429, 503], badBodies.indices)
  func `a status other than 2xx is an answer, whatever becomes of the body behind it`(status: Int, index: Int)
    async throws
  {
    let (what, headers, rest) = Self.badBodies[index]
    let server = try LoopbackServer { request in
      if request.path == "/moved" { return .status(200, body: "there") }
      let location = status == 301 ? ["Location: /moved"] : []
      let head = Reply.head(status, headers + location + ["Retry-After: 86400"])
      return Reply(steps: [.send(head)] + rest.steps, closes: rest.closes)
    }
    let options = testOptions { $0.lowSpeedTime = .seconds(1) }
    let answer = try await Fetcher(options).fetch(FetchRequest(url: server.url()))
    #expect(answer.status == (status == 301 ? 200 : status), "\(what)")
    #expect(answer.retryAfter == (status == 301 ? nil : "86400"), "\(what)")
    #expect(server.requests.map(\.path) == (status == 301 ? ["/feed", "/moved"] : ["/feed"]), "\(what)")
  }

  @Test func `a refusal whose body hangs until the time limit is an answer`() async throws {
    let server = try LoopbackServer(
      always: Reply(steps: [.send(Reply.head(429, ["Retry-After: 5", "Content-Length: 9"])), .silence]))
    let options = testOptions { $0.timeout = .milliseconds(300) }
    #expect(await outcome(of: FetchRequest(url: server.url()), options).response?.retryAfter == "5")
  }

  @Test(arguments: ["HTTP/1.1 429 Slow", "HTTP/1.1 429 Slow\r\nRetry-After: 5\r\n", "HTTP/1.1 103 Hints\r\n\r\n"])
  func `a refusal whose head does not end is no answer`(start: String) async throws {
    let server = try LoopbackServer(always: Reply(steps: [.send(Array(start.utf8)), .silence]))
    let options = testOptions { $0.timeout = .milliseconds(300) }
    #expect(await outcome(of: FetchRequest(url: server.url()), options).error == .timeout(after: .milliseconds(300)))
  }

  @Test func `a refusal with endless trailers is no answer`() async throws {
    let head = Reply.head(429, ["Transfer-Encoding: chunked"]) + Array("0\r\n".utf8)
    let server = try LoopbackServer(always: Reply(steps: [.send(head), .endless(Array("a: b\r\n".utf8))]))
    #expect(await outcome(of: FetchRequest(url: server.url())).error == .headTooLarge(limit: 128 * 1024))
  }

  @Test func `what a proxy refuses is no answer of the server's`() async throws {
    let proxy = try LoopbackServer(always: .status(429, ["Retry-After: 5"], body: "no"))
    let options = testOptions { $0.proxy = proxy.url("") }
    #expect(await outcome(of: FetchRequest(url: "https://feeds.example/"), options).response == nil)
    #expect(proxy.requests.count == 1)
  }

  @Test(arguments: [
    ("<rss version=\"2.0\"/>", "the answer is not HTTP"),
    ("", "the server closed the connection without an answer"),
  ])
  func `F9: what is not HTTP/1.0 or later is refused`(answer: String, words: String) async throws {
    let server = try LoopbackServer(always: .raw(answer))
    #expect(await outcome(of: FetchRequest(url: server.url())).error?.description == words)
  }

  @Test(arguments: [200, 304, 401, 403, 404, 410, 429, 500, 503])
  func `every status is an answer`(status: Int) async throws {
    let server = try LoopbackServer(always: .status(status, status == 304 ? [] : ["Date: now"]))
    #expect(await outcome(of: FetchRequest(url: server.url())).response?.status == status)
  }

  /// Compresses that many zeros; nil where there is no gzip command.
  private func gzip(of count: Int) -> [UInt8]? {
    let (folder, name) = (NSTemporaryDirectory(), "vigie-\(UUID().uuidString).gz")
    defer { unsafe _ = unlink(folder + name) }
    guard Command.succeeds("head -c \(count) /dev/zero | gzip -9 > \(name)", in: folder) else { return nil }
    return FileManager.default.contents(atPath: folder + name).map(Array.init)
  }
}
