import Synchronization
import TestSupport
import Testing

@testable import Fetching

/// Redirects to other domains wait for the caller's word.
@Suite struct DomainGateTests {
  /// A gate that notes what it is asked, and answers when the test does.
  final class Porter: Sendable {
    private let asked = Mutex<[(domain: String, pass: DomainGate.Pass)]>([])

    var domains: [String] { asked.withLock { $0.map(\.domain) } }

    func gate(holdsFirst: Bool = false) -> DomainGate {
      DomainGate(holdsFirst: holdsFirst) { [self] domain, pass in asked.withLock { $0.append((domain, pass)) } }
    }

    /// Answers the last question.
    func answer(_ refusal: FetchError? = nil) { asked.withLock { $0.last?.pass }?(refusal) }
  }

  private func request(_ server: LoopbackServer, _ path: String, _ gate: DomainGate) -> FetchRequest {
    FetchRequest(url: server.url(path, host: "www.one.example.localhost"), gate: gate)
  }

  /// Redirects each path to the next host.
  private func server(_ hosts: String...) throws -> LoopbackServer {
    try LoopbackServer { request in
      let step = Int(request.path.dropFirst()) ?? 0
      guard step < hosts.count else { return .status(200, body: "end") }
      let port = request.headerText("Host")?.split(separator: ":").last ?? ""
      return .redirect(to: "http://\(hosts[step]):\(port)/\(step + 1)")
    }
  }

  @Test func `E14: a redirect waits for each domain that it leads to, and not within one`() async throws {
    let server = try server(
      "feeds.example.localhost", "feeds.two.localhost", "www.two.localhost", "one.example.localhost")
    let porter = Porter()
    let fetcher = Fetcher(testOptions())
    async let result = outcome(of: request(server, "/0", porter.gate()), by: fetcher)
    try await wait { porter.domains == ["two.localhost"] }
    #expect(server.requests.map(\.path) == ["/0", "/1"])
    porter.answer()
    try await wait { porter.domains == ["two.localhost", "example.localhost"] }
    #expect(server.requests.map(\.path) == ["/0", "/1", "/2", "/3"])
    porter.answer()
    #expect(await result.response?.redirects.count == 4)
    #expect(porter.domains.count == 2)
  }

  @Test func `E14: an IPv6 address is named as where it stands alone`() async throws {
    let server = try server("[::1]")
    let porter = Porter()
    async let result = outcome(of: request(server, "/0", porter.gate()))
    try await wait { !porter.domains.isEmpty }
    #expect(porter.domains == ["::1"])
    porter.answer(.cancelled)
    #expect(await result.error == .cancelled)
  }

  @Test func `one that is turned away asks nothing, and says where it would have led`() async throws {
    let server = try server("two.localhost")
    let porter = Porter()
    async let result = outcome(of: request(server, "/0", porter.gate()))
    try await wait { !porter.domains.isEmpty }
    porter.answer(.turnedAway(domain: "two.localhost"))
    #expect(await result.error == .turnedAway(domain: "two.localhost"))
    #expect(server.requests.count == 1)
  }

  @Test func `the first request waits too where its caller has no turn`() async throws {
    let server = try server("feeds.example.localhost")
    let porter = Porter()
    async let result = outcome(of: request(server, "/0", porter.gate(holdsFirst: true)))
    try await wait { porter.domains == ["example.localhost"] }
    #expect(server.requests.isEmpty)
    porter.answer()
    #expect(await result.response?.status == 200)
    #expect(porter.domains.count == 1)
  }

  @Test func `one that waits takes no connection from others, and no time from itself`() async throws {
    let server = try server("two.localhost")
    let porter = Porter()
    let fetcher = Fetcher(
      testOptions {
        $0.connections = 1
        $0.timeout = .milliseconds(1_500)
      })
    async let result = outcome(of: request(server, "/0", porter.gate()), by: fetcher)
    try await wait { !porter.domains.isEmpty }
    #expect(await outcome(of: FetchRequest(url: server.url("/1")), by: fetcher).response?.status == 200)
    try await Task.sleep(for: .seconds(2))
    porter.answer()
    #expect(await result.response?.status == 200)
  }

  @Test func `one that waits can be cancelled, and an answer after that means nothing`() async throws {
    let server = try server("two.localhost")
    let porter = Porter()
    let fetcher = Fetcher(testOptions())
    let task = Task { [request = request(server, "/0", porter.gate())] in await outcome(of: request, by: fetcher) }
    try await wait { !porter.domains.isEmpty }
    task.cancel()
    #expect(await task.value.error == .cancelled)
    porter.answer()
    #expect(await outcome(of: FetchRequest(url: server.url("/9")), by: fetcher).response?.status == 200)
    #expect(server.requests.map(\.path) == ["/0", "/9"])
  }

  @Test func `a fetcher that is shut down ends those that wait`() async throws {
    let server = try server("two.localhost")
    let porter = Porter()
    let fetcher = Fetcher(testOptions())
    async let result = outcome(of: request(server, "/0", porter.gate()), by: fetcher)
    try await wait { !porter.domains.isEmpty }
    await fetcher.shutdown()
    #expect(await result.error == .cancelled)
  }
}
