import Foundation
import TestSupport
import Testing

/// Servers that mean ill, or are just broken: each run ends in bounded time and memory, and healthy feeds alert.
@Suite struct HostilePollTests {
  static let block = [UInt8](repeating: 120, count: 16_384)
  static let head = Reply.head(200, ["Content-Type: text/xml"])

  static let servers: [(what: String, reply: Reply)] = [
    ("says nothing", Reply(steps: [.silence])),
    ("drips", Reply(steps: [.send(head), .drip([UInt8](repeating: 32, count: 100_000), pause: 50_000)])),
    ("endless headers", Reply(steps: [.send(Array("HTTP/1.1 200 OK\r\n".utf8)), .endless(Array("a: b\r\n".utf8))])),
    ("endless body", Reply(steps: [.send(head), .endless(block)])),
    (
      "endless interim answers",
      Reply(steps: [.endless(Array("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".utf8))])
    ),
    (
      "endless chunks",
      Reply(steps: [
        .send(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)),
        .endless(Array("4000\r\n".utf8) + block + Array("\r\n".utf8)),
      ])
    ),
    (
      "endless trailers",
      Reply(steps: [
        .send(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n".utf8)),
        .endless(Array("a: b\r\n".utf8)),
      ])
    ),
    ("huge length", Reply(steps: [.send(Reply.head(200, ["Content-Length: 99999999999"])), .silence])),
    (
      "length past all numbers",
      .raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n<rss><channel>")
    ),
    ("huge chunk", .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc")),
    ("too short a length", .raw("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n\(SampleFeed.rss(["cut"]))")),
    ("negative length", .raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n<rss/>")),
    ("short body", .raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss><channel>")),
    ("cut chunk", .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nabc")),
    ("no HTTP", .raw("nonsense\r\n\r\n")), ("closes", .raw("")),
    ("redirect loop", .redirect(to: "/feed")), ("redirect to a file", .redirect(301, to: "file:///etc/passwd")),
    ("redirect to FTP", .redirect(301, to: "ftp://127.0.0.1/feed")), ("redirect to nowhere", .redirect(to: "http://")),
    ("broken gzip", .status(200, ["Content-Encoding: gzip"], body: "not gzip at all")),
    (
      "billion laughs",
      .status(
        200,
        body: "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\">"
          + (1...9).map {
            "<!ENTITY a\($0) \"\(String(repeating: "&a\($0 == 1 ? "" : String($0 - 1));", count: 10))\">"
          }
          .joined() + "]><rss><channel><title>&a9;</title></channel></rss>")
    ),
    ("deep nesting", .status(200, body: String(repeating: "<a>", count: 200_000))),
    ("zero bytes", .status(200, body: [UInt8](repeating: 0, count: 100_000))),
  ]

  @Test func `F5, F6, F8, F9: a run over hostile servers ends soon and small, and healthy feeds alert`() async throws {
    let bed = try TestBed()
    var feeds = ""
    var running: [LoopbackServer] = []
    func add(_ id: String, _ reply: Reply) throws {
      // Each on an address of its own, so that they are asked at once.
      let address = "127.0.1.\(running.count + 1)"
      running.append(try LoopbackServer(address: address, always: reply))
      feeds += "- { url: \"\(running[running.count - 1].url(host: address))\", id: \"\(id)\" }\n"
    }
    for (what, reply) in Self.servers { try add(what, reply) }
    #expect(Command.succeeds("head -c 200000000 /dev/zero | gzip -9 > bomb.gz", in: bed.folder.path))
    let bytes = try Data(contentsOf: bed.folder.appending(path: "bomb.gz"))
    try add("gzip bomb", .status(200, ["Content-Encoding: gzip"], body: Array(bytes)))
    let healthy = (1...5).map { "healthy \($0)" }
    for id in healthy { try add(id, .status(200, body: SampleFeed.rss([id]))) }
    let config = try bed.configure(loopbackFeeds: feeds, http: "timeout: 8s, max-body: 2MiB, connections: 40")

    let (run, memory) = try await bed.measured("poll", "--config", config)
    #expect(run.code == 0 && run.output.isEmpty)
    // Entities are not expanded, so that laughs are a feed without stories.
    for what in Self.servers.map(\.what) + ["gzip bomb"] where what != "billion laughs" {
      #expect(run.errors.contains("vigie: \(what): "), "\(what) did not fail")
    }
    let alerted = try bed.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0).data.story.id.text }
    #expect(alerted.compactMap(\.self).sorted() == healthy)
    #expect(1_000_000..<300_000_000 ~= memory)
  }

  @Test(.enabled(if: Preload.isAvailable, "\(Preload.absence)"))
  func `F7: names whose lookup hangs end in time, and hold up nobody else`() async throws {
    let bed = try TestBed()
    let server = try LoopbackServer(always: .status(200, body: SampleFeed.rss(["1"])))
    // Each of a domain of its own, so that all are looked up at once.
    let hung = (1...20).map { "hung-\($0).example" }
    let feeds = hung.map { "- { url: \"http://\($0)/feed\", id: \($0) }\n" }.joined()
    let healthy = "- { url: \"\(server.url())\", id: ip }\n- { url: \"\(server.url(host: "localhost"))\", id: name }\n"
    let config = try bed.configure(loopbackFeeds: feeds + healthy, http: "timeout: 8s, connections: 40")
    let resolver = try Preload("hung-resolver", source: Self.hungResolver, in: bed)
    let (run, memory) = try await bed.measured(
      "poll", "--config", config, environment: ["LD_PRELOAD": resolver.path])
    #expect(run.code == 0 && run.output.isEmpty)
    for name in hung { #expect(run.errors.contains("vigie: \(name): no complete answer within 8 s"), "\(run.errors)") }
    let alerts = try bed.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0).data.story.feed.id.text }
    #expect(alerts.compactMap(\.self).sorted() == ["ip", "name"])
    #expect(1_000_000..<300_000_000 ~= memory)
  }

  private static let hungResolver = """
    #include <dlfcn.h>
    #include <netdb.h>
    #include <string.h>
    #include <unistd.h>

    typedef int lookup(const char *, const char *, const struct addrinfo *, struct addrinfo **);

    int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
      if (node && strncmp(node, "hung-", 5) == 0) for (;;) pause();
      return ((lookup *)dlsym(RTLD_NEXT, "getaddrinfo"))(node, service, hints, result);
    }

    """

  @Test(.enabled(if: TestCertificates.areAvailable, "the openssl command is needed"))
  func `F11: TLS faults are told apart in words, and only a sound certificate is read`() async throws {
    let certificates = try TestCertificates()
    let silent = try LoopbackServer(always: Reply(steps: [.silence]))
    let body = SampleFeed.rss(["secure"])
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    try await certificates.withServers(showing: Self.certificateFaults.map(\.name) + ["good"], answer: answer) { urls in
      let bed = try TestBed()
      let servers = urls.map { "- { url: \"\($1)answer\", id: \($0) }\n" }.joined()
      let feeds = servers + "- { url: \"\(silent.url().replacing("http:", with: "https:"))\", id: silent }\n"
      let config = try bed.configure(
        loopbackFeeds: feeds, http: "timeout: 8s, ca-file: \"\(certificates.authority)\"")
      let (run, memory) = try await bed.measured("poll", "--config", config)
      #expect(run.code == 0 && run.output.isEmpty)
      for (name, words) in Self.certificateFaults + [("silent", "no complete answer within 8 s")] {
        #expect(run.errors.contains("vigie: \(name): \(words)"), "\(run.errors)")
      }
      let alerts = try bed.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0).data.story.feed.id.text }
      #expect(alerts == ["good"])
      #expect(1_000_000..<300_000_000 ~= memory)
    }
  }

  private static let certificateFaults =
    [
      ("expired", "certificate expired 3 days ago"), ("early", "certificate is not valid yet"),
      ("wrong-host", "certificate is for other.example, www.other.example, not for 127.0.0.1"),
      ("self-signed", "certificate is self-signed"),
    ] as [(name: String, words: String)]

  @Test func `F2, Q20: private addresses are refused unless allowed, also where a redirect names them`() async throws {
    let inside = try LoopbackServer(address: "127.0.0.2", always: .status(200, body: SampleFeed.rss(["inside"])))
    let target = inside.url(host: "127.0.0.2")
    let outside = try LoopbackServer { request in
      request.path == "/away" ? .redirect(301, to: target) : .status(200, body: SampleFeed.rss(["outside"]))
    }
    let bed = try TestBed()
    let config = try bed.configure(
      feeds: """
        - { url: "\(outside.url("/refused"))", id: refused }
        - { url: "\(outside.url("/allowed"))", id: allowed, allow-private-networks: true }
        - { url: "\(outside.url("/away"))", id: away, allow-private-networks: true }

        """, extra: "http: { per-host: { spacing: 0s } }")
    let run = try await bed.vigie("poll", "--config", config)
    #expect(run.code == 0)
    #expect(run.errors.contains("vigie: refused: ") && run.errors.contains("vigie: away: "), "\(run.errors)")
    #expect(outside.requests.map(\.path).sorted() == ["/allowed", "/away"])
    #expect(inside.connections == 0)
  }

  @Test func `F10: credentials reach the feed's own server and nothing else: no output, event, log or column`()
    async throws
  {
    let redirects = try LoopbackServer(address: "127.0.0.2", always: .status(404))
    let other = redirects.url(host: "127.0.0.2")
    let server = try LoopbackServer { request in
      switch request.path {
      case "/ok": .status(200, body: SampleFeed.rss(["1"]))
      case "/relative": .redirect(301, to: "ok")
      case "/away": .redirect(302, to: other)
      default: .status(401)
      }
    }
    let bed = try TestBed()
    let feeds = ["ok", "relative", "away", "no"].map { path in
      "- { url: \"\(server.url("/\(path)").replacing("//", with: "//user:s3cret-word@"))\", headers: { X-Key: s3cret-key } }\n"
    }
    let config = try bed.configure(loopbackFeeds: feeds.joined())
    var said = ""
    for command in [
      ["check"], ["check", "--online"], ["poll"], ["poll", "--all"], ["poll", "--all"], ["status"],
      ["status", "--json"],
      ["feeds", "list"], ["feeds", "export"], ["tail"],
    ] {
      let run = try await bed.vigie(command + ["--config", config])
      said += run.output + run.errors
    }
    #expect(server.requests.allSatisfy { $0.headerText("X-Key") == "s3cret-key" && $0.header("Authorization") != nil })
    #expect(!redirects.requests.isEmpty)
    #expect(redirects.requests.allSatisfy { $0.header("X-Key") == nil && $0.header("Authorization") == nil })
    #expect(said.contains("401") && !said.contains("s3cret"), "\(said)")
    // As written, and as Base64 begins to write it.
    #expect(Command.succeeds("! grep -r -q -e s3cret -e czNjcmV0 state alerts.jsonl", in: bed.folder.path))
  }
}
