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
    let watch = try PolledWatch(server)
    let running = try await Watch(
      watch.configuration, graceAfterStop: graceAfterStop, now: { [clock = watch.clock] in clock.now })
    let hasEnded = Mutex(false)
    let polling = Task {
      _ = try await running.poll(.untilStopped)
      hasEnded.withLock { $0 = true }
    }
    defer { polling.cancel() }
    try await wait { server.requests.count == 1 }
    meanwhile(running)
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
