import Archive
import FoundationEssentials

/// What polls brought and the archive does not know yet.
struct Uncommitted {
  private var batch = RecordBatch()
  /// Until when the batch waits for more, nil once it has waited.
  private(set) var gathersUntil: Date?
  private var committing: [PollRecord] = []
  /// Whether a transaction is under way.
  private(set) var isCommitting = false
  /// The addresses of the feeds of all records, by id.
  private(set) var addresses: [String: String] = [:]

  /// How long a batch waits for more while polls run: a transaction costs the disk the same for one as for many.
  private static let gathering: TimeInterval = 0.05

  /// Whether nothing waits for its transaction.
  var isEmpty: Bool { batch.isEmpty }
  /// Whether there is enough for a transaction.
  var isFull: Bool { batch.isFull }

  /// Whether it holds a record of the feed.
  func contains(_ feed: String) -> Bool { addresses[feed] != nil }

  mutating func add(_ record: PollRecord) {
    batch.append(record)
    addresses[record.state.feed] = record.state.url
  }

  /// Has what comes first wait for more.
  mutating func gather(now: Date) {
    if batch.isEmpty, !isCommitting { gathersUntil = now.addingTimeInterval(Self.gathering) }
  }

  /// Takes in that a timer has gone off.
  mutating func ticked(_ time: Date) {
    // A longer wait than there can be comes of a clock that was put back.
    if let left = gathersUntil?.timeIntervalSince(time), left <= 0 || left > Self.gathering { gathersUntil = nil }
  }

  /// The records of the next transaction, or nil while one is under way or when there are none.
  /// - Parameter mayWait: Whether more is to come.
  mutating func next(mayWait: Bool) -> [PollRecord]? {
    guard !isCommitting, !batch.isEmpty, gathersUntil == nil || !mayWait || batch.isFull else { return nil }
    gathersUntil = nil
    isCommitting = true
    committing = batch.take()
    return committing
  }

  /// Takes in that the transaction is done.
  mutating func committed() {
    isCommitting = false
    for record in committing { addresses[record.state.feed] = nil }
    committing = []
  }

  /// Takes in that there was no room for the transaction: its records come first when there is.
  mutating func notCommitted() {
    isCommitting = false
    batch.putBack(committing)
    committing = []
  }
}
