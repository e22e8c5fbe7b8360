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

  @Test func `E14: a clock that is put back lets no host be asked over another connection, or sooner`() throws {
    let feeds = (0...2).map { "- { url: \"https://example.org/\($0)\", id: f\($0) }\n" }
    let plan = Poller.Plan(try PolledWatch(feeds: feeds.joined(), spacing: "5s").configuration)
    let start = SampleLoop.noon
    var loop = PollLoop(plan: plan, span: .untilStopped, states: [:], now: start) { _ in }
    #expect(loop.nextTurn(at: start)?.number == 0)
    let back = start - .hour
    #expect(loop.nextTurn(at: back) == nil)
    #expect(loop.nextTurn(at: back + 6) == nil, "the one that runs has not ended")
    loop.polled(0, FeedPoll.Result(outcome: .failed(.interrupted)), now: back + 6)
    #expect(loop.nextTurn(at: back + 6) != nil)
    loop = PollLoop(plan: plan, span: .untilStopped, states: [:], now: start) { _ in }
    #expect(loop.nextTurn(at: start)?.number == 0)
    loop.polled(0, FeedPoll.Result(outcome: .failed(.interrupted)), now: start)
    #expect(loop.nextTurn(at: back) == nil)
    #expect(loop.nextTurn(at: back + 5) != nil)
  }
}
