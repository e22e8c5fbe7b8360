import TestSupport
import Testing

@testable import Fetching

/// Many fetches for one caller, who does not wait for each.
@Suite struct FetchAnswersTests {
  /// Takes answers when they are announced.
  final class Collector: Sendable {
    let answers: FetchAnswers
    private let announcements: AsyncStream<Void>

    init() {
      let (stream, post) = AsyncStream<Void>.makeStream()
      announcements = stream
      answers = FetchAnswers { post.yield() }
    }

    /// Waits until so many answers have come, and gives them by their tags.
    func collect(_ count: Int) async -> [Int: FetchResult] {
      var results: [Int: FetchResult] = [:]
      for await _ in announcements {
        for (tag, result) in answers.take() {
          #expect(results[tag] == nil, "answered twice")
          results[tag] = result
        }
        if results.count >= count { break }
      }
      return results
    }
  }

  private func requests(_ paths: [String], _ server: LoopbackServer) -> [(tag: Int, request: FetchRequest)] {
    paths.enumerated().map { ($0, FetchRequest(url: server.url($1))) }
  }

  @Test func `each answer comes once, with its tag, and announced`() async throws {
    let server = try LoopbackServer { .status($0.path.hasSuffix("7") ? 404 : 200, body: $0.path) }
    let fetcher = Fetcher(testOptions { $0.connectionsPerHost = 8 })
    let collector = Collector()
    fetcher.begin(requests((0..<300).map { "/\($0)" }, server), for: collector.answers)
    let results = await collector.collect(300)
    for (tag, result) in results {
      let response = try result.get()
      #expect(response.status == (tag % 10 == 7 ? 404 : 200))
      #expect(response.body == Array("/\(tag)".utf8))
    }
    #expect(results.count == 300)
  }

  @Test func `what cannot be asked for is answered too`() async throws {
    let server = try LoopbackServer(always: .status(200))
    let collector = Collector()
    let bad = [(tag: 1, request: FetchRequest(url: "ftp://example.org/")), (2, FetchRequest(url: server.url()))]
    Fetcher(testOptions()).begin(bad, for: collector.answers)
    let results = await collector.collect(2)
    #expect(try results[2]?.get().status == 200)
    #expect(throws: FetchError.self) { try results[1]?.get() }

    let speechless = Collector()
    Fetcher(testOptions { $0.userAgent = "a\nb" }).begin(
      [(1, FetchRequest(url: server.url()))], for: speechless.answers)
    await #expect(throws: FetchError.badHeader(name: "User-Agent")) { try await speechless.collect(1)[1]?.get() }
    #expect(server.requests.count == 1)
  }

  @Test func `a fetcher that nobody else holds ends what it has begun`() async throws {
    let gate = Gate()
    let server = try LoopbackServer { _ in
      gate.wait()
      return .status(200)
    }
    let collector = Collector()
    weak var left: Fetcher?
    do {
      let fetcher = Fetcher(testOptions())
      left = fetcher
      fetcher.begin(requests(["/a"], server), for: collector.answers)
    }
    try await wait { gate.waiting == 1 }
    #expect(left != nil)
    gate.letThrough()
    #expect(try await collector.collect(1)[0]?.get().status == 200)
    try await wait { left == nil }
  }

  @Test func `cancelling aborts the transfers of one caller, running and waiting, and of no other`() async throws {
    let gate = Gate()
    let server = try LoopbackServer { request in
      if request.path == "/other" { return .status(200) }
      gate.wait()
      return .status(200)
    }
    let fetcher = Fetcher(testOptions { $0.connectionsPerHost = 3 })
    let (cancelled, other) = (Collector(), Collector())
    fetcher.begin(requests(["/a", "/b", "/c", "/d"], server), for: cancelled.answers)
    try await wait { gate.waiting == 3 }
    fetcher.begin(requests(["/other"], server), for: other.answers)
    fetcher.cancel(for: cancelled.answers)
    let results = await cancelled.collect(4)
    #expect(results.count == 4)
    for result in results.values { #expect(throws: FetchError.cancelled) { try result.get() } }
    #expect(try await other.collect(1)[0]?.get().status == 200)
    for _ in 1...3 { gate.letThrough() }
  }

  @Test func `cancelling before anything was begun does nothing, and what begins later is answered`() async throws {
    let server = try LoopbackServer(always: .status(200))
    let fetcher = Fetcher(testOptions())
    let collector = Collector()
    fetcher.cancel(for: collector.answers)
    fetcher.begin(requests(["/a"], server), for: collector.answers)
    #expect(try await collector.collect(1)[0]?.get().status == 200)
    await fetcher.shutdown()
    fetcher.begin(requests(["/a"], server), for: collector.answers)
    await #expect(throws: FetchError.cancelled) { try await collector.collect(1)[0]?.get() }
  }

  @Test func `shutting down answers all that was begun, running or waiting, and lets the fetcher go`() async throws {
    let server = try LoopbackServer(always: Reply(steps: [.silence]))
    let collector = Collector()
    weak var left: Fetcher?
    do {
      let fetcher = Fetcher(testOptions { $0.connectionsPerHost = 2 })
      left = fetcher
      fetcher.begin(requests(["/a", "/b", "/c", "/d"], server), for: collector.answers)
      try await wait { server.requests.count == 2 }
      await fetcher.shutdown()
    }
    let results = await collector.collect(4)
    #expect(results.values.map(\.error) == Array(repeating: .cancelled, count: 4))
    try await wait { left == nil }
  }

  @Test func `places come back and answers come once, however calls are redirected and cancelled`() async throws {
    let gate = Gate()
    let addresses = (1...3).map { "127.0.0.\($0)" }
    let servers = try addresses.map { address in
      try LoopbackServer(address: address) { request in
        switch request.path {
        case "/gate":
          gate.wait()
          return .status(200)
        case let path where path.hasPrefix("/to?"): return .redirect(to: String(path.dropFirst(4)))
        default: return address == addresses[2] ? Reply(steps: [.silence]) : .status(200, body: "x")
        }
      }
    }
    func url(_ path: String, _ host: Int) -> String { servers[host].url(path, host: addresses[host]) }
    func asked() -> Int { servers[..<2].map(\.requests.count).reduce(0, +) }
    let fetcher = Fetcher(
      testOptions {
        $0.connections = 5
        $0.connectionsPerHost = 2
      })
    var random = SeededRandom(seed: 3)
    for _ in 1...60 {
      // The last host is silent: those whom the others send there fill its line.
      let before = asked()
      let urls = (0..<30).map { _ in
        let end = random.pick([0, 1, 2])
        return random.happens(60) ? url("/to?\(url("/", end))", random.pick([0, 1])) : url("/", end)
      }
      let sure = urls.count { url in !url.hasPrefix(servers[2].url("", host: addresses[2])) }
      let collectors = [Collector(), Collector()]
      for (number, collector) in collectors.enumerated() {
        let own = urls[number * 10..<number * 10 + 10].enumerated()
        fetcher.begin(own.map { ($0, FetchRequest(url: $1)) }, for: collector.answers)
      }
      let tasks = urls[20...].map { url in Task { await outcome(of: FetchRequest(url: url), by: fetcher) } }
      let reached = before + Int.random(in: 0...sure, using: &random)
      try await wait { asked() >= reached }
      for task in tasks where random.happens(50) { task.cancel() }
      for collector in collectors {
        fetcher.cancel(for: collector.answers)
        #expect(await collector.collect(10).count == 10)
      }
      for task in tasks { task.cancel() }
      for task in tasks {
        let result = await task.value
        #expect(result.error == .cancelled || result.response?.status == 200)
      }
    }
    let last = Collector()
    fetcher.begin((0..<12).map { ($0, FetchRequest(url: url("/gate", $0 % 3))) }, for: last.answers)
    for done in 0..<12 {
      try await wait { done == 0 ? gate.waiting == 5 : gate.waiting > 0 }
      gate.letThrough()
    }
    #expect(await last.collect(12).values.allSatisfy { $0.response?.status == 200 })
    #expect(gate.mostWaiting == 5)
  }
}
