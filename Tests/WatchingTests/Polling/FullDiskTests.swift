import Archive
import FoundationEssentials
import Testing

@testable import Watching

/// What the loop does when the disk is full, and when there is room again.
@Suite struct FullDiskTests {
  @Test func `a full disk stops polls and commits, and what was polled is committed first when there is room`() throws {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1", "b 2", "c 3"))
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 0)
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 1)
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    loop.ticked(SampleLoop.noon + 1)
    #expect(loop.nextBatch()?.count == 1)
    loop.notCommitted()
    loop.hold()
    loop.polled(1, SampleLoop.result("b 2"), now: SampleLoop.noon)
    for seconds in [0.0, 60, 86_400] {
      #expect(loop.nextTurn(at: SampleLoop.noon + seconds)?.number == nil)
      #expect(loop.nextBatch() == nil)
      #expect(loop.nextTimer(at: SampleLoop.noon + seconds) == nil)
    }
    loop.goOn()
    #expect(loop.nextBatch()?.map(\.state.feed) == ["a", "b"])
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 2)
  }

  @Test func `a feed is not polled again before its record is committed`() throws {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1"))
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 0)
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    #expect(loop.nextBatch()?.count == 1)
    loop.notCommitted()
    loop.hold()
    let tomorrow = SampleLoop.noon + 86_400
    loop.goOn()
    #expect(loop.nextTurn(at: tomorrow)?.number == nil, "there is room, and nothing committed")
    #expect(loop.nextBatch()?.count == 1)
    #expect(loop.nextTurn(at: tomorrow)?.number == nil)
    loop.committed(alerts: 0)
    #expect(loop.nextTurn(at: tomorrow)?.number == 0)
  }

  @Test func `feeds whose records are kept, but whose lines wait for room in the log, are polled again after that`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1"))
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 0)
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    #expect(loop.nextBatch()?.count == 1)
    loop.committed(alerts: 1)
    loop.hold()
    let tomorrow = SampleLoop.noon + 86_400
    #expect(loop.nextTurn(at: tomorrow)?.number == nil)
    loop.goOn()
    #expect(loop.nextTurn(at: tomorrow)?.number == 0)
    #expect(loop.summary.alerts == 1)
  }

  @Test func `room for something else is not the end of a commit`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1"))
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 0)
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    #expect(loop.nextBatch()?.count == 1)
    loop.goOn()
    #expect(loop.nextTurn(at: SampleLoop.noon + 86_400)?.number == nil, "its record is being committed")
    loop.committed(alerts: 0)
    #expect(loop.nextTurn(at: SampleLoop.noon + 86_400)?.number == 0)
  }

  @Test func `it ends when asked to, though records wait for room`() throws {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1"))
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 0)
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    #expect(loop.nextBatch()?.count == 1)
    loop.notCommitted()
    loop.hold()
    #expect(!loop.isDone(at: SampleLoop.noon))
    loop.stop()
    #expect(loop.isDone(at: SampleLoop.noon))
  }

  @Test func `plans without new ids begin on a full disk too`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1"), known: ["a 1"])
    loop.hold()
    loop.ask(for: SampleLoop.plan("a 1", "b 2"))
    guard case .begin = loop.nextChange() else {
      Issue.record("it waits")
      return
    }
  }
}
