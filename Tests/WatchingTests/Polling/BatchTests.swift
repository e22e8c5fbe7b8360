import Archive
import FeedParsing
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

  @Test func `a transaction takes so many rows, however many feeds they come from`() {
    var batch = RecordBatch()
    let light = 3 * RecordBatch.largest / 2
    for number in 0..<light { batch.append(record("light \(number)")) }
    #expect(batch.isFull)
    #expect(batch.take().map(\.state.feed) == (0..<RecordBatch.largest).map { "light \($0)" })
    #expect(!batch.isFull)
    #expect(batch.take().count == light - RecordBatch.largest)
    #expect(batch.isEmpty)

    for number in 0..<10 { batch.append(record("heavy \(number)", alerts: RecordBatch.largest / 4)) }
    #expect(batch.isFull)
    #expect(batch.take().map(\.state.feed) == (0..<4).map { "heavy \($0)" })
    #expect(batch.isFull)
  }

  @Test func `long lines and texts count as several rows: what waits for the disk is bounded in bytes too`() {
    let long = [UInt8](repeating: 0x20, count: RecordBatch.bytesOfRow * 10)
    var batch = RecordBatch()
    for number in 0..<RecordBatch.largest / 10 {
      let alert = OutgoingEvent(id: "x", head: long, tail: [])
      batch.append(PollRecord(state: FeedState(feed: "\(number)", url: ""), events: [alert]))
    }
    #expect(batch.isFull)
    let taken = batch.take()
    #expect(taken.count < RecordBatch.largest / 10)
    var texts = RecordBatch()
    let content = String(repeating: "x", count: RecordBatch.largest * RecordBatch.bytesOfRow)
    let text = StoredText(title: "", summary: "", content: content)
    let story = StoryRecord(
      key: StoryIdentity.plain(Story(id: "s", idOrigin: .publisher)).key, feed: "f", publisherID: "s", title: "",
      seen: SampleLoop.noon, fingerprint: 0, text: text)
    texts.append(PollRecord(state: FeedState(feed: "f", url: ""), stories: [story]))
    #expect(texts.isFull)
  }

  @Test func `a record that is larger than a transaction is taken alone`() {
    var batch = RecordBatch()
    for name in ["a", "b"] { batch.append(record(name, alerts: RecordBatch.largest + 1)) }
    #expect(batch.take().map(\.state.feed) == ["a"])
    #expect(batch.take().map(\.state.feed) == ["b"])
  }

  @Test func `records that are put back come first again`() {
    var batch = RecordBatch()
    for name in ["a", "b"] { batch.append(record(name)) }
    let taken = batch.take()
    batch.append(record("c"))
    batch.putBack(taken)
    #expect(batch.take().map(\.state.feed) == ["a", "b", "c"])
    #expect(batch.isEmpty && !batch.isFull)
  }

  @Test func `records that are put back count as they did`() {
    var batch = RecordBatch()
    batch.append(record("a", alerts: RecordBatch.largest))
    let taken = batch.take()
    #expect(!batch.isFull)
    batch.putBack(taken)
    #expect(batch.isFull)
    #expect(batch.take().map(\.state.feed) == ["a"])
    #expect(batch.isEmpty && !batch.isFull)
  }

  private func record(_ feed: String, alerts: Int = 0) -> PollRecord {
    let alert = OutgoingEvent(id: "x", head: [], tail: [])
    return PollRecord(
      state: FeedState(feed: feed, url: ""), events: Array(repeating: alert, count: alerts))
  }
}
