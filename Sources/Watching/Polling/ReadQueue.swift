/// Documents that have come and are yet to be read, in their order. A few are read at once: what comes of one may be many
/// times as large as it is.
struct ReadQueue<Document> {
  private var unread: [(feed: Int, document: Document)] = []
  /// The feeds whose documents are being read.
  private var reading: Set<Int> = []

  /// How many are read at once.
  static var limit: Int { 6 }

  /// Adds the document of a feed.
  mutating func add(_ document: Document, of feed: Int) { unread.append((feed, document)) }

  /// The next document to read, or nil while enough are read.
  mutating func next() -> (feed: Int, document: Document)? {
    guard !unread.isEmpty, reading.count < Self.limit else { return nil }
    let next = unread.removeFirst()
    reading.insert(next.feed)
    return next
  }

  /// Takes in that the poll of a feed is at its end.
  mutating func end(_ feed: Int) { reading.remove(feed) }

  /// Takes out the feeds whose documents are yet to be read.
  mutating func drop() -> [Int] {
    defer { unread = [] }
    return unread.map(\.feed)
  }
}
