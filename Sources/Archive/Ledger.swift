import FoundationEssentials
import GRDB
import SystemPackage

/// The database and the log as one: what the database commits, the log gets exactly once.
///
/// `commit` keeps records and lines in one transaction, and only then writes the lines. How far the log is written (the
/// checkpoint) is kept with the next transaction, or by `settle`. After a crash the log is compared with the lines that
/// the database holds behind the checkpoint, so nothing needs to be guessed (see `Ledger+Recovery.swift`).
final class Ledger {
  let destination: AlertLogDestination
  let database: ArchiveDatabase
  let calls: SystemCalls
  let bootID: String

  /// The open log; `nil` for the standard output.
  var log: LogFile?
  var pending = PendingLines()
  /// The last line that stands whole in the log.
  var lastSent: Int64 = 0
  /// Its length if it is in the open log; else 0.
  var keptLength = 0
  /// Whether the checkpoint in the database says where the log stands.
  var isSettled = true
  /// Whether the log's disk was full at the last attempt.
  var isLogFull = false

  /// The highest sequence given out.
  private(set) var lastSequence: Int64

  private var lock: FolderLock?
  /// The numbers of all feeds, by id; nil until one is asked for, as a run that polls nothing never does.
  private var feedNumbers: [String: Int64]?
  private var failure: ArchiveError?

  /// Takes the folder's lock, opens or creates the database, and brings the log to where it should be.
  init(folder: FilePath, destination: AlertLogDestination, calls: SystemCalls) throws(ArchiveError) {
    self.destination = destination
    self.calls = calls
    try Folders.make(folder, calls: calls)
    lock = try FolderLock(folder: folder)
    do throws(Errno) {
      bootID = try calls.bootID()
    } catch {
      throw .cannotOpen(path: "/proc/sys/kernel/random/boot_id", reason: error.description)
    }
    database = try .writer(in: folder)
    lastSequence = try database.read { db in try EventTable(db: db).lastSequence() }
    try recover()
  }

  /// The number that stands for a feed in other tables; nil for one that nobody knows.
  func feedNumber(_ feed: String) throws(ArchiveError) -> Int64? {
    try readNumbers()
    return feedNumbers?[feed]
  }

  private func readNumbers() throws(ArchiveError) {
    if feedNumbers == nil { feedNumbers = try database.read { db in try FeedTable(db: db).numbers() } }
  }

  /// Keeps the records, all or none, then sends their lines. Returns how many lines were new.
  func commit(_ records: [PollRecord]) throws(ArchiveError) -> Int {
    try refuseIfFailed()
    var lines: [PendingLine] = []
    if !records.isEmpty {
      let standing = isSettled ? nil : checkpoint
      var sequence = lastSequence
      var added: [String: Int64] = [:]
      try readNumbers()
      try poisoning { () throws(ArchiveError) in
        try database.write { db in
          if let standing {
            try EventTable(db: db).setCheckpoint(standing)
          }
          let statements = try RecordStatements(db)
          for record in records {
            try keep(record, in: db, by: statements, sequence: &sequence, added: &added, lines: &lines)
          }
        }
      }
      isSettled = true
      lastSequence = sequence
      feedNumbers?.merge(added) { $1 }
    }
    pending.append(lines)
    try send()
    return lines.count
  }

  /// Sends what is still on its way, as after a full disk.
  func retry() throws(ArchiveError) {
    try refuseIfFailed()
    try send()
  }

  /// Takes note in the database how far the log is written.
  func settle() throws(ArchiveError) {
    try refuseIfFailed()
    guard !isSettled else { return }
    try save(checkpoint)
  }

  /// Gives feeds other ids, in one transaction, and returns those that it gave.
  func rename(_ names: [String: String]) throws(ArchiveError) -> [String: String] {
    try refuseIfFailed()
    try readNumbers()
    let former = feedNumbers ?? [:]
    var given = names.filter { former[$0.key] != nil }
    while let taken = given.first(where: { former[$0.value] != nil && given[$0.value] == nil }) {
      given[taken.key] = nil
    }
    guard !given.isEmpty else { return [:] }
    var numbers = former
    for old in given.keys { numbers[old] = nil }
    for (old, new) in given { numbers[new] = former[old] }
    let renamed = given.values.compactMap { new in numbers[new].map { (new, $0) } }
    try poisoning { () throws(ArchiveError) in
      try database.write { db in try FeedTable(db: db).rename(renamed) }
    }
    feedNumbers = numbers
    return given
  }

  /// Forgets what is older than the retention, and notes when. Returns how many stories.
  func prune(_ retention: Retention, at time: Date) throws(ArchiveError) -> Int {
    try refuseIfFailed()
    return try poisoning { () throws(ArchiveError) in
      let count = try Pruning(retention: retention, database: database).run()
      try notePruning(at: time)
      return count
    }
  }

  /// Notes when stories were last forgotten.
  func notePruning(at time: Date) throws(ArchiveError) {
    try refuseIfFailed()
    try poisoning { () throws(ArchiveError) in
      try database.write { db in try CounterTable(db: db).set(.pruned, to: time.milliseconds) }
    }
  }

  /// Settles, then closes the database and lets the folder go. After a failure it writes nothing.
  func close() throws(ArchiveError) {
    defer {
      log = nil
      lock = nil
    }
    if failure == nil {
      try settle()
    }
    try database.close()
  }

  /// Where the log stands.
  var checkpoint: LogCheckpoint {
    LogCheckpoint(
      path: log?.path.string ?? "", file: log?.identity ?? FileIdentity(device: 0, inode: 0),
      offset: (log?.position ?? 0) - Int64(pending.begun), sequence: lastSent, keptLength: keptLength, bootID: bootID)
  }

  /// Keeps a checkpoint, together with changes to the lines behind it.
  func save(_ checkpoint: LogCheckpoint, repeating lines: [PendingLine] = []) throws(ArchiveError) {
    try poisoning { () throws(ArchiveError) in
      try database.write { db in
        let events = EventTable(db: db)
        for line in lines {
          try events.replace(line)
        }
        if !lines.isEmpty {
          try events.countRedelivered(lines.count)
        }
        try events.setCheckpoint(checkpoint)
      }
    }
    isSettled = true
  }

  /// Remembers an error after which nothing may be written any more.
  func poisoning<Value>(_ body: () throws(ArchiveError) -> Value) throws(ArchiveError) -> Value {
    do throws(ArchiveError) {
      return try body()
    } catch {
      if error.isFinal {
        failure = error
      }
      throw error
    }
  }

  func refuseIfFailed() throws(ArchiveError) {
    if let failure {
      throw failure
    }
  }

  private func keep(
    _ record: PollRecord, in db: Database, by statements: RecordStatements, sequence: inout Int64,
    added: inout [String: Int64], lines: inout [PendingLine]
  ) throws {
    let feeds = FeedTable(db: db)
    let feed: Int64
    if let number = feedNumbers?[record.state.feed] ?? added[record.state.feed] {
      feed = number
      try feeds.update(record.state, number: feed, with: statements.updateFeed)
    } else {
      feed = try feeds.insert(record.state)
      added[record.state.feed] = feed
    }
    let stories = StoryTable(db: db)
    for story in record.stories {
      try stories.save(story, feed: feed, with: statements.saveStory)
    }
    if let carried = record.carried {
      try note(carried, feed: feed, at: record.state.lastPolled, in: db)
    }
    let events = EventTable(db: db)
    for alert in record.withheld {
      try events.withhold(alert, feed: feed, time: record.state.lastPolled)
    }
    for event in record.events {
      guard
        let line = try events.send(event, sequence: sequence + 1, feed: feed, time: record.state.lastPolled)
      else { continue }
      sequence = line.sequence
      lines.append(line)
    }
  }

  /// Remembers which stories the feed carries, and when others ceased to be among them.
  private func note(_ carried: PollRecord.Carried, feed: Int64, at time: Date?, in db: Database) throws {
    let feeds = FeedTable(db: db)
    let before = try feeds.carried(number: feed)
    let keys: Data
    switch carried {
    case .all(let all):
      keys = StoryKey.bytes(of: all)
      guard keys != before else { return }
      if let before, let time {
        let departed = StoryKey.list(in: before).subtracting(all)
        try StoryTable(db: db).markDeparted(departed, feed: feed, at: time)
      }
    case .also(let more):
      // Until all are known, none is forgotten.
      guard let before else { return }
      let known = StoryKey.list(in: before)
      keys = before + StoryKey.bytes(of: more.filter { !known.contains($0) })
      guard keys != before else { return }
    }
    try feeds.setCarried(keys, number: feed)
  }
}

/// The statements that nearly every record needs, looked up once for a transaction.
private struct RecordStatements {
  let updateFeed, saveStory: PlainStatement

  init(_ db: Database) throws {
    updateFeed = try FeedTable(db: db).preparedUpdate()
    saveStory = try StoryTable(db: db).preparedSave()
  }
}

extension StoryKey {
  /// The keys' bytes, one behind the other.
  fileprivate static func bytes(of keys: [StoryKey]) -> Data { Data(keys.flatMap(\.bytes)) }

  /// The keys that stand one behind the other.
  static func list(in bytes: Data) -> Set<StoryKey> {
    var keys: Set<StoryKey> = []
    var rest = bytes[...]
    while let key = StoryKey(bytes: rest.prefix(byteCount)) {
      keys.insert(key)
      rest = rest.dropFirst(byteCount)
    }
    return keys
  }
}
