import TestSupport
import Testing

@testable import Fetching

/// Many fetches for one caller, who does not wait for each.
@Suite struct FetchAnswersTests {
  /// Takes answers when they are announced.
  private final class Collector: Sendable {
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
}
