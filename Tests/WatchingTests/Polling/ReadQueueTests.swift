import Testing

@testable import Watching

/// Which documents are read when.
@Suite struct ReadQueueTests {
  private typealias Queue = ReadQueue<String>

  @Test func `a few readers share the documents, in their order`() {
    let queue = Queue()
    for feed in 0..<2 { queue.add("document \(feed)", of: feed) }
    #expect(queue.open(true) == 2)
    for feed in 2..<20 { queue.add("document \(feed)", of: feed) }
    #expect(queue.open(true) == Queue.limit - 2)
    #expect(queue.open(true) == 0)
    for feed in 0..<20 { #expect(queue.next()?.document == "document \(feed)") }
    for _ in 0..<Queue.limit { #expect(queue.next() == nil) }
    queue.add("another", of: 20)
    #expect(queue.open(true) == 1, "those that found none have come to their end")
  }

  @Test func `a reader that waits for a page keeps no document waiting`() {
    let queue = Queue()
    for feed in 0..<20 { queue.add("document", of: feed) }
    #expect(queue.open(true) == Queue.limit)
    for _ in 0..<Queue.limit { queue.pause(true) }
    #expect(queue.open(true) == Queue.limit)
    queue.pause(false)
    #expect(queue.open(true) == 0)
  }

  @Test func `where there is no room nothing is read; when there is, the rest`() {
    let queue = Queue()
    for feed in 0..<3 { queue.add("document", of: feed) }
    #expect(queue.open(true) == 3)
    #expect(queue.next()?.feed == 0)
    #expect(queue.open(false) == 0)
    for _ in 0..<3 { #expect(queue.next() == nil) }
    #expect(queue.open(true) == 2)
    #expect(queue.next()?.feed == 1)
    queue.note(RecordBatch.largest)
    #expect(queue.next() == nil, "what came of others has yet to be taken in")
    queue.note(-RecordBatch.largest)
    #expect(queue.open(true) == 1)
    #expect(queue.drop() == [2])
    #expect(queue.next() == nil)
  }
}
