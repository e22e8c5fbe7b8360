import FoundationEssentials
import SystemPackage

/// Reads the database of a state folder, also while another process writes it. Blocks while it reads.
package struct ArchiveReader: Sendable {
  private let database: ArchiveDatabase

  init(folder: String) throws(ArchiveError) {
    database = try .reader(in: FilePath(folder))
  }

  /// The state of every feed ever polled, by id.
  package func feedStates() throws(ArchiveError) -> [String: FeedState] {
    try database.read { db in try FeedTable(db: db).all() }
  }

  /// The stories that a person may mean, oldest first: by the id of an event, by key, by the publisher's id, or by
  /// address.
  package func stories(named name: String) throws(ArchiveError) -> [StoryRecord] {
    try database.read { db in try StoryTable(db: db).find(name) }
  }

  /// How much the database holds.
  package func size() throws(ArchiveError) -> ArchiveSize {
    try database.read { db in try ArchiveSize(db) }
  }
}
