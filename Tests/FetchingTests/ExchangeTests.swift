import Synchronization
import TestSupport
import Testing

@testable import Fetching

/// What a handle that serves one transfer after the other keeps of those before.
@Suite struct ExchangeTests {
  @Test func `what comes late after an answer is not taken for the next one's beginning`() async throws {
    let server = try LoopbackServer { request in
      request.path == "/a"
        ? Reply(steps: [.send(Reply.head(304, [])), .drip(Array("Not modified\n".utf8), pause: 1_000)])
        : .status(200, body: "b")
    }
    let fetcher = Fetcher(testOptions())
    for _ in 1...3 {
      #expect(try await fetcher.fetch(FetchRequest(url: server.url("/a"))).status == 304)
      // Nothing tells that a byte has come to a connection that nobody reads from.
      try await Task.sleep(for: .milliseconds(200))
      #expect(try await fetcher.fetch(FetchRequest(url: server.url("/b"))).body == Array("b".utf8))
    }
  }

  @Test func `a transfer whose kept connection has died ends well by itself, however many did before`() async throws {
    let count = Atomic(0)
    let server = try LoopbackServer { _ in
      count.add(1, ordering: .relaxed).newValue % 3 == 0 ? .raw("") : .status(200, body: "x")
    }
    let options = testOptions()
    let multi = try MultiHandle(connections: 1, connectionsPerHost: 1)
    let exchange = try Exchange(options: options, budget: BodyBudget(limit: 1_000))
    for call in 1...20 {
      let plan = try Fetch(FetchRequest(url: server.url()), Fetch.Rules(options)).plan
      try exchange.prepare(plan, for: call, bundle: nil)
      #expect(!exchange.hasAskedAnew)
      try multi.add(exchange.easy)
      var hasEnded = false
      while !hasEnded {
        try multi.perform()
        if let (ended, code) = multi.nextFinished() {
          hasEnded = true
          #expect(ended.failure(code) == nil)
        } else {
          _ = multi.wait(orFor: -1)
        }
      }
      #expect(exchange.hasAskedAnew == (call > 1 && call % 2 == 1))
      _ = multi.remove(exchange.easy)
      exchange.finish()
    }
  }
}
