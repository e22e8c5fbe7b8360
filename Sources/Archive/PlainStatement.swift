import GRDB
import GRDBSQLite

/// A statement for rows that come by the thousand: values go into SQLite and come out as they are, without one of GRDB's
/// for each. Marks and columns are counted from zero.
///
/// For one transaction: the statement is the database's, which keeps it for the next.
@safe struct PlainStatement {
  private let statement: Statement
  private let db: Database
  /// Valid as long as `statement`.
  private var raw: OpaquePointer { unsafe statement.sqliteStatement }

  init(_ db: Database, _ sql: String) throws {
    self.db = db
    statement = try db.cachedStatement(sql: sql)
    reset()
  }

  /// Makes it ready to be run again. The marks keep their values.
  func reset() {
    // What it returns is the error of the last step, which was thrown.
    unsafe _ = sqlite3_reset(raw)
  }

  /// Goes on to the next row, and returns whether there is one.
  func step() throws -> Bool {
    switch unsafe sqlite3_step(raw) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw failure(code)
    }
  }

  /// Runs a statement that has no rows.
  func run() throws {
    defer { reset() }
    while try step() {}
  }

  // MARK: Marks

  func bind(_ mark: Int, _ value: Int64?) throws {
    guard let value else { return try clear(mark) }
    try check(unsafe sqlite3_bind_int64(raw, Int32(mark + 1), value))
  }

  func bind(_ mark: Int, _ value: Int?) throws { try bind(mark, value.map(Int64.init)) }

  func bind(_ mark: Int, _ value: String?) throws {
    guard var value else { return try clear(mark) }
    try value.withUTF8 { text in
      unsafe try text.withMemoryRebound(to: CChar.self) { text in
        unsafe try check(sqlite3_bind_text(raw, Int32(mark + 1), text.baseAddress, Int32(text.count), Self.toBeCopied))
      }
    }
  }

  func bind(_ mark: Int, _ value: [UInt8]?) throws {
    guard let value else { return try clear(mark) }
    // Bytes without an address would be NULL.
    if value.isEmpty { return try unsafe check(sqlite3_bind_zeroblob(raw, Int32(mark + 1), 0)) }
    try unsafe value.withUnsafeBytes { bytes in
      unsafe try check(sqlite3_bind_blob(raw, Int32(mark + 1), bytes.baseAddress, Int32(bytes.count), Self.toBeCopied))
    }
  }

  private func clear(_ mark: Int) throws { try unsafe check(sqlite3_bind_null(raw, Int32(mark + 1))) }

  /// Has SQLite copy what it is given (`SQLITE_TRANSIENT`, which is not imported).
  private static let toBeCopied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  // MARK: Columns

  func integer(_ column: Int) -> Int64 { unsafe sqlite3_column_int64(raw, Int32(column)) }

  /// Nil for NULL.
  func optionalInteger(_ column: Int) -> Int64? {
    let value = integer(column)
    // NULL reads as 0 too.
    return value == 0 && isNull(column) ? nil : value
  }

  /// Nil for NULL. Bytes that are no UTF-8 are replaced.
  func text(_ column: Int) -> String? {
    guard let start = unsafe sqlite3_column_text(raw, Int32(column)) else { return nil }
    let count = unsafe Int(sqlite3_column_bytes(raw, Int32(column)))
    return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Nil for NULL.
  func bytes(_ column: Int) -> [UInt8]? {
    // No bytes have no address, as NULL has none.
    guard let start = unsafe sqlite3_column_blob(raw, Int32(column)) else { return isNull(column) ? nil : [] }
    let count = unsafe Int(sqlite3_column_bytes(raw, Int32(column)))
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  private func isNull(_ column: Int) -> Bool { unsafe sqlite3_column_type(raw, Int32(column)) == SQLITE_NULL }

  private func check(_ code: Int32) throws {
    if code != SQLITE_OK { throw failure(code) }
  }

  private func failure(_ code: Int32) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage, sql: statement.sql)
  }
}
