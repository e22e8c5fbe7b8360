import FoundationEssentials
import Testing

@testable import Watching

/// When the loop wants to be woken.
@Suite struct WakingTests {
  @Test func `a clock that is put ahead leaves no timer of before in the way of a new one`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1"))
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 0)
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    #expect(loop.nextBatch()?.count == 1)
    loop.committed(alerts: 0)
    let minute = SampleLoop.noon + 60
    #expect(loop.nextTimer(at: SampleLoop.noon) == minute)
    #expect(loop.nextTimer(at: SampleLoop.noon + 10) == nil, "that one will do")
    let ahead = SampleLoop.noon + 3_590
    #expect(loop.nextTimer(at: ahead) == SampleLoop.noon + 3_600, "when the feed is due")
    loop.ticked(minute)
    #expect(loop.nextTimer(at: ahead) == nil, "the old one means nothing any more")
  }
}
