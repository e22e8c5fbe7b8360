import TestSupport
import Testing

@testable import Fetching

@Suite struct FetcherTests {
  @Test func `an answer carries what the server said`() async throws {
    let server = try LoopbackServer(
      always: .status(
        200, ["Content-Type: application/rss+xml; charset=UTF-8", "Expires: soon", "Date: now", "Retry-After: 120"],
        body: "<rss/>"))
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: server.url()))
    #expect(response.status == 200)
    #expect(response.finalURL == server.url())
    #expect(response.redirects.isEmpty)
    #expect(response.contentType == "application/rss+xml; charset=UTF-8")
    #expect(response.validators == .none)
    #expect([response.cacheControl, response.age] == [nil, nil])
    #expect([response.expires, response.date, response.retryAfter] == ["soon", "now", "120"])
    #expect(response.body == Array("<rss/>".utf8))
    #expect(response.seconds > 0 && response.wireBytes > 100)
  }

  @Test func `cancelling the task aborts the transfer`() async throws {
    let server = try LoopbackServer(always: Reply(steps: [.silence]))
    let fetcher = Fetcher(testOptions())
    let task = Task { await outcome(of: FetchRequest(url: server.url()), by: fetcher) }
    try await wait { server.requests.count == 1 }
    task.cancel()
    #expect(await task.value.error == .cancelled)
  }

  @Test func `a fetch that is cancelled leaves its place to the next`() async throws {
    let server = try LoopbackServer { $0.path == "/silence" ? Reply(steps: [.silence]) : .status(200) }
    let fetcher = Fetcher(testOptions { $0.connectionsPerHost = 1 })
    let first = Task { await outcome(of: FetchRequest(url: server.url("/silence")), by: fetcher) }
    try await wait { server.requests.count == 1 }
    let answers = FetchAnswers {}
    fetcher.begin([(1, FetchRequest(url: server.url("/next")))], for: answers)
    first.cancel()
    #expect(await first.value.error == .cancelled)
    try await wait { answers.take().first?.result.response?.status == 200 }
  }

  @Test func `a task cancelled before it begins sends nothing`() async throws {
    let server = try LoopbackServer(always: .status(200))
    let fetcher = Fetcher(testOptions())
    let error = await withTaskGroup(of: FetchError?.self) { group in
      group.cancelAll()
      group.addTask { await outcome(of: FetchRequest(url: server.url()), by: fetcher).error }
      return await group.next() ?? nil
    }
    #expect(error == .cancelled)
    #expect(server.connections == 0)
  }

  @Test func `shutting down ends every fetch, running or waiting, and refuses others`() async throws {
    let server = try LoopbackServer(always: Reply(steps: [.silence]))
    let fetcher = Fetcher(testOptions { $0.connectionsPerHost = 2 })
    let errors = try await withThrowingTaskGroup(of: FetchError?.self) { group in
      for _ in 1...10 { group.addTask { await outcome(of: FetchRequest(url: server.url()), by: fetcher).error } }
      try await wait { server.requests.count == 2 }
      await fetcher.shutdown()
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(errors == Array(repeating: .cancelled, count: 10))
    #expect(server.requests.count == 2)
    #expect(await outcome(of: FetchRequest(url: server.url()), by: fetcher).error == .cancelled)
  }

  @Test func `hundreds of fetches at random cancelled each end exactly once`() async throws {
    let server = try LoopbackServer { $0.path.hasSuffix("7") ? Reply(steps: [.silence]) : .status(200, body: "x") }
    let fetcher = Fetcher(testOptions { $0.connectionsPerHost = 16 })
    let wrong = await withTaskGroup(of: Int?.self) { group in
      for index in 0..<400 {
        group.addTask {
          let task = Task { await outcome(of: FetchRequest(url: server.url("/\(index)")), by: fetcher) }
          let isHanging = index % 10 == 7
          let isCancelled = isHanging || index % 3 == 0
          if isCancelled { task.cancel() }
          let result = await task.value
          let isCut = isCancelled && result.error == .cancelled
          return isCut || !isHanging && result.response?.status == 200 ? nil : index
        }
      }
      return await group.compactMap(\.self).reduce(into: []) { $0.append($1) }
    }
    #expect(wrong == [])
  }

  @Test func `exactly the configured number of fetches runs against one host`() async throws {
    let gate = Gate()
    let server = try LoopbackServer { _ in
      gate.wait()
      return .status(200)
    }
    let fetcher = Fetcher(testOptions { $0.connectionsPerHost = 3 })
    let statuses = try await withThrowingTaskGroup(of: Int?.self) { group in
      for _ in 1...60 {
        group.addTask { await outcome(of: FetchRequest(url: server.url()), by: fetcher).response?.status }
      }
      for done in 0..<60 {
        try await wait { gate.waiting == min(3, 60 - done) }
        gate.letThrough()
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses == Array(repeating: 200, count: 60))
    #expect(server.requests.count == 60)
    #expect(gate.mostWaiting == 3)
    #expect(server.connections == 3)
  }

  @Test func `F6: the wait for a free connection does not count against the time limit`() async throws {
    // The last fetch waits twice as long as a fetch may take. That is long enough for an answer on any machine.
    let silence = Reply(steps: [.silence])
    let server = try LoopbackServer(inTurn: [silence, silence, .status(200)])
    let fetcher = Fetcher(
      testOptions {
        $0.connectionsPerHost = 1
        $0.timeout = .seconds(3)
      })
    let results = await withTaskGroup(of: Result<FetchResponse, FetchError>.self) { group in
      for _ in 1...3 { group.addTask { await outcome(of: FetchRequest(url: server.url()), by: fetcher) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.compactMap(\.error) == Array(repeating: .timeout(after: .seconds(3)), count: 2))
    #expect(results.compactMap(\.response?.status) == [200])
  }

  @Test func `a slow host holds up nobody else`() async throws {
    let slow = try LoopbackServer(address: "127.0.0.2", always: Reply(steps: [.silence]))
    let quick = try LoopbackServer(always: .status(200))
    let fetcher = Fetcher(testOptions { $0.connections = 4 })
    let waiting = (1...20).map { _ in
      Task { await outcome(of: FetchRequest(url: slow.url(host: "127.0.0.2")), by: fetcher) }
    }
    try await wait { !slow.requests.isEmpty }
    for _ in 1...5 { _ = try await fetcher.fetch(FetchRequest(url: quick.url())) }
    #expect(quick.requests.count == 5)
    for task in waiting { task.cancel() }
    for task in waiting { #expect(await task.value.error == .cancelled) }
  }

  @Test func `a fetcher that nobody holds any more ends its thread`() async throws {
    let server = try LoopbackServer(always: .status(200))
    weak var fetcherLeft: Fetcher?
    // The thread holds it while it runs.
    weak var executorLeft: CurlThread?
    do {
      let fetcher = Fetcher(testOptions())
      _ = try await fetcher.fetch(FetchRequest(url: server.url()))
      fetcherLeft = fetcher
      executorLeft = unsafe fetcher.unownedExecutor.asSerialExecutor() as? CurlThread
      #expect(executorLeft != nil)
    }
    try await wait { fetcherLeft == nil && executorLeft == nil }
  }

  @Test func `a server that does not listen is told in words`() async throws {
    try await LoopbackSocket.withReservedPort { port in
      let error = await outcome(of: FetchRequest(url: "http://127.0.0.1:\(port)/")).error
      #expect(error?.description == "cannot connect to 127.0.0.1: connection refused")
    }
  }

  @Test(arguments: [
    ("http://nowhere.invalid/", "nowhere.invalid: the host's name does not resolve"),
    ("example.org/feed", "the URL must begin with http:// or https://"),
    ("file:///etc/passwd", "the URL must begin with http:// or https://"),
    ("http://", "the URL has no valid host"),
    ("http://h:99999/", "the URL has a bad port number"),
    ("http://h/\r\nX: y", "the URL holds a control character"),
  ])
  func `failures are told in words`(url: String, words: String) async {
    #expect(await outcome(of: FetchRequest(url: url)).error?.description == words)
  }
}
