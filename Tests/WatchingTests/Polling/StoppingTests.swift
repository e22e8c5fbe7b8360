import Archive
import Synchronization
import TestSupport
import Testing

@testable import Watching

/// How a running watch ends.
@Suite struct StoppingTests {
  /// Runs a watch over the server's feed, does something when that is asked for, and waits for the end.
  private func run(
    _ server: LoopbackServer, graceAfterStop: Duration, _ meanwhile: (Watch) -> Void
  ) async throws -> PolledWatch {
    try await run(server, graceAfterStop: graceAfterStop) { running, _ in meanwhile(running) }
  }

  private func run(
    _ server: LoopbackServer, graceAfterStop: Duration, _ meanwhile: (Watch, Configuration) -> Void
  ) async throws -> PolledWatch {
    let watch = try PolledWatch(server)
    let configuration = try watch.configuration
    let running = try await Watch(
      configuration, graceAfterStop: graceAfterStop, now: { [clock = watch.clock] in clock.now })
    let hasEnded = Mutex(false)
    let polling = Task {
      _ = try await running.poll(.untilStopped)
      hasEnded.withLock { $0 = true }
    }
    defer { polling.cancel() }
    try await wait { server.requests.count == 1 }
    meanwhile(running, configuration)
    try await wait { hasEnded.withLock { $0 } }
    return watch
  }

  @Test func `O5: a transfer that hangs is given some time, and no more`() async throws {
    let server = try LoopbackServer(always: .hanging)
    let watch = try await run(server, graceAfterStop: .milliseconds(50)) { $0.send(.stop) }
    #expect(try watch.state().lastPolled == nil)
  }

  @Test func `O5: a second stop leaves it none`() async throws {
    let server = try LoopbackServer(always: .hanging)
    let watch = try await run(server, graceAfterStop: .seconds(3_600)) {
      $0.send(.stop)
      $0.send(.stop)
    }
    #expect(try watch.state().lastPolled == nil)
  }

  @Test(arguments: [Duration.milliseconds(50), .seconds(3_600)])
  func `O5: transfers that began before a reload with other settings end too`(graceAfterStop: Duration) async throws {
    let server = try LoopbackServer(always: .hanging)
    let watch = try await run(server, graceAfterStop: graceAfterStop) { running, configuration in
      var other = Poller.Plan(configuration)
      other.configuration.http.timeout = .seconds(300)
      running.send(.reload(other))
      running.send(.stop)
      if graceAfterStop > .seconds(1) { running.send(.stop) }
    }
    #expect(try watch.state().lastPolled == nil)
    #expect(server.requests.count == 1)
  }

  @Test func `a stop, or the end of its task, leaves no transfer behind, whatever was reloaded`() async throws {
    for isStopped in [true, false] {
      weak var left: LoopbackServer?
      do {
        // A transfer of each configuration hangs, and one of the first has ended.
        let gate = Gate()
        let quick = try LoopbackServer { _ in
          gate.wait()
          return .status(304)
        }
        let silent = try LoopbackServer(address: "127.0.0.2", always: .hanging)
        left = silent
        let feeds = [quick.url()] + (1...2).map { silent.url("/\($0)", host: "127.0.0.2") }
        let watch = try PolledWatch(feeds: feeds.map { "- { url: \"\($0)\" }\n" }.joined())
        var first = try watch.configuration
        var other = Poller.Plan(first)
        first.feeds.removeLast()
        let running = try await Watch(first, graceAfterStop: .zero, now: { [clock = watch.clock] in clock.now })
        let ended = Atomic<Int>(0)
        let polling = Task {
          try await running.poll(.untilStopped) { if case .polled = $0 { ended.add(1, ordering: .relaxed) } }
        }
        try await wait { gate.waiting == 1 && silent.requests.count == 1 }
        other.configuration.http.timeout = .seconds(300)
        other.configuration.http.perHost.connections = 2
        running.send(.reload(other))
        try await wait { silent.requests.count == 2 }
        gate.letThrough()
        try await wait { ended.load(ordering: .relaxed) == 1 }
        if isStopped { running.send(.stop) } else { polling.cancel() }
        _ = try await polling.value
      }
      // Its threads hold it for as long as somebody is connected.
      try await wait { left == nil }
    }
  }

  @Test func `O5: what ends within that time is kept`() async throws {
    let gate = Gate()
    let server = try LoopbackServer { _ in
      gate.wait()
      return .status(200, body: SampleFeed.rss(["1"]))
    }
    let watch = try await run(server, graceAfterStop: .seconds(3_600)) {
      $0.send(.stop)
      gate.letThrough()
    }
    #expect(try watch.alertedStories == ["1"])
  }
}
