import SystemPackage
import Testing

@testable import Archive

@Suite struct FaultTests {
  @Test(arguments: [0, 1, 30, 95, 200])
  func `a full disk holds the lines, and loses and doubles none`(room: Int) throws {
    let scene = try Scene()
    let disk = FullDisk(scene)
    let ledger = try scene.open()
    disk.setRoom(room)
    _ = try ledger.commit([Samples.record(1...2)])
    _ = try ledger.commit([Samples.record(3...4)])
    #expect(ledger.isLogFull)
    #expect(ledger.pending.count > 0)
    disk.setRoom(.max)
    _ = try ledger.commit([Samples.record(5...5)])
    #expect(!ledger.isLogFull)
    #expect(ledger.pending.isEmpty)
    #expect(try scene.text == Samples.lines(1...5))
  }

  @Test func `a process that ends on a full disk loses nothing`() throws {
    let scene = try Scene()
    let disk = FullDisk(scene)
    disk.setRoom(100)
    try scene.commitAndClose(1...3)
    let ledger = try scene.open()
    #expect(ledger.isLogFull)
    try ledger.close()
    disk.setRoom(.max)
    _ = try scene.open()
    #expect(try scene.text == Samples.lines(1...3))
  }

  @Test func `short writes and interruptions are gone on from`() throws {
    let scene = try Scene()
    let real = SystemCalls.system
    let calls = Recorder()
    scene.calls.append = { file, bytes throws(Errno) in
      calls.note("")
      guard calls.notes.count % 3 != 0 else { throw .interrupted }
      return try real.append(file, bytes.prefix(5))
    }
    scene.calls.sync = { file throws(Errno) in
      calls.note("")
      guard calls.notes.count % 2 != 0 else { throw .interrupted }
      try real.sync(file)
    }
    try scene.commitAndClose(1...4)
    #expect(try scene.text == Samples.lines(1...4))
    #expect(calls.notes.count > 20)
  }

  @Test(arguments: [Errno.ioError, .noSpace])
  func `a failed sync is final, and never tried again`(errno: Errno) throws {
    let scene = try Scene()
    let syncs = Recorder()
    let writes = Recorder()
    let real = SystemCalls.system
    scene.calls.sync = { _ throws(Errno) in
      syncs.note("")
      throw errno
    }
    scene.calls.append = { file, bytes throws(Errno) in
      writes.note("")
      return try real.append(file, bytes)
    }
    let ledger = try scene.open()
    let error = try #require(throws: ArchiveError.self) { try ledger.commit([Samples.record(1...2)]) }
    #expect(error.exitCode == 74)
    #expect(throws: error) { try ledger.commit([Samples.record(3...3)]) }
    #expect(throws: error) { try ledger.retry() }
    #expect(throws: error) { try ledger.settle() }
    try ledger.close()
    #expect(syncs.notes.count == 1)
    #expect(writes.notes.count == 1)

    scene.calls = .system
    _ = try scene.open().commit([Samples.record(3...3)])
    #expect(try scene.text == Samples.lines(1...3))
  }

  @Test func `a failed write is final`() throws {
    let scene = try Scene()
    scene.calls.append = { _, _ throws(Errno) in throw .ioError }
    let ledger = try scene.open()
    let error = try #require(throws: ArchiveError.self) { try ledger.commit([Samples.record(1...1)]) }
    #expect(error.exitCode == 74)
    scene.calls = .system
    try ledger.close()
    _ = try scene.open()
    #expect(try scene.text == Samples.lines(1...1))
  }

  @Test func `nothing is written before the transaction is kept`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...1)])
    try ledger.database.execute("PRAGMA max_page_count = 1")
    let many = PollRecord(
      state: FeedState(feed: "other", url: "https://example.org/other"), stories: (1...5000).map { Samples.story($0) },
      events: [Samples.event(2)])
    let error = try #require(throws: ArchiveError.self) { try ledger.commit([many]) }
    #expect(error == .diskFull(path: scene.folder.state.appending("vigie.sqlite").string))
    #expect(try scene.text == Samples.lines(1...1))
    #expect(try ledger.database.read { db in try FeedTable(db: db).all() }.keys.sorted() == ["feed"])

    try ledger.database.execute("PRAGMA max_page_count = 1000000")
    #expect(try ledger.commit([many]) == 1)
    #expect(try scene.text == Samples.lines(1...2))
  }

  @Test func `a log that cannot be opened names itself`() throws {
    let scene = try Scene()
    scene.calls.open = { path, access throws(Errno) in
      guard access == .reading || path.lastComponent != "alerts.jsonl" else { throw .readOnlyFileSystem }
      return try SystemCalls.system.open(path, access)
    }
    let error = try #require(throws: ArchiveError.self) { try scene.open() }
    #expect(error.exitCode == 73)
    #expect(error.description.hasPrefix(scene.log.string))
  }

  @Test func `missing rights are told from other failures`() throws {
    let scene = try Scene()
    scene.calls.open = { _, _ throws(Errno) in throw .permissionDenied }
    let error = try #require(throws: ArchiveError.self) { try scene.open() }
    #expect(error.exitCode == 77)
  }

  @Test func `a log that is a folder is refused`() throws {
    let scene = try Scene()
    try scene.folder.write("", to: scene.log.appending("inside"))
    let error = try #require(throws: ArchiveError.self) { try scene.open() }
    #expect(error.exitCode == 73)
  }
}
