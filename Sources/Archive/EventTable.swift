import FoundationEssentials
import GRDB

/// The events: which ever went out or are withheld, which are still on their way, and how far the log is written.
struct EventTable {
  let db: Database

  /// The events that a story of a feed has raised, in order, those that were withheld first.
  func emissions(of story: StoryKey, feed: Int64) throws -> [Emission] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT emitted.id, sequence, feed.id, story, watchlist, revision, time
        FROM emitted JOIN feed ON feed.number = emitted.feed WHERE emitted.feed = ? AND story = ? ORDER BY sequence
        """, arguments: [feed, Data(story.bytes)])
    var emissions: [Emission] = []
    while let row = try rows.next() {
      emissions.append(
        Emission(
          id: row[0], sequence: row[1], feed: row[2], story: (row[3] as Data?).flatMap { StoryKey(bytes: $0) },
          watchlist: row[4], revision: row[5], time: Date(milliseconds: row[6])))
    }
    return emissions
  }

  /// Puts an event on its way, unless it ever was. Returns its line.
  ///
  /// Its id may be another than it was, for the feed's id is part of it, and a feed can be renamed.
  func send(_ event: OutgoingEvent, sequence: Int64, feed: Int64, time: Date?) throws -> PendingLine? {
    guard
      try insert(
        event.id, sequence: sequence, feed: feed, story: event.story, watchlist: event.watchlist,
        revision: event.revision, time: time)
    else { return nil }
    let bytes = event.head + SequenceMember.bytes(sequence) + event.tail + [UInt8(ascii: "\n")]
    try db.cachedStatement(sql: "INSERT INTO outbox (sequence, id, line) VALUES (?, ?, ?)")
      .execute(arguments: [sequence, event.id, Data(bytes)])
    return PendingLine(sequence: sequence, bytes: bytes)
  }

  /// Takes note of an alert that is never to be sent, unless it was. It has no place among the lines.
  func withhold(_ alert: WithheldAlert, feed: Int64, time: Date?) throws {
    _ = try insert(
      alert.id, sequence: 0, feed: feed, story: alert.story, watchlist: alert.watchlist, revision: alert.revision,
      time: time)
  }

  /// Remembers an event, unless it is known. Returns whether it was news.
  private func insert(
    _ id: String, sequence: Int64, feed: Int64, story: StoryKey?, watchlist: String?, revision: Int, time: Date?
  ) throws -> Bool {
    if let story, let watchlist {
      let known = try db.cachedStatement(
        sql: "SELECT 1 FROM emitted WHERE feed = ? AND story = ? AND watchlist = ? AND revision = ?")
      let arguments: StatementArguments = [feed, Data(story.bytes), watchlist, revision]
      guard try Int.fetchOne(known, arguments: arguments) == nil else { return false }
    }
    try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO emitted (id, sequence, feed, story, watchlist, revision, time)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      id, sequence, feed, story.map { Data($0.bytes) }, watchlist, revision, time?.milliseconds,
    ])
    return db.changesCount == 1
  }

  /// The highest sequence ever given out.
  func lastSequence() throws -> Int64 {
    try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'") ?? 0
  }

  /// The lines behind a sequence, in order.
  func lines(after sequence: Int64) throws -> [PendingLine] {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT sequence, line FROM outbox WHERE sequence > ? ORDER BY sequence", arguments: [sequence])
    var lines: [PendingLine] = []
    while let row = try rows.next() {
      lines.append(PendingLine(sequence: row[0], bytes: Array(row[1] as Data)))
    }
    return lines
  }

  func line(_ sequence: Int64) throws -> PendingLine? {
    try Data.fetchOne(db, sql: "SELECT line FROM outbox WHERE sequence = ?", arguments: [sequence])
      .map { PendingLine(sequence: sequence, bytes: Array($0)) }
  }

  func replace(_ line: PendingLine) throws {
    try db.execute(
      sql: "UPDATE outbox SET line = ? WHERE sequence = ?", arguments: [Data(line.bytes), line.sequence])
  }

  func checkpoint() throws -> LogCheckpoint? {
    try Row.fetchOne(
      db, sql: "SELECT path, device, inode, offset, sequence, kept, boot FROM checkpoint"
    ).map { row in
      LogCheckpoint(
        path: row[0],
        file: FileIdentity(device: UInt64(bitPattern: row[1] as Int64), inode: UInt64(bitPattern: row[2] as Int64)),
        offset: row[3], sequence: row[4], keptLength: row[5], bootID: row[6])
    }
  }

  /// Takes note how far the log is written, and forgets the lines before the last one that stands there.
  func setCheckpoint(_ checkpoint: LogCheckpoint) throws {
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO checkpoint (one, path, device, inode, offset, sequence, kept, boot)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      checkpoint.path, Int64(bitPattern: checkpoint.file.device), Int64(bitPattern: checkpoint.file.inode),
      checkpoint.offset, checkpoint.sequence, checkpoint.keptLength, checkpoint.bootID,
    ])
    try db.cachedStatement(sql: "DELETE FROM outbox WHERE sequence < ?").execute(arguments: [checkpoint.sequence])
  }

  /// How many lines were sent again because nobody could tell whether they had arrived.
  func redelivered() throws -> Int {
    Int(try CounterTable(db: db).value(of: .redelivered) ?? 0)
  }

  func countRedelivered(_ count: Int) throws {
    let counters = CounterTable(db: db)
    try counters.set(.redelivered, to: (counters.value(of: .redelivered) ?? 0) + Int64(count))
  }
}
