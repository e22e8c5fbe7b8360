import GRDB
import SystemPackage

/// The tables, and how they came to be. A released migration never changes; a new one is added behind it.
enum Schema {
  /// "vgie", so that `file` and we can tell the database from others.
  private static let applicationID = 0x7667_6965

  static func migrate(_ queue: DatabaseQueue, path: FilePath) throws {
    try queue.writeWithoutTransaction { db in
      let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      if id == 0, try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 {
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      } else {
        try check(db, path: path)
      }
    }
    try migrator.migrate(queue)
  }

  /// Whether nothing was ever kept in the database, as after a first start on a full disk.
  static func isMissing(_ db: Database) throws -> Bool {
    switch try Int.fetchOne(db, sql: "PRAGMA application_id") {
    case 0: try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
    case applicationID: try !db.tableExists("feed")
    default: false
    }
  }

  /// Throws if the database is not ours, or of a later version.
  static func check(_ db: Database, path: FilePath) throws {
    guard try Int.fetchOne(db, sql: "PRAGMA application_id") == applicationID else {
      throw ArchiveError.corrupt(path: path.string, reason: "it is not a database of vigie")
    }
    guard try !migrator.hasBeenSuperseded(db) else {
      throw ArchiveError.newerVersion(path: path.string)
    }
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 feeds, stories and events") { db in
      try db.execute(
        sql: """
          CREATE TABLE feed (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            url TEXT NOT NULL,
            etag BLOB, last_modified BLOB, body_hash INTEGER,
            title TEXT,
            next_due INTEGER, first_polled INTEGER, last_polled INTEGER, last_success INTEGER, last_complete INTEGER,
            last_failure INTEGER, reason TEXT, status INTEGER,
            failures INTEGER NOT NULL, failing_since INTEGER, failing_reported INTEGER NOT NULL,
            stories INTEGER NOT NULL, alerts INTEGER NOT NULL,
            notes BLOB,
            carried BLOB
          );

          -- A feed's stories stand together, so a poll touches few pages.
          CREATE TABLE story (
            feed INTEGER NOT NULL,
            key BLOB NOT NULL,
            fingerprint INTEGER NOT NULL,
            publisher_id TEXT,
            url TEXT,
            title TEXT NOT NULL,
            published INTEGER,
            seen INTEGER NOT NULL,
            departed INTEGER,
            PRIMARY KEY (feed, key)
          ) WITHOUT ROWID;

          CREATE TABLE story_text (
            feed INTEGER NOT NULL,
            key BLOB NOT NULL,
            title TEXT NOT NULL,
            summary TEXT NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (feed, key)
          );

          CREATE TABLE emitted (
            id TEXT PRIMARY KEY,
            sequence INTEGER NOT NULL,
            feed INTEGER NOT NULL,
            story BLOB,
            watchlist TEXT,
            revision INTEGER NOT NULL,
            time INTEGER
          ) WITHOUT ROWID;
          CREATE INDEX emitted_story ON emitted (feed, story) WHERE story IS NOT NULL;

          CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            line BLOB NOT NULL
          );

          CREATE TABLE checkpoint (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            path TEXT NOT NULL,
            device INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            offset INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            kept INTEGER NOT NULL,
            boot TEXT NOT NULL
          );

          CREATE TABLE counter (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL
          ) WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("2 carried keys apart from the feeds") { db in
      // Each poll writes a feed's row anew, and mostly nothing else; the keys made the rows three times as long.
      try db.execute(
        sql: """
          CREATE TABLE carried (feed INTEGER PRIMARY KEY, keys BLOB NOT NULL);
          INSERT INTO carried SELECT number, carried FROM feed WHERE carried IS NOT NULL;
          ALTER TABLE feed DROP COLUMN carried;
          """)
    }
    return migrator
  }
}
