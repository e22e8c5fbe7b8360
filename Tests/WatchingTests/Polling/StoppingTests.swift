import Archive
import Synchronization
import TestSupport
import Testing

@testable import Watching

/// How a running watch ends. No transfer here reaches its own limit of time, which is longer than any test waits.
@Suite struct StoppingTests {
  private let gate = Gate()
  private let server: LoopbackServer
  private let watch: PolledWatch

  init() throws {
    server = try LoopbackServer { [gate] _ in
      gate.wait()
      return .status(200, body: SampleFeed.rss(["1"]))
    }
    watch = try PolledWatch(server)
  }

  /// Starts the watch, does something while its only transfer hangs, and waits for its end.
  private func run(graceAfterStop: Duration, _ meanwhile: (Watch) async throws -> Void) async throws {
    let running = try await Watch(
      watch.configuration, graceAfterStop: graceAfterStop, now: { [clock = watch.clock] in clock.now })
    let hasEnded = Mutex(false)
    let polling = Task {
      _ = try await running.poll(.untilStopped)
      hasEnded.withLock { $0 = true }
    }
    defer { polling.cancel() }
    try await wait { gate.waiting == 1 }
    try await meanwhile(running)
    try await wait { hasEnded.withLock { $0 } }
  }

  @Test func `O5: a transfer that hangs is given some time, and no more`() async throws {
    try await run(graceAfterStop: .milliseconds(50)) { $0.send(.stop) }
    #expect(try watch.state().lastPolled == nil)
    gate.letThrough()
  }

  @Test func `O5: a second stop leaves it none`() async throws {
    try await run(graceAfterStop: .seconds(3_600)) {
      $0.send(.stop)
      $0.send(.stop)
    }
    #expect(try watch.state().lastPolled == nil)
    gate.letThrough()
  }

  @Test func `O5: what ends within that time is kept`() async throws {
    try await run(graceAfterStop: .seconds(3_600)) {
      $0.send(.stop)
      gate.letThrough()
    }
    #expect(try watch.alertedStories == ["1"])
  }
}
