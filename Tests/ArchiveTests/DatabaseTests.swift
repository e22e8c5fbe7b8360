import Foundation
import GRDB
import SystemPackage
import Testing

@testable import Archive

@Suite struct DatabaseTests {
  @Test(arguments: ["", "PRAGMA application_id = 1986488677", "PRAGMA application_id = 1986488677; CREATE TABLE x (y)"])
  func `a database that was never filled is missing to those who read`(sql: String) throws {
    let scene = try Scene()
    let path = scene.folder.state.appending(ArchiveDatabase.name)
    try scene.folder.write("", to: path)
    let queue = try DatabaseQueue(path: path.string)
    try queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
    try queue.close()
    #expect(throws: ArchiveError.missing(path: path.string)) { try scene.reader() }
    try scene.commitAndClose(1...1)
    _ = try scene.reader().feedStates()
  }

  @Test func `a feed's state comes back as it was`() throws {
    let scene = try Scene()
    var state = FeedState(feed: "id", url: "https://example.org/feed")
    #expect(try roundTrip(state, in: scene) == state)
    state.etag = Array("W/\"\u{E9}\"".utf8) + [0xFF]
    state.lastModified = Array("Tue, 24 Nov 2026 08:00:00 GMT".utf8)
    state.bodyHash = .max
    state.title = "Une dépêche"
    state.nextDue = Samples.noon
    state.firstPolled = Samples.noon + 1
    state.lastPolled = Samples.noon + 2
    state.lastSuccess = Samples.noon + 3
    state.lastComplete = Samples.noon + 4
    state.lastFailure = Samples.noon + 0.125
    state.reason = "timeout"
    state.status = 503
    state.failures = 7
    state.failingSince = Samples.noon + 6
    state.failingReported = true
    state.stories = 8
    state.alerts = 9
    state.notes = Array("{}".utf8)
    #expect(try roundTrip(state, in: scene) == state)
  }

  @Test func `nothing, zero and empty come back as what they were, and an id that is the address`() throws {
    var state = FeedState(feed: "id", url: "id")
    state.bodyHash = 0
    state.status = 0
    state.nextDue = Date(timeIntervalSince1970: 0)
    state.etag = []
    state.reason = ""
    #expect(try roundTrip(state, in: Scene()) == state)
  }

  @Test(arguments: ["", "\0", "a\0b", "\u{FEFF}x", String(repeating: "é\0", count: 5_000)])
  func `texts and bytes come back as they were, whatever is in them`(text: String) throws {
    var state = FeedState(feed: "id", url: text)
    state.title = text
    state.reason = text
    state.etag = Array(text.utf8)
    state.notes = Array(text.utf8)
    #expect(try roundTrip(state, in: Scene()) == state)
  }

  @Test func `a disk that is full in the midst of a transaction keeps nothing of it, and the same can be tried again`()
    throws
  {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...2)])
    let pages = try ledger.database.read { db in try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0 }
    let records = [Samples.record(3...400), Samples.record(1_000...1_400, feed: "other")]
    for room in 0..<12 {
      try ledger.database.execute("PRAGMA max_page_count = \(pages + room)")
      #expect(throws: ArchiveError.diskFull(path: ledger.database.path.string)) { try ledger.commit(records) }
      #expect(try ledger.feedNumber("other") == nil)
      #expect(try scene.reader().size().stories == 2)
    }
    try ledger.database.execute("PRAGMA max_page_count = 1000000")
    #expect(try ledger.commit(records) == 799)
    #expect(try scene.reader().size().stories == 801)
    try ledger.close()
  }

  private func roundTrip(_ state: FeedState, in scene: Scene) throws -> FeedState? {
    let ledger = try scene.open()
    _ = try ledger.commit([PollRecord(state: state)])
    try ledger.close()
    return try scene.open().database.read { db in try FeedTable(db: db).all() }["id"]
  }

  @Test(arguments: [0, 1, 31, 32, 33, 100])
  func `of many keys, the known ones are found`(count: Int) throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...100), Samples.record(200...201, feed: "other")])
    let feed = try #require(try ledger.feedNumber("feed"))
    let asked = (0..<count).map { Samples.key($0 * 2) }
    let found = try ledger.database.read { db in try StoryTable(db: db).seen(asked, feed: feed) }
    let expected = (0..<count).map { $0 * 2 }.filter { (1...100).contains($0) }
    #expect(found.count == expected.count)
    #expect(expected.allSatisfy { found[Samples.key($0)]?.fingerprint == Samples.story($0).fingerprint })
  }

  @Test func `an edited story keeps the time when it was first seen`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    var draft = Samples.draft(1...1)
    _ = try ledger.commit([draft.record])
    draft.stories[0].title = "Corrected"
    draft.stories[0].seen += 3600
    draft.stories[0].fingerprint = 5
    draft.stories[0].text = StoredText(title: "Corrected", summary: "S", content: "C")
    _ = try ledger.commit([draft.record])
    let found = try scene.reader().stories(named: "event-1")
    var expected = draft.stories[0]
    expected.seen = Samples.noon
    #expect(found == [expected])
  }

  @Test func `an archive that is opened and closed is not written`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...2)])
    try ledger.close()
    let path = scene.folder.state.appending(ArchiveDatabase.name).string
    let before = try Data(contentsOf: URL(filePath: path))
    try scene.open().close()
    // SQLite counts the changes of a file on its first page.
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test(arguments: ["event-7", "tag:example.org,2026:7", "https://example.org/stories/7", Samples.key(7).description])
  func `a story is found by every name it has`(name: String) throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...20)])
    #expect(try scene.reader().stories(named: name) == [Samples.story(7)])
  }

  @Test func `a reader reads while the writer writes, and never writes itself`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...3)])
    let reader = try scene.reader()
    #expect(try reader.size().events == 3)
    _ = try ledger.commit([Samples.record(4...5)])
    #expect(try reader.size().events == 5)
  }

  @Test func `a reader that closes last leaves the write-ahead log to the writer`() throws {
    let scene = try Scene()
    let wal = scene.folder.state.appending("vigie.sqlite-wal")
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...3)])
    // What a killed writer leaves.
    try scene.folder.copy(scene.folder.state, to: "killed")
    let killed = scene.folder.path.appending("killed")
    let before = try Data(contentsOf: URL(fileURLWithPath: wal.string))
    #expect(before.count > 0)
    do {
      let reader = try Archive.openReadOnly(folder: killed.string)
      #expect(try reader.size().events == 3)
    }
    let left = killed.appending("vigie.sqlite-wal")
    #expect(try Data(contentsOf: URL(fileURLWithPath: left.string)) == before)
  }

  @Test func `the writer waits for the disk, and nobody maps the database into memory`() throws {
    let ledger = try Scene().open()
    let settings = try ledger.database.read { db in
      try ["synchronous", "mmap_size", "auto_vacuum"].map { try Int.fetchOne(db, sql: "PRAGMA \($0)") }
    }
    #expect(settings == [2, 0, 2])
  }

  @Test func `a reader needs a database, and makes none`() throws {
    let scene = try Scene()
    let error = try #require(throws: ArchiveError.self) { try scene.reader() }
    #expect(error == .missing(path: scene.folder.state.appending("vigie.sqlite").string))
    #expect(error.exitCode == 66)
    #expect(!scene.folder.exists(scene.folder.state))
  }

  @Test func `a feed that gets another id keeps all that is known of it`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...3), Samples.record(4...4, feed: "taken")])
    #expect(try ledger.rename(["feed": "desk", "never polled": "x"]) == ["feed": "desk"])
    #expect(try ledger.rename(["desk": "taken"]) == [:])
    #expect(try ledger.feedNumber("feed") == nil)
    try ledger.close()
    let again = try scene.open()
    #expect(try again.rename(["desk": "office"]) == ["desk": "office"], "also as the first of all")
    let number = try #require(try again.feedNumber("office"))
    let known = try again.database.read { db in
      try StoryTable(db: db).seen((1...4).map(Samples.key), feed: number)
    }
    #expect(known.count == 3)
  }

  @Test func `feeds may exchange their ids, and a former id is a new feed's`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...1, feed: "a"), Samples.record(2...2, feed: "b")])
    let numbers = try ["a", "b"].map(ledger.feedNumber)
    #expect(try ledger.rename(["a": "b", "b": "a"]) == ["a": "b", "b": "a"])
    #expect(try ["b", "a"].map(ledger.feedNumber) == numbers)
    #expect(try ledger.rename(["b": "c"]) == ["b": "c"])
    _ = try ledger.commit([Samples.record(3...3, feed: "b")])
    #expect(try ledger.feedNumber("b") == 3)
    #expect(try ledger.database.read { db in try FeedTable(db: db).numbers() } == ["a": 2, "b": 3, "c": 1])
  }

  @Test func `a story of a feed that got another id alerts no more for what it alerted before`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...2)])
    #expect(try ledger.rename(["feed": "desk"]) == ["feed": "desk"])
    var draft = Samples.draft(2...3, feed: "desk")
    for index in draft.events.indices { draft.events[index].id += " of desk" }
    #expect(try ledger.commit([draft.record]) == 1)
    draft.events[0].revision = 1
    #expect(try ledger.commit([draft.record]) == 1, "an edit that is wanted is another matter")
  }

  @Test func `an alert that is withheld is not sent later, and is no event`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    var draft = Samples.draft(1...1)
    draft.withheld = [
      WithheldAlert(id: "event-2", watchlist: "watchlist", story: Samples.key(2)),
      WithheldAlert(id: "event-1, edited", watchlist: "watchlist", story: Samples.key(1), revision: 1),
    ]
    #expect(try ledger.commit([draft.record]) == 1)
    #expect(try ledger.commit([Samples.record(1...3)]) == 1)
    let size = try ledger.database.read { db in try ArchiveSize(db) }
    #expect(size.events == 2)
    try ledger.close()
    #expect(try scene.text == Samples.line(1, sequence: 1) + Samples.line(3, sequence: 2))
  }

  @Test(arguments: [
    (ResultCode.SQLITE_FULL, ArchiveError.diskFull(path: "/v")), (.SQLITE_IOERR_SHMSIZE, .diskFull(path: "/v")),
    (.SQLITE_IOERR_FSYNC, .writeFailed(path: "/v", reason: "no")),
  ])
  func `a full disk is told from a broken one`(code: ResultCode, error: ArchiveError) {
    #expect(ArchiveError(DatabaseError(resultCode: code, message: "no"), at: "/v") == error)
  }

  @Test func `a damaged database is refused, and the log is not touched`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...3)
    let database = scene.folder.state.appending("vigie.sqlite")
    try scene.folder.write(String(repeating: "not a database ", count: 1000), to: database)
    let error = try #require(throws: ArchiveError.self) { try scene.open() }
    #expect(error.exitCode == 65)
    #expect(error.description.contains("Put a backup in its place"))
    #expect(try scene.text == Samples.lines(1...3))
  }

  @Test func `a database of a later version is refused`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    try ledger.database.execute("INSERT INTO grdb_migrations VALUES ('999 something new')")
    try ledger.close()
    let database = scene.folder.state.appending("vigie.sqlite").string
    #expect(throws: ArchiveError.newerVersion(path: database)) { try scene.open() }
    #expect(throws: ArchiveError.newerVersion(path: database)) {
      try scene.reader()
    }
  }

  @Test func `a database of another program is refused`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    try ledger.database.execute("PRAGMA application_id = 7")
    try ledger.close()
    #expect(throws: ArchiveError.self) { try scene.open() }
  }

  @Test func `folders, database and log are not for everybody's eyes`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...1)])
    for (path, mode) in [
      (scene.folder.state, 0o750), (scene.log.removingLastComponent(), 0o750), (scene.log, 0o640),
      (scene.folder.state.appending("vigie.sqlite"), 0o640), (scene.folder.state.appending("vigie.sqlite-wal"), 0o640),
    ] {
      let given = try FileManager.default.attributesOfItem(atPath: path.string)[.posixPermissions] as? Int
      #expect(given.map { $0 & ~mode } == 0, "\(path)")
    }
  }
}
