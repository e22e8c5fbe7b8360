import FoundationEssentials
import GRDB

/// The feeds' states.
struct FeedTable {
  let db: Database

  /// All states, by the feeds' ids.
  func all() throws -> [String: FeedState] {
    var states = Dictionary<String, FeedState>(minimumCapacity: try roughCount())
    let row = try PlainStatement(db, "SELECT id, nullif(url, id), \(Self.columns) FROM feed")
    defer { row.reset() }
    while try row.step() {
      let state = row.feedState()
      let feed = state.feed
      states[feed] = consume state
    }
    return states
  }

  /// The numbers that stand for the feeds in other tables.
  func numbers() throws -> [String: Int64] {
    var numbers = Dictionary<String, Int64>(minimumCapacity: try roughCount())
    let row = try PlainStatement(db, "SELECT id, number FROM feed")
    defer { row.reset() }
    while try row.step() {
      numbers[row.text(0) ?? ""] = row.integer(1)
    }
    return numbers
  }

  /// How many feeds there are at most, as they are numbered from one; no more than memory is worth reserving for.
  private func roughCount() throws -> Int {
    min(try Int.fetchOne(db, sql: "SELECT max(number) FROM feed") ?? 0, 1_000_000)
  }

  /// Adds a feed, and returns its number.
  func insert(_ state: FeedState) throws -> Int64 {
    let statement = try PlainStatement(db, Self.insertSQL)
    try statement.bind(state)
    try statement.bind(Self.names.count + 1, state.feed)
    try statement.run()
    return db.lastInsertedRowID
  }

  /// A statement for `update`, good for one transaction.
  func preparedUpdate() throws -> PlainStatement { try PlainStatement(db, Self.updateSQL) }

  /// Replaces a feed's state.
  func update(_ state: FeedState, number: Int64, with statement: PlainStatement) throws {
    try statement.bind(state)
    try statement.bind(Self.names.count + 1, number)
    try statement.run()
  }

  /// Gives feeds other ids, by their numbers.
  func rename(_ feeds: [(id: String, number: Int64)]) throws {
    // An id that another one of them still has would be refused, so first they all get one that no list can give.
    for feed in feeds {
      try db.execute(
        sql: "UPDATE feed SET id = char(0) || number WHERE number = ?", arguments: [feed.number])
    }
    for feed in feeds {
      try db.execute(sql: "UPDATE feed SET id = ? WHERE number = ?", arguments: [feed.id, feed.number])
    }
  }

  /// The numbers of the feeds of which it was told what they carry.
  func carriers() throws -> [Int64] {
    try Int64.fetchAll(db, sql: "SELECT feed FROM carried")
  }

  /// The keys of the stories in the feed's last document, one behind the other; `nil` if never told.
  func carried(number: Int64) throws -> Data? {
    try Data.fetchOne(
      db.cachedStatement(sql: "SELECT keys FROM carried WHERE feed = ?"), arguments: [number])
  }

  func setCarried(_ keys: Data, number: Int64) throws {
    try db.cachedStatement(sql: "INSERT OR REPLACE INTO carried VALUES (?, ?)").execute(arguments: [number, keys])
  }

  private static let names = [
    "etag", "last_modified", "body_hash", "title", "next_due", "first_polled", "last_polled", "last_success",
    "last_complete", "last_failure", "reason", "status", "failures", "failing_since", "failing_reported", "stories",
    "alerts", "notes",
  ]
  private static let columns = names.joined(separator: ", ")
  private static let insertSQL =
    "INSERT INTO feed (url, \(columns), id) VALUES (?, \(names.map { _ in "?" }.joined(separator: ", ")), ?)"
  private static let updateSQL =
    "UPDATE feed SET url = ?, \(names.map { "\($0) = ?" }.joined(separator: ", ")) WHERE number = ?"
}

extension PlainStatement {
  /// Binds the URL, and the values of `FeedTable.names` behind it.
  fileprivate func bind(_ state: FeedState) throws {
    try bind(0, state.url)
    try bind(1, state.etag)
    try bind(2, state.lastModified)
    try bind(3, state.bodyHash.map { Int64(bitPattern: $0) })
    try bind(4, state.title)
    try bind(5, state.nextDue?.milliseconds)
    try bind(6, state.firstPolled?.milliseconds)
    try bind(7, state.lastPolled?.milliseconds)
    try bind(8, state.lastSuccess?.milliseconds)
    try bind(9, state.lastComplete?.milliseconds)
    try bind(10, state.lastFailure?.milliseconds)
    try bind(11, state.reason)
    try bind(12, state.status)
    try bind(13, state.failures)
    try bind(14, state.failingSince?.milliseconds)
    try bind(15, state.failingReported ? 1 : 0)
    try bind(16, state.stories)
    try bind(17, state.alerts)
    try bind(18, state.notes)
  }

  /// The state in a row of id, url unless that is the id, and the columns of `FeedTable`.
  fileprivate func feedState() -> FeedState {
    // Mostly an address is the id too, and one string serves as both.
    let feed = text(0) ?? ""
    return FeedState(
      feed: feed,
      url: text(1) ?? feed,
      etag: bytes(2),
      lastModified: bytes(3),
      bodyHash: optionalInteger(4).map { UInt64(bitPattern: $0) },
      title: text(5),
      nextDue: Date(milliseconds: optionalInteger(6)),
      firstPolled: Date(milliseconds: optionalInteger(7)),
      lastPolled: Date(milliseconds: optionalInteger(8)),
      lastSuccess: Date(milliseconds: optionalInteger(9)),
      lastComplete: Date(milliseconds: optionalInteger(10)),
      lastFailure: Date(milliseconds: optionalInteger(11)),
      reason: text(12),
      status: optionalInteger(13).map { Int($0) },
      failures: Int(integer(14)),
      failingSince: Date(milliseconds: optionalInteger(15)),
      failingReported: integer(16) != 0,
      stories: Int(integer(17)),
      alerts: Int(integer(18)),
      notes: bytes(19))
  }
}

extension Date {
  /// Milliseconds since 1970, as the database keeps times.
  var milliseconds: Int64 {
    Int64((timeIntervalSince1970 * 1000).rounded().clamped)
  }

  init?(milliseconds: Int64?) {
    guard let milliseconds else { return nil }
    self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
  }
}

extension Double {
  /// Within what an `Int64` holds, for a publisher may date a story anywhere.
  fileprivate var clamped: Double {
    isNaN ? 0 : Swift.min(Swift.max(self, -9e18), 9e18)
  }
}
