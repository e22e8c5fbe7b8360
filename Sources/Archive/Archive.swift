import FoundationEssentials
import GRDB
import SystemPackage

/// The database and the alert log of one state folder, for the one process that may write them.
///
/// It works on a queue of its own: waiting for the disk holds up nobody but its callers.
package actor Archive {
  private let executor: ArchiveExecutor
  private var ledger: Ledger?
  /// The rotated logs of which callers know that they cannot be removed.
  private var unremovable: Set<UnremovableLog> = []

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Takes the folder's lock, creates or migrates the database, and finishes what an earlier process left half done in
  /// the log.
  package init(folder: String, log destination: AlertLogDestination) async throws(ArchiveError) {
    try await self.init(folder: folder, log: destination, calls: .system)
  }

  init(folder: String, log destination: AlertLogDestination, calls: SystemCalls) async throws(ArchiveError) {
    executor = ArchiveExecutor()
    ledger = nil
    try open(folder: folder, destination: destination, calls: calls)
  }

  /// Opens the folder's database for reading, whether or not another process writes it.
  package static func openReadOnly(folder: String) throws(ArchiveError) -> ArchiveReader {
    try ArchiveReader(folder: folder)
  }

  /// The state of every feed ever polled, by id.
  package func feedStates() throws(ArchiveError) -> [String: FeedState] {
    try read { db in try FeedTable(db: db).all() }
  }

  /// Those of the keys that the feed has brought before, with what is kept of their stories.
  package func knownStories(feed: String, keys: [StoryKey]) throws(ArchiveError) -> [StoryKey: SeenStory] {
    guard let number = try opened().feedNumber(feed), !keys.isEmpty else { return [:] }
    return try read { db in try StoryTable(db: db).seen(keys, feed: number) }
  }

  /// The stories of a feed that have one of the fingerprints, or one of the publisher's ids: to tell a story whose id
  /// changed from a new one, and an id that names several stories from one that names one. Reads all stories of the feed.
  package func relatedStories(
    feed: String, fingerprints: Set<UInt64>, publisherIDs: Set<String> = []
  ) throws(ArchiveError) -> [KnownStory] {
    guard let number = try opened().feedNumber(feed) else { return [] }
    return try read { db in
      try StoryTable(db: db).stories(feed: number) {
        fingerprints.contains($0.fingerprint) || publisherIDs.contains($0.publisherID)
      }
    }
  }

  /// The events that a story of a feed has raised, in order, those that were withheld first.
  package func emissions(feed: String, story: StoryKey) throws(ArchiveError) -> [Emission] {
    guard let number = try opened().feedNumber(feed) else { return [] }
    return try read { db in try EventTable(db: db).emissions(of: story, feed: number) }
  }

  /// Keeps the records, all or none, then appends their events' lines to the log. Once it returns, they are on the disk,
  /// unless `isLogFull`. Returns how many events were new: one whose id ever went out is dropped.
  ///
  /// `ArchiveError.diskFull` means that nothing was kept, and that the same may be tried again. After any other error
  /// that names the log, the records are kept and the lines will be sent later, at the latest after the next start.
  @discardableResult
  package func commit(_ records: [PollRecord]) throws(ArchiveError) -> Int {
    try opened().commit(records)
  }

  /// Tries again to send the lines that a full disk held up.
  package func retryLog() throws(ArchiveError) {
    try opened().retry()
  }

  /// Looks at once whether the log was rotated, as after SIGHUP.
  package func reopenLog() throws(ArchiveError) {
    try opened().reopen()
  }

  /// Moves the log aside, under its name and the time, such as `alerts.jsonl-20261124T080000Z`, begins a new one, and
  /// removes the oldest of such files beyond `keep`; for those who have no logrotate.
  ///
  /// It does nothing on a full disk, if the log is empty, or if there is a file of that name. Returns the files that it
  /// could not remove: each once, though it tries them again each time.
  @discardableResult
  package func rotateLog(keep: Int, now: Date) throws(ArchiveError) -> [UnremovableLog] {
    let ledger = try opened()
    guard case .file(let path) = ledger.destination, try ledger.rotate(suffix: RotatedLogs.suffix(at: now)) else {
      return []
    }
    return RotatedLogs(of: FilePath(path)).remove(beyond: keep).filter { unremovable.insert($0).inserted }
  }

  /// The size of the log's present file, in bytes; 0 for the standard output.
  package var logSize: Int64 { ledger?.log?.position ?? 0 }

  /// Takes note of how far the log is written. Worth it before a pause: should the log be rotated and compressed, and
  /// the machine fail, nothing then is in doubt.
  package func settle() throws(ArchiveError) {
    try opened().settle()
  }

  /// Gives feeds other ids, by their present ones, with all that is known of them: all of them, or none if it throws.
  /// They may exchange ids, but no two may get the same. Returns those that it gave: a feed that nobody knows keeps its
  /// id, and so does one whose new id belongs to a feed that keeps it.
  ///
  /// What is read or committed under a former id afterwards counts for a feed that is new.
  @discardableResult
  package func renameFeeds(_ names: [String: String]) throws(ArchiveError) -> [String: String] {
    try opened().rename(names)
  }

  /// Forgets what is older than the retention, but no story that its feed still carries. Returns how many stories.
  @discardableResult
  package func prune(_ retention: Retention, at time: Date) throws(ArchiveError) -> Int {
    try opened().prune(retention, at: time)
  }

  /// Takes note that there is nothing to forget yet, as if `prune` had run.
  package func postponePruning(at time: Date) throws(ArchiveError) {
    try opened().notePruning(at: time)
  }

  /// When `prune` last ran, or was postponed; `nil` if never.
  package func lastPruned() throws(ArchiveError) -> Date? {
    try read { db in Date(milliseconds: try CounterTable(db: db).value(of: .pruned)) }
  }

  /// Whether the log's disk was full when last tried. Its lines wait, and polling should too.
  package var isLogFull: Bool { ledger?.isLogFull ?? false }

  /// Settles, and closes the database and the log. Nothing can be done with the archive afterwards.
  package func close() throws(ArchiveError) {
    guard let ledger else { return }
    self.ledger = nil
    try ledger.close()
  }

  private func open(folder: String, destination: AlertLogDestination, calls: SystemCalls) throws(ArchiveError) {
    ledger = try Ledger(folder: FilePath(folder), destination: destination, calls: calls)
  }

  private func opened() throws(ArchiveError) -> Ledger {
    guard let ledger else { throw .closed }
    return ledger
  }

  private func read<Value>(_ body: (Database) throws -> Value) throws(ArchiveError) -> Value {
    try opened().database.read(body)
  }
}
