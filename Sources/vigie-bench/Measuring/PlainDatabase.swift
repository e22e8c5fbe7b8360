import FoundationEssentials
import GRDB

/// An SQLite database with one table: the bare cost of a transaction.
struct PlainDatabase {
  private let queue: DatabaseQueue

  /// Creates the database, in the mode that the archive uses: write-ahead log, every commit synced.
  init(path: String) throws {
    var configuration = GRDB.Configuration()
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.write { try $0.execute(sql: "CREATE TABLE line (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)") }
  }

  /// Keeps a line in a transaction of its own.
  func keep(_ line: [UInt8], number: Int) throws {
    try queue.write { database in
      let statement = try database.cachedStatement(sql: "INSERT INTO line VALUES (?, ?)")
      try statement.execute(arguments: [number, Data(line)])
    }
  }
}
