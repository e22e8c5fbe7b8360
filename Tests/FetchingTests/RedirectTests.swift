import Fetching
import TestSupport
import Testing

@Suite struct RedirectTests {
  @Test func `redirects are followed and recorded in order`() async throws {
    let server = try LoopbackServer { request in
      switch request.path {
      case "/a": .redirect(301, to: "/b?x=1")
      case "/b?x=1": .redirect(302, to: "c/d#part")
      case "/c/d": .redirect(303, to: "//127.0.0.1:\(request.headerText("Host")?.split(separator: ":").last ?? "")/e")
      case "/e": .redirect(307, to: "../f")
      case "/f": .redirect(308, to: "/g")
      default: .status(200, body: "end")
      }
    }
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url("/a")))
    let steps = [(301, "/b?x=1"), (302, "/c/d"), (303, "/e"), (307, "/f"), (308, "/g")]
    #expect(response.redirects == steps.map { Redirect(status: $0.0, url: server.url($0.1)) })
    #expect(response.redirects.map(\.isPermanent) == [true, false, false, false, true])
    #expect(response.finalURL == server.url("/g"))
    #expect(response.body == Array("end".utf8))
  }

  @Test func `F9: a redirect loop ends after five`() async throws {
    let server = try LoopbackServer(always: .redirect(to: "/feed"))
    #expect(await outcome(of: FetchRequest(url: server.url())).error == .tooManyRedirects(limit: 5))
    #expect(server.requests.count == 6)
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/feed", "gopher://127.0.0.1/", "data:text/xml,x"])
  func `F1: a redirect leads to http and https only`(target: String) async throws {
    let server = try LoopbackServer(always: .redirect(to: target))
    let error = await outcome(of: FetchRequest(url: server.url())).error
    #expect(error == .forbiddenRedirect(to: target, reason: "not an http or https URL"))
  }

  @Test func `a redirect to nonsense is an error in words`() async throws {
    let server = try LoopbackServer(always: .redirect(to: "http://[::bad/"))
    let error = await outcome(of: FetchRequest(url: server.url())).error
    #expect(error == .forbiddenRedirect(to: "http://[::bad/", reason: "not an http or https URL"))
  }

  @Test func `a redirect without a target is an answer`() async throws {
    let server = try LoopbackServer(always: .status(302, body: "nowhere"))
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url()))
    #expect(response.status == 302)
    #expect(response.body == Array("nowhere".utf8))
  }

  @Test func `an endless body does not keep a redirect from being followed`() async throws {
    let server = try LoopbackServer { request in
      request.path == "/end"
        ? .status(200)
        : Reply(steps: [
          .send(Reply.head(302, ["Location: /end"])), .endless([UInt8](repeating: 120, count: 4096)),
        ])
    }
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url()))
    #expect(response.finalURL == server.url("/end"))
  }

  @Test func `Q8: a feed's headers and credentials stay with its own host and port`() async throws {
    let other = try LoopbackServer(always: .status(200))
    let server = try LoopbackServer { request in
      request.path == "/feed" ? .redirect(to: "/same") : .redirect(to: other.url())
    }
    let request = FetchRequest(
      url: server.url().replacing("http://", with: "http://u:p@"), headers: [HeaderField(name: "X-Key", value: "k")])
    _ = try await Fetcher(testOptions()).fetch(request)
    #expect(server.requests.map { $0.headerText("X-Key") } == ["k", "k"])
    #expect(server.requests.map { $0.headerText("Authorization") } == ["Basic dTpw", "Basic dTpw"])
    #expect(other.requests.map { $0.headerText("X-Key") } == [nil])
    #expect(other.requests.map { $0.headerText("Authorization") } == [nil])
  }

  @Test func `credentials that a redirect names are neither used nor shown`() async throws {
    let server = try LoopbackServer { request in
      request.path == "/end"
        ? .status(200)
        : .redirect(to: "http://u:SECRET@127.0.0.1:\(request.headerText("Host")?.split(separator: ":").last ?? "")/end")
    }
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url()))
    #expect(!"\(response)".contains("SECRET"))
    #expect(server.requests.allSatisfy { $0.header("Authorization") == nil })
  }

  @Test func `Q20: private-network permission covers the feed's own host and port, nothing that a redirect names`()
    async throws
  {
    let other = try LoopbackServer(always: .status(200))
    let server = try LoopbackServer { request in
      switch request.path {
      case "/same": .redirect(to: "/end")
      case "/end": .status(200)
      default: .redirect(to: request.path == "/port" ? other.url() : other.url(host: "localhost"))
      }
    }
    let options = testOptions { $0.networks = .publicOnly }
    func outcome(_ path: String) async -> Result<FetchResponse, FetchError> {
      await FetchingTests.outcome(of: FetchRequest(url: server.url(path), networks: .privateHost), options)
    }
    #expect(await outcome("/same").response?.status == 200)
    #expect(await outcome("/port").error == .privateAddress(host: "127.0.0.1", address: "127.0.0.1"))
    guard case .privateAddress(host: "localhost", _) = await outcome("/name").error else {
      Issue.record("a redirect reached localhost")
      return
    }
    #expect(other.requests.isEmpty)
  }
}
