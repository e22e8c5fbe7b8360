import Fetching
import TestSupport
import Testing

@Suite struct ConditionalRequestTests {
  @Test(arguments: [
    #""plain""#, #"W/"weak""#, "unquoted", #""a,b""#, #""sp ace  inside""#, #""caf\#u{e9}""#, "\"tab\there\"", #""""#,
  ])
  func `E1: validators go back byte for byte as they came`(etag: String) async throws {
    // Latin-1, so that the case with é is not valid UTF-8.
    let tag = etag.unicodeScalars.map { UInt8($0.value) }
    let date = Array("Tue, 24 nov 2026 8:00:00 +0000 (odd)".utf8)
    let head = Array("HTTP/1.1 200 OK\r\nETag: ".utf8) + tag + Array("\r\nLast-Modified: ".utf8) + date
    let server = try LoopbackServer(
      always: Reply(steps: [.send(head + Array("\r\nContent-Length: 0\r\n\r\n".utf8))]))
    let fetcher = Fetcher(testOptions())

    let first = try await fetcher.fetch(FetchRequest(url: server.url()))
    #expect(first.validators == Validators(etag: tag, lastModified: date))
    _ = try await fetcher.fetch(FetchRequest(url: server.url(), validators: first.validators))

    #expect(server.requests.map { $0.header("If-None-Match") } == [nil, tag])
    #expect(server.requests.map { $0.header("If-Modified-Since") } == [nil, date])
  }

  @Test func `E5: a 304 is an answer that carries only the validators it repeats`() async throws {
    let server = try LoopbackServer(always: Reply(steps: [.send(Reply.head(304, ["ETag: \"new\""]))]))
    let old = Validators(etag: Array("\"old\"".utf8), lastModified: Array("yesterday".utf8))
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url(), validators: old))
    #expect(response.status == 304)
    #expect(response.validators == Validators(etag: Array("\"new\"".utf8), lastModified: nil))
    #expect(response.body.isEmpty)
  }

  @Test func `a validator that would end its header line is refused`() async {
    let split = Validators(etag: Array("\"x\"\r\nEvil: 1".utf8), lastModified: nil)
    let request = FetchRequest(url: "http://127.0.0.1/", validators: split)
    #expect(await outcome(of: request).error == .badHeader(name: "If-None-Match"))
  }

  @Test func `validators of the final answer count, not those of a redirect`() async throws {
    let server = try LoopbackServer { request in
      request.path == "/feed"
        ? .status(301, ["Location: /moved", "ETag: \"redirect\"", "Cache-Control: no-store"])
        : .status(200, ["Last-Modified: today", "Cache-Control: max-age=60", "Cache-Control: public"], body: "x")
    }
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url()))
    #expect(response.validators == Validators(etag: nil, lastModified: Array("today".utf8)))
    #expect(response.cacheControl == "max-age=60, public")
  }

  @Test func `trailers and early hints are not taken for headers`() async throws {
    let server = try LoopbackServer(
      always: .raw(
        "HTTP/1.1 103 Early Hints\r\nETag: \"early\"\r\n\r\n"
          + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "2\r\nok\r\n0\r\nETag: \"late\"\r\n\r\n"))
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url()))
    #expect(response.validators == .none)
    #expect(response.body == Array("ok".utf8))
  }

  @Test func `of a header that comes twice the last one counts, and a list is joined`() async throws {
    let headers = ["ETag: \"1\"", "ETag: \"2\"", "Cache-Control: no-store", "ETag: \"3\"", "Cache-Control: max-age=5"]
    let server = try LoopbackServer(always: .status(200, headers))
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url()))
    #expect(response.validators.etag == Array("\"3\"".utf8))
    #expect(response.cacheControl == "no-store, max-age=5")
  }
}
