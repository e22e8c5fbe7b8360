import Foundation
import GRDB
import SystemPackage
import Testing

@testable import Archive

/// Databases as each released version left them: opened, brought up to date, and gone on with.
@Suite struct MigrationTests {
  /// The released schemas, oldest first, each with a feed, a story, and an alert that had not reached the log.
  static let releases = ["1": FirstRelease.sql]

  @Test(arguments: releases.keys.sorted())
  func `a database of an older version is gone on with`(release: String) throws {
    let scene = try Scene()
    try FileManager.default.createDirectory(atPath: scene.folder.state.string, withIntermediateDirectories: true)
    let path = scene.folder.state.appending("vigie.sqlite")
    let queue = try DatabaseQueue(path: path.string)
    try queue.writeWithoutTransaction { db in try db.execute(sql: try #require(Self.releases[release])) }
    try queue.close()

    let ledger = try scene.open()
    // Its log is gone, so nobody can tell whether the line arrived.
    let waiting = Samples.line(7, sequence: 7, isRepeat: true)
    #expect(try scene.text == waiting)
    let feed = try #require(try ledger.feedNumber("feed"))
    let (states, known) = try ledger.database.read { db in
      (
        try FeedTable(db: db).all(),
        try StoryTable(db: db).seen([Samples.key(7), Samples.key(8)], feed: feed)
      )
    }
    let state = try #require(states["feed"])
    #expect(state.url == "https://example.org/feed" && state.title == "Example" && state.stories == 1)
    #expect(state.etag == Array("\"e\"".utf8) && state.nextDue == Samples.noon && !state.failingReported)
    #expect(known.mapValues(\.fingerprint) == [Samples.key(7): 7])
    #expect(try ledger.commit([Samples.record(7...8)]) == 1, "7 went out already")
    #expect(try scene.text == waiting + Samples.line(8, sequence: 8))
    try ledger.close()
    try scene.open().close()
    #expect(try scene.reader().size().stories == 2)
  }

  @Test func `what a feed carried is known in a table of its own`() throws {
    let scene = try Scene()
    let carried = Data(Samples.key(7).bytes + Samples.key(8).bytes)
    let queue = try older(in: scene)
    try queue.write { db in
      try db.execute(sql: "UPDATE feed SET carried = ?", arguments: [carried])
      try db.execute(
        sql: """
          INSERT INTO feed (id, url, carried, failures, failing_reported, stories, alerts) VALUES
            ('empty', 'https://example.org/empty', x'', 0, 0, 0, 0),
            ('untold', 'https://example.org/untold', NULL, 0, 0, 0, 0)
          """)
    }
    try queue.close()
    let ledger = try scene.open()
    let feeds = try ["feed", "empty", "untold"].map { try #require(try ledger.feedNumber($0)) }
    let (keys, carriers) = try ledger.database.read { db in
      (try feeds.map { try FeedTable(db: db).carried(number: $0) }, try FeedTable(db: db).carriers())
    }
    #expect(keys == [carried, Data(), nil])
    #expect(carriers.sorted() == feeds.dropLast().sorted())
  }

  @Test func `a database that is not brought up to date yet can be read`() throws {
    let scene = try Scene()
    try older(in: scene).close()
    #expect(try scene.reader().feedStates().keys.sorted() == ["feed"])
    #expect(try scene.reader().size().stories == 1)
  }

  /// The first version's database, open.
  private func older(in scene: Scene) throws -> DatabaseQueue {
    try FileManager.default.createDirectory(atPath: scene.folder.state.string, withIntermediateDirectories: true)
    let queue = try DatabaseQueue(path: scene.folder.state.appending("vigie.sqlite").string)
    try queue.writeWithoutTransaction { db in try db.execute(sql: FirstRelease.sql) }
    return queue
  }
}

/// What version 0.1 wrote.
private enum FirstRelease {
  static let sql = """
    PRAGMA application_id = 1986488677;
    PRAGMA auto_vacuum = INCREMENTAL;
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1 feeds, stories and events');
    CREATE TABLE feed (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, url TEXT NOT NULL, etag BLOB,
      last_modified BLOB, body_hash INTEGER, title TEXT, next_due INTEGER, first_polled INTEGER, last_polled INTEGER,
      last_success INTEGER, last_complete INTEGER, last_failure INTEGER, reason TEXT, status INTEGER,
      failures INTEGER NOT NULL, failing_since INTEGER, failing_reported INTEGER NOT NULL, stories INTEGER NOT NULL,
      alerts INTEGER NOT NULL, notes BLOB, carried BLOB);
    CREATE TABLE story (feed INTEGER NOT NULL, key BLOB NOT NULL, fingerprint INTEGER NOT NULL, publisher_id TEXT,
      url TEXT, title TEXT NOT NULL, published INTEGER, seen INTEGER NOT NULL, departed INTEGER,
      PRIMARY KEY (feed, key)) WITHOUT ROWID;
    CREATE TABLE story_text (feed INTEGER NOT NULL, key BLOB NOT NULL, title TEXT NOT NULL, summary TEXT NOT NULL,
      content TEXT NOT NULL, PRIMARY KEY (feed, key));
    CREATE TABLE emitted (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, feed INTEGER NOT NULL, story BLOB,
      watchlist TEXT, revision INTEGER NOT NULL, time INTEGER) WITHOUT ROWID;
    CREATE INDEX emitted_story ON emitted (feed, story) WHERE story IS NOT NULL;
    CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, line BLOB NOT NULL);
    CREATE TABLE checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), path TEXT NOT NULL, device INTEGER NOT NULL,
      inode INTEGER NOT NULL, offset INTEGER NOT NULL, sequence INTEGER NOT NULL, kept INTEGER NOT NULL,
      boot TEXT NOT NULL);
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO feed (id, url, etag, title, next_due, first_polled, failures, failing_reported, stories, alerts)
      VALUES ('feed', 'https://example.org/feed', CAST('"e"' AS BLOB), 'Example', 1800000000000, 1800000000000, 0, 0,
        1, 1);
    INSERT INTO story (feed, key, fingerprint, title, seen)
      VALUES (1, x'\(hex(Samples.key(7).bytes))', 7, 'Story 7', 1800000000000);
    INSERT INTO emitted (id, sequence, feed, story, watchlist, revision, time)
      VALUES ('event-7', 7, 1, x'\(hex(Samples.key(7).bytes))', 'watchlist', 0, 1800000000000);
    INSERT INTO outbox VALUES (7, 'event-7', x'\(hex(Array(Samples.line(7, sequence: 7).utf8)))');
    """

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
