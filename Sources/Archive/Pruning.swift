import FoundationEssentials
import GRDB

/// Forgets what is older than the retention, and gives the room back.
///
/// A story that its feed's last whole document carried, or a part of one since, is never forgotten, however old, for it
/// would be taken for new. Nor is any story of a feed of which nobody ever told all that it carries.
struct Pruning {
  let retention: Retention
  let database: ArchiveDatabase

  /// Returns how many stories were forgotten.
  func run() throws(ArchiveError) -> Int {
    let feeds = try database.read { db in try FeedTable(db: db).carriers() }
    var count = 0
    // A transaction each, so that polls need not wait for all.
    for feed in feeds {
      count += try database.write { db in try forgetStories(of: feed, in: db) }
    }
    try database.write { db in
      try db.execute(
        sql: "DELETE FROM emitted WHERE story IS NULL AND time < ?", arguments: [retention.storiesBefore.milliseconds])
      try db.execute(
        sql: """
          DELETE FROM story_text WHERE rowid IN (
            SELECT story_text.rowid FROM story_text JOIN story USING (feed, key) WHERE story.seen < ?)
          """, arguments: [retention.textsBefore.milliseconds])
    }
    if let limit = retention.maximumBytes {
      while try database.write({ db in try forgetOldestTexts(beyond: limit, in: db) }) {}
    }
    try database.execute("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)")
    return count
  }

  private func forgetStories(of feed: Int64, in db: Database) throws -> Int {
    let old = try Data.fetchAll(
      db.cachedStatement(sql: "SELECT key FROM story WHERE feed = ? AND coalesce(departed, seen) < ?"),
      arguments: [feed, retention.storiesBefore.milliseconds])
    guard !old.isEmpty, let carried = try FeedTable(db: db).carried(number: feed) else { return 0 }
    let kept = StoryKey.list(in: carried)
    let forgotten = old.filter { key in StoryKey(bytes: key).map { !kept.contains($0) } ?? true }
    for key in forgotten {
      for sql in [
        "DELETE FROM story WHERE feed = ? AND key = ?", "DELETE FROM story_text WHERE feed = ? AND key = ?",
        "DELETE FROM emitted WHERE feed = ? AND story = ?",
      ] {
        try db.cachedStatement(sql: sql).execute(arguments: [feed, key])
      }
    }
    return forgotten.count
  }

  /// Whether there may be more to forget.
  private func forgetOldestTexts(beyond limit: Int, in db: Database) throws -> Bool {
    let size = try ArchiveSize(db)
    guard size.bytes - size.freeBytes > limit else { return false }
    try db.execute(
      sql: "DELETE FROM story_text WHERE rowid IN (SELECT rowid FROM story_text ORDER BY rowid LIMIT 200)")
    return db.changesCount > 0
  }
}
