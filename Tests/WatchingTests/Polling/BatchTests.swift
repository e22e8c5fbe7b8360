import Archive
import FoundationEssentials
import Testing

@testable import Watching

/// Which records share a transaction.
@Suite struct BatchTests {
  @Test func `a record waits a moment for those of polls that still run, and no longer`() throws {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1", "b 2"))
    for _ in 0..<2 { _ = loop.nextTurn(at: SampleLoop.noon) }
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    #expect(loop.nextBatch() == nil)
    let timer = loop.nextTimer(at: SampleLoop.noon)
    let wake = try #require(timer)
    #expect(wake.timeIntervalSince(SampleLoop.noon) <= 0.1)
    loop.ticked(wake)
    #expect(loop.nextBatch()?.map(\.state.feed) == ["a"])
  }

  @Test func `the last of the polls that run ends the wait`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1", "b 2"))
    for _ in 0..<2 { _ = loop.nextTurn(at: SampleLoop.noon) }
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    #expect(loop.nextBatch() == nil)
    loop.polled(1, SampleLoop.result("b 2"), now: SampleLoop.noon)
    #expect(loop.nextBatch()?.map(\.state.feed) == ["a", "b"])
  }

  @Test func `a clock that is put back does not lengthen the wait`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1", "b 2"))
    for _ in 0..<2 { _ = loop.nextTurn(at: SampleLoop.noon) }
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    loop.ticked(SampleLoop.noon - 86_400)
    #expect(loop.nextBatch()?.count == 1)
  }
}
