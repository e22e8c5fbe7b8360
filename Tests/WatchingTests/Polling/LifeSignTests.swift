import FoundationEssentials
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Watching

@Suite struct LifeSignTests {
  @Test func `O1: a loop that is stuck shows no life`() async throws {
    let server = try LoopbackServer(always: .status(200, body: SampleFeed.rss(["1"])))
    let watch = try PolledWatch(server)
    let running = try await Watch(watch.configuration, now: { [clock = watch.clock] in clock.now })
    let signs = Atomic<Int>(0)
    let signsWhileStuck = Mutex<Int?>(nil)
    running.send(.showLife(every: .milliseconds(5)))
    _ = try await running.poll(.untilStopped) { progress in
      switch progress {
      case .alive:
        signs.add(1, ordering: .relaxed)
        if signsWhileStuck.withLock({ $0 }) != nil { running.send(.stop) }
      case .polled:
        let before = signs.load(ordering: .relaxed)
        // The loop cannot turn meanwhile.
        usleep(100_000)
        signsWhileStuck.withLock { $0 = signs.load(ordering: .relaxed) - before }
      default: break
      }
    }
    #expect(signsWhileStuck.withLock { $0 } == 0)
    #expect(signs.load(ordering: .relaxed) > 1)
  }
}
