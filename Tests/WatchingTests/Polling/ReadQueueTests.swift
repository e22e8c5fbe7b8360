import Testing

@testable import Watching

/// Which documents are read when.
@Suite struct ReadQueueTests {
  @Test func `a few documents are read at once, the others as those end, in their order`() {
    var queue = ReadQueue<String>()
    let count = ReadQueue<String>.limit + 3
    for feed in 0..<count { queue.add("document \(feed)", of: feed) }
    var started: [Int] = []
    while let next = queue.next() {
      #expect(next.document == "document \(next.feed)")
      started.append(next.feed)
    }
    #expect(started == Array(0..<ReadQueue<String>.limit))
    queue.end(5)
    #expect(queue.next()?.feed == ReadQueue<String>.limit)
    #expect(queue.next() == nil)
    #expect(queue.drop() == [count - 2, count - 1])
    queue.end(0)
    #expect(queue.next() == nil)
  }
}
