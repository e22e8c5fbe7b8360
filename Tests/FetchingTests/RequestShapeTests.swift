import Fetching
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct RequestShapeTests {
  @Test func `E15: no cookie comes back, no referer is sent, no query is added`() async throws {
    let server = try LoopbackServer { request in
      request.path == "/a"
        ? .status(302, ["Location: /b", "Set-Cookie: id=1; Path=/"]) : .status(200, ["Set-Cookie: id=2; Path=/"])
    }
    let fetcher = Fetcher(testOptions())
    for _ in 1...2 { _ = try await fetcher.fetch(FetchRequest(url: server.url("/a"))) }
    #expect(server.requests.map(\.path) == ["/a", "/b", "/a", "/b"])
    #expect(server.requests.allSatisfy { $0.header("Cookie") == nil && $0.header("Referer") == nil })
  }

  @Test func `E16, E17: the request names its sender and takes compressed answers`() async throws {
    let server = try LoopbackServer(always: .status(200))
    _ = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url()))
    let request = try #require(server.requests.first)
    #expect(request.headerText("User-Agent") == "vigie/1.0 (+https://example.org/vigie; desk@example.org)")
    #expect(request.headerText("Accept-Encoding")?.contains("gzip") == true)
    #expect(request.text.hasPrefix("GET /feed HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"))
  }

  @Test func `a feed's own Accept header replaces ours, and an empty header is sent empty`() async throws {
    let server = try LoopbackServer(always: .status(200))
    let headers = [HeaderField(name: "accept", value: "text/xml"), HeaderField(name: "X-Empty", value: "")]
    _ = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url(), headers: headers))
    let text = try #require(server.requests.first?.text)
    #expect(text.lowercased().components(separatedBy: "accept: ").count == 2)
    #expect(text.contains("accept: text/xml\r\n"))
    #expect(text.contains("X-Empty:\r\n"))
  }

  @Test(arguments: [
    ("X-A", "1\r\nX-B: 2"), ("X-A", "1\n2"), ("X-A", "nul\0"), ("X A", "1"), ("X-A:", "1"), ("", "1"), ("X\r\n", "1"),
  ])
  func `F10: a header that could start another line is refused`(name: String, value: String) async {
    let request = FetchRequest(url: "http://127.0.0.1/", headers: [HeaderField(name: name, value: value)])
    let error = await outcome(of: request).error
    guard case .badHeader = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `F10: a contact that could start another line is refused`() async {
    let options = testOptions { $0.userAgent = "vigie/1.0 (desk\r\nX-Evil: 1)" }
    #expect(await outcome(of: FetchRequest(url: "http://127.0.0.1/"), options).error == .badHeader(name: "User-Agent"))
  }

  @Test(arguments: [
    (
      "gzip",
      [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6, 0x10, 0x36, 5, 0, 0, 0]
    ),
    ("zstd", [0x28, 0xB5, 0x2F, 0xFD, 0x20, 5, 0x29, 0, 0, 0x68, 0x65, 0x6C, 0x6C, 0x6F]),
    ("br", [0x0B, 2, 0x80, 0x68, 0x65, 0x6C, 0x6C, 0x6F, 3]),
    ("identity", Array("hello".utf8)),
  ])
  func `a body arrives decoded`(encoding: String, wire: [UInt8]) async throws {
    let server = try LoopbackServer(always: .status(200, ["Content-Encoding: \(encoding)"], body: wire))
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url()))
    #expect(String(decoding: response.body, as: UTF8.self) == "hello")
    #expect(response.wireBytes < 120)
  }

  @Test func `a server with a nonsensical Content-Encoding is asked again for a plain body`() async throws {
    let server = try LoopbackServer(always: .status(200, ["Content-Encoding: utf-8"], body: "hello"))
    let fetcher = Fetcher(testOptions())
    for _ in 1...2 {
      #expect(try await fetcher.fetch(FetchRequest(url: server.url())).body == Array("hello".utf8))
    }
    #expect(server.requests.map { $0.header("Accept-Encoding") != nil } == [true, false, true, false])
  }

  /// "hello" in gzip.
  private static let hello: [UInt8] = [
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6, 0x10, 0x36, 5, 0, 0, 0,
  ]

  @Test(arguments: [("two members", hello + hello), ("padding", hello + [UInt8](repeating: 0, count: 16))])
  func `gzip with something behind it is asked for again, plain`(what: String, wire: [UInt8]) async throws {
    let server = try LoopbackServer { request in
      request.header("Accept-Encoding") == nil
        ? .status(200, body: "hello") : .status(200, ["Content-Encoding: gzip"], body: wire)
    }
    #expect(try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url())).body == Array("hello".utf8))
    #expect(server.requests.count == 2)

    let stubborn = try LoopbackServer(always: .status(200, ["Content-Encoding: gzip"], body: wire))
    let error = await outcome(of: FetchRequest(url: stubborn.url())).error
    #expect(error?.description == "the body's Content-Encoding cannot be undone", "\(what)")
    #expect(stubborn.requests.count == 2)
  }

  @Test func `connections are kept and used again`() async throws {
    let server = try LoopbackServer(always: .status(200, body: "x"))
    let fetcher = Fetcher(testOptions())
    for _ in 1...5 { _ = try await fetcher.fetch(FetchRequest(url: server.url())) }
    #expect(server.requests.count == 5)
    #expect(server.connections == 1)
  }

  @Test func `a connection that is not to be kept is closed behind the answer`() async throws {
    let server = try LoopbackServer(always: .status(200, body: "x"))
    let fetcher = Fetcher(testOptions())
    for keeps in [false, true, true, false, true] {
      _ = try await fetcher.fetch(FetchRequest(url: server.url(), keepsConnection: keeps))
    }
    #expect(server.requests.count == 5)
    #expect(server.connections == 3)
  }

  @Test func `a request shows nothing of the one before it`() async throws {
    let server = try LoopbackServer(always: .status(200, body: "x"))
    let fetcher = Fetcher(testOptions())
    var full = FetchRequest(url: server.url("/full").replacing("http://", with: "http://desk:SECRET@"))
    full.headers = [HeaderField(name: "X-Key", value: "SECRET"), HeaderField(name: "Accept", value: "text/plain")]
    full.validators = Validators(etag: Array("\"1\"".utf8), lastModified: Array("Tue".utf8))
    let bare = FetchRequest(url: server.url("/bare"))
    for request in [bare, full, bare, bare, full, full, bare] { _ = try await fetcher.fetch(request) }
    let bareTexts = server.requests.filter { $0.path == "/bare" }.map(\.text)
    #expect(bareTexts.count == 4 && Set(bareTexts).count == 1)
    #expect(bareTexts[0].contains("Accept: ") && !bareTexts[0].contains("text/plain"))
    #expect(!["X-Key", "Authorization", "If-None-Match", "If-Modified-Since"].contains { bareTexts[0].contains($0) })
    let fullTexts = server.requests.filter { $0.path == "/full" }.map(\.text)
    #expect(fullTexts.count == 3 && Set(fullTexts).count == 1)
    #expect(["X-Key", "Authorization", "If-None-Match", "If-Modified-Since"].allSatisfy { fullTexts[0].contains($0) })
    #expect(fullTexts[0].components(separatedBy: "Accept: ").count == 2)
  }

  @Test func `a redirect within the host takes no second connection`() async throws {
    let server = try LoopbackServer { $0.path == "/a" ? .redirect(to: "/b") : .status(200, body: "x") }
    let fetcher = Fetcher(testOptions())
    let request = FetchRequest(url: server.url("/a"), keepsConnection: false)
    for _ in 1...2 { #expect(try await fetcher.fetch(request).body == Array("x".utf8)) }
    #expect(server.requests.map(\.path) == ["/a", "/b", "/a", "/b"])
    #expect(server.connections == 2)
  }

  @Test func `the connection to a proxy is kept for all hosts`() async throws {
    let proxy = try LoopbackServer(always: .status(200))
    let fetcher = Fetcher(testOptions { $0.proxy = proxy.url("") })
    for host in ["a.example", "b.example"] {
      _ = try await fetcher.fetch(FetchRequest(url: "http://\(host)/", keepsConnection: false))
    }
    #expect(proxy.requests.count == 2)
    #expect(proxy.connections == 1)
  }

  @Test func `E16: a proxy that is to open a way to an https server learns who asks, and no more`() async throws {
    let proxy = try LoopbackServer(always: .status(403))
    let fetcher = Fetcher(testOptions { $0.proxy = proxy.url("") })
    let headers = [HeaderField(name: "X-Key", value: "SECRET")]
    _ = try? await fetcher.fetch(FetchRequest(url: "https://a.example/", headers: headers))
    let text = try #require(proxy.requests.first?.text)
    #expect(text.hasPrefix("CONNECT a.example:443 HTTP/1.1\r\n"))
    #expect(text.contains("User-Agent: \(testOptions().userAgent)\r\n"))
    #expect(!text.contains("SECRET") && !text.contains("Accept"))
  }

  @Test func `a kept connection that dies at each second request is replaced, however often`() async throws {
    let count = Atomic(0)
    let server = try LoopbackServer { _ in
      count.add(1, ordering: .relaxed).newValue % 2 == 0 ? .raw("") : .status(200, body: "x")
    }
    let fetcher = Fetcher(testOptions())
    for _ in 1...20 {
      let response = try await fetcher.fetch(FetchRequest(url: server.url()))
      #expect(response.body == Array("x".utf8))
    }
    #expect(server.requests.count == 39)
    #expect(server.connections == 20)
  }

  @Test func `an international host name is asked for in its ASCII form`() async throws {
    let proxy = try LoopbackServer(always: .status(200))
    let options = testOptions { $0.proxy = proxy.url("") }
    _ = try await Fetcher(options).fetch(FetchRequest(url: "http://müller.example/é a?q=ü#top"))
    #expect(proxy.requests.first?.headerText("Host") == "xn--mller-kva.example")
    #expect(proxy.requests.first?.text.contains("/%c3%a9%20a?q=%c3%bc HTTP/1.1") == true)
  }
}
