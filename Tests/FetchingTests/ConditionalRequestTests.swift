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

  @Test(arguments: ["", "\r", "\"x\"\r\nEvil: 1", "\"\u{1}\"", "\"\u{7F}\""])
  func `a validator that is empty or cannot be sent counts as absent`(text: String) async throws {
    let server = try LoopbackServer(always: .status(200, ["ETag: \"1\""]))
    let kept = Validators(etag: Array(text.utf8), lastModified: Array(text.utf8))
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url(), validators: kept))
    #expect(response.validators.etag == Array("\"1\"".utf8))
    #expect(kept == .none)
    #expect(server.requests.map { $0.header("If-None-Match") } == [nil])
    #expect(server.requests.map { $0.header("If-Modified-Since") } == [nil])
  }

  @Test(arguments: [200, 304], ["", " ", " \t ", "\u{1}", " \"\u{7F}\""])
  func `an answer with an empty validator, or one that cannot be sent, gives none`(
    status: Int, value: String
  ) async throws {
    let headers = ["ETag:\(value)", "Last-Modified:\(value)", "Content-Type:"]
    let server = try LoopbackServer(always: .status(status, headers + (status == 304 ? [] : ["Cache-Control:"])))
    let old = Validators(etag: Array("\"old\"".utf8), lastModified: nil)
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url(), validators: old))
    #expect(response.status == status)
    #expect(response.validators == .none)
    #expect(response.contentType == nil)
  }

  @Test func `a bare line feed behind an empty validator is no value`() async throws {
    let server = try LoopbackServer(always: .raw("HTTP/1.1 200 OK\nETag:\nContent-Length: 0\n\n"))
    #expect(try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url())).validators == .none)
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
