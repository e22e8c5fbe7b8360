import GRDB

/// How much a database holds.
package struct ArchiveSize: Sendable, Equatable {
  /// Feeds ever polled.
  package var feeds: Int
  /// Stories remembered.
  package var stories: Int
  /// Events that ever went out, or are on their way.
  package var events: Int
  /// Lines known not to be in the log yet, and those not yet known to be.
  package var pending: Int
  /// Lines sent again because nobody could tell whether they had arrived.
  package var redelivered: Int
  /// The database's bytes, without those of its write-ahead log.
  package var bytes: Int
  /// How many of them are free for reuse.
  package var freeBytes: Int

  init(_ db: Database) throws {
    func number(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
    feeds = try number("SELECT count(*) FROM feed")
    stories = try number("SELECT count(*) FROM story")
    events = try number("SELECT count(*) FROM emitted WHERE sequence > 0")
    pending = try number(
      "SELECT count(*) FROM outbox WHERE sequence > (SELECT coalesce(max(sequence), 0) FROM checkpoint)")
    redelivered = try EventTable(db: db).redelivered()
    let page = try number("PRAGMA page_size")
    bytes = try number("PRAGMA page_count") * page
    freeBytes = try number("PRAGMA freelist_count") * page
  }
}
