import FoundationEssentials
import GRDB

/// The feeds' states.
struct FeedTable {
  let db: Database

  /// All states, by the feeds' ids.
  func all() throws -> [String: FeedState] {
    var states: [String: FeedState] = [:]
    let rows = try Row.fetchCursor(db, sql: "SELECT id, url, \(Self.columns) FROM feed")
    while let row = try rows.next() {
      let state = FeedState(row)
      states[state.feed] = state
    }
    return states
  }

  /// The numbers that stand for the feeds in other tables.
  func numbers() throws -> [String: Int64] {
    var numbers: [String: Int64] = [:]
    let rows = try Row.fetchCursor(db, sql: "SELECT id, number FROM feed")
    while let row = try rows.next() {
      numbers[row[0]] = row[1]
    }
    return numbers
  }

  /// Adds a feed, and returns its number.
  func insert(_ state: FeedState) throws -> Int64 {
    try db.cachedStatement(sql: Self.insertSQL).execute(arguments: Self.arguments(state, key: state.feed))
    return db.lastInsertedRowID
  }

  func update(_ state: FeedState, number: Int64) throws {
    let statement = try db.cachedStatement(sql: Self.updateSQL)
    // To check that there are as many as the statement has marks would cost as much as to run it; `insert` binds the same
    // list, checked.
    statement.setUncheckedArguments(Self.arguments(state, key: number))
    try statement.execute()
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

  /// The keys of the stories in the feed's last document, one behind the other; `nil` if never told.
  func carried(number: Int64) throws -> Data? {
    try Data.fetchOne(
      db.cachedStatement(sql: "SELECT carried FROM feed WHERE number = ?"), arguments: [number])
  }

  func setCarried(_ keys: Data, number: Int64) throws {
    try db.cachedStatement(sql: "UPDATE feed SET carried = ? WHERE number = ?").execute(arguments: [keys, number])
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

  /// The URL, the values of `names`, and what the statement knows the feed by.
  private static func arguments(_ state: FeedState, key: any DatabaseValueConvertible) -> StatementArguments {
    [
      state.url, state.etag.map { Data($0) }, state.lastModified.map { Data($0) },
      state.bodyHash.map { Int64(bitPattern: $0) }, state.title,
      state.nextDue?.milliseconds, state.firstPolled?.milliseconds, state.lastPolled?.milliseconds,
      state.lastSuccess?.milliseconds, state.lastComplete?.milliseconds, state.lastFailure?.milliseconds,
      state.reason, state.status, state.failures, state.failingSince?.milliseconds, state.failingReported,
      state.stories, state.alerts, state.notes, key,
    ]
  }
}

extension FeedState {
  /// A row of id, url, and the columns of `FeedTable`.
  fileprivate init(_ row: Row) {
    self.init(feed: row[0], url: row[1])
    etag = (row[2] as Data?).map { Array($0) }
    lastModified = (row[3] as Data?).map { Array($0) }
    bodyHash = (row[4] as Int64?).map { UInt64(bitPattern: $0) }
    title = row[5]
    nextDue = Date(milliseconds: row[6])
    firstPolled = Date(milliseconds: row[7])
    lastPolled = Date(milliseconds: row[8])
    lastSuccess = Date(milliseconds: row[9])
    lastComplete = Date(milliseconds: row[10])
    lastFailure = Date(milliseconds: row[11])
    reason = row[12]
    status = row[13]
    failures = row[14]
    failingSince = Date(milliseconds: row[15])
    failingReported = row[16]
    stories = row[17]
    alerts = row[18]
    notes = row[19]
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
