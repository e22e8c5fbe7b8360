import Archive

/// What polls brought and is not yet on its way to the archive, in the order of the polls.
struct RecordBatch {
  private var records: [PollRecord] = []
  private var rows = 0

  /// Rows of one transaction at most. One that is large costs less for each feed, since feeds share a page of the
  /// database; but all of it is kept in memory, and lost if the process dies before.
  static let largest = 8_192
  /// Bytes of text that count as another row.
  static let bytesOfRow = 1_024

  var isEmpty: Bool { records.isEmpty }

  /// Whether there is enough for a transaction.
  var isFull: Bool { rows >= Self.largest }

  mutating func append(_ record: PollRecord) {
    records.append(record)
    rows += Self.rows(of: record)
  }

  /// Takes the records of the next transaction, the oldest.
  mutating func take() -> [PollRecord] {
    var taken = 0
    let count = records.firstIndex { record in
      if taken >= Self.largest { return true }
      taken += Self.rows(of: record)
      return false
    }
    rows -= taken
    let whole = records
    records = count.map { Array(whole[$0...]) } ?? []
    return count.map { Array(whole[..<$0]) } ?? whole
  }

  /// Puts back records that were taken, as the first to be taken again.
  mutating func putBack(_ taken: [PollRecord]) {
    records.insert(contentsOf: taken, at: 0)
    rows += taken.reduce(0) { $0 + Self.rows(of: $1) }
  }

  /// What a record counts as.
  static func rows(of record: PollRecord) -> Int {
    let lines = record.events.reduce(0) { $0 + ($1.head.count + $1.tail.count) / bytesOfRow }
    let texts = record.stories.reduce(0) { sum, story in
      sum + (story.text.map { $0.summary.utf8.count + $0.content.utf8.count } ?? 0) / bytesOfRow
    }
    return 1 + record.stories.count + texts + record.events.count + lines + record.withheld.count
  }
}
