import Synchronization

/// Documents that have come and are yet to be read, in their order. A few readers share them: what comes of one document
/// may be many times as large as it is.
final class ReadQueue<Document: Sendable>: Sendable {
  private struct State {
    var unread: [(feed: Int, document: Document)] = []
    var readers = 0
    var isOpen = true
    /// Rows that came of documents and are not yet in the loop's batch.
    var rows = 0
  }

  private let state = Mutex(State())

  /// How many documents are read at once.
  static var limit: Int { 6 }

  /// Adds the document of a feed.
  func add(_ document: Document, of feed: Int) { state.withLock { $0.unread.append((feed, document)) } }

  /// Says whether there is room for what comes of more, and gives the number of readers to begin.
  func open(_ isOpen: Bool) -> Int {
    state.withLock { state in
      state.isOpen = isOpen
      guard isOpen else { return 0 }
      let new = max(min(Self.limit - state.readers, state.unread.count), 0)
      state.readers += new
      return new
    }
  }

  /// A reader's next document; nil where it has come to its end, as there is none or no room.
  func next() -> (feed: Int, document: Document)? {
    state.withLock { state in
      guard state.isOpen, state.rows < RecordBatch.largest, !state.unread.isEmpty else {
        state.readers -= 1
        return nil
      }
      return state.unread.removeFirst()
    }
  }

  /// Takes in that a reader waits for a page, or does so no more: no other document has to wait with it.
  func pause(_ isPaused: Bool) { state.withLock { $0.readers += isPaused ? -1 : 1 } }

  /// Takes in the rows that came of a document, or with a minus that they are counted elsewhere now.
  func note(_ rows: Int) { state.withLock { $0.rows += rows } }

  /// Takes out the feeds whose documents are yet to be read.
  func drop() -> [Int] {
    state.withLock { state in
      defer { state.unread = [] }
      return state.unread.map(\.feed)
    }
  }
}
