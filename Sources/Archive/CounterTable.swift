import GRDB

/// Numbers that outlast a process.
struct CounterTable {
  let db: Database

  enum Name: String {
    /// How many lines were sent again because nobody could tell whether they had arrived.
    case redelivered
    /// When old stories were last forgotten, in milliseconds since 1970.
    case pruned
  }

  func value(of name: Name) throws -> Int64? {
    try Int64.fetchOne(db, sql: "SELECT value FROM counter WHERE name = ?", arguments: [name.rawValue])
  }

  func set(_ name: Name, to value: Int64) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO counter (name, value) VALUES (?, ?)", arguments: [name.rawValue, value])
  }
}
