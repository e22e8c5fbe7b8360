import SystemPackage
import Testing

@testable import Archive

@Suite struct RecoveryTests {
  @Test(arguments: [0, 1, 7, 40])
  func `a torn line is finished at the byte where it broke`(cut: Int) throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.commitWithoutWriting(3...4)
    let torn = String(Samples.line(3, sequence: 3).prefix(cut))
    try scene.folder.append(torn, to: scene.log)
    let before = try scene.text

    let ledger = try scene.open()
    #expect(try scene.text == Samples.lines(1...4))
    #expect(try scene.text.hasPrefix(before), "never truncated: a reader may hold the first half")
    #expect(try ledger.database.read { db in try EventTable(db: db).redelivered() } == 0)
  }

  @Test func `lines that arrived before the crash are not sent again`() throws {
    let scene = try Scene()
    try scene.commitAndCrash(1...3, 4...6)
    _ = try scene.open()
    #expect(try scene.text == Samples.lines(1...6))
  }

  @Test func `an event that was sent is dropped when it comes again`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    #expect(try ledger.commit([Samples.record(1...3)]) == 3)
    #expect(try ledger.commit([Samples.record(2...4)]) == 1)
    #expect(try scene.text == Samples.lines(1...4))
  }

  @Test func `what somebody else wrote on the same run of the machine is refused`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.folder.append("hello\n", to: scene.log)
    let offset = Int64(Samples.lines(1...2).utf8.count)
    #expect(throws: ArchiveError.foreignWriter(log: scene.log.string, offset: offset)) { try scene.open() }
    #expect(try scene.text == Samples.lines(1...2) + "hello\n", "the log is not touched")
  }

  @Test func `what a power loss left behind the common part is cut off`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.commitWithoutWriting(3...4)
    try scene.folder.append(String(Samples.line(3, sequence: 3).prefix(10)) + "\0\0\0\0", to: scene.log)
    scene.restartMachine()
    let ledger = try scene.open()
    #expect(try scene.text == Samples.lines(1...4))
    #expect(ledger.pending.isEmpty)
  }

  @Test func `a log that ends within the kept line is finished`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.folder.shorten(scene.log, to: Samples.lines(1...2).utf8.count - 9)
    scene.restartMachine()
    _ = try scene.open().commit([Samples.record(3...3)])
    #expect(try scene.text == Samples.lines(1...3))
  }

  @Test func `a log emptied while nothing was pending is gone on with, without repeats`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.folder.shorten(scene.log, to: 0)
    _ = try scene.open().commit([Samples.record(3...3)])
    #expect(try scene.text == Samples.line(3, sequence: 3))
  }

  @Test func `where the predecessor was deleted, pending lines are sent as repeats and counted`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.commitAndCrash(3...4)
    try scene.folder.remove(scene.log)
    let ledger = try scene.open()
    #expect(
      try scene.text == Samples.line(3, sequence: 3, isRepeat: true) + Samples.line(4, sequence: 4, isRepeat: true))
    #expect(try ledger.database.read { db in try EventTable(db: db).redelivered() } == 2)
    try ledger.close()
    _ = try scene.open()
    #expect(try scene.text.split(separator: "\n").count == 2, "and only once")
  }

  @Test func `where the predecessor was compressed, pending lines are sent as repeats`() throws {
    let scene = try Scene()
    try scene.commitAndCrash(1...2)
    try scene.folder.remove(scene.log)
    try scene.folder.write("\u{1F}\u{8B}…", to: scene.log.removingLastComponent().appending("alerts.jsonl.1.gz"))
    try scene.folder.write("", to: scene.log)
    _ = try scene.open()
    #expect(
      try scene.text == Samples.line(1, sequence: 1, isRepeat: true) + Samples.line(2, sequence: 2, isRepeat: true))
  }

  @Test func `of a copied and emptied log, the readable copy tells what arrived`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.commitAndCrash(3...3)
    try scene.folder.copy(scene.log, to: "alerts.jsonl.1")
    try scene.folder.shorten(scene.log, to: 0)
    _ = try scene.open().commit([Samples.record(4...4)])
    #expect(try scene.text(of: "alerts.jsonl.1") == Samples.lines(1...3))
    #expect(try scene.text == Samples.line(4, sequence: 4))
  }

  @Test func `a log that was emptied between the look and the write is recognized by its lines`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.commitWithoutWriting(3...4)
    let torn = Samples.line(3, sequence: 3) + Samples.line(4, sequence: 4).prefix(9)
    try scene.folder.write(torn, to: scene.log)
    _ = try scene.open()
    #expect(try scene.text == Samples.line(3, sequence: 3) + Samples.line(4, sequence: 4))
  }

  @Test func `a line begun in a rotated log is finished there, and the others go to the new one`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.commitWithoutWriting(3...5)
    try scene.folder.append(Samples.line(3, sequence: 3) + Samples.line(4, sequence: 4).prefix(3), to: scene.log)
    try scene.folder.rename(scene.log, to: "alerts.jsonl-20261124")
    _ = try scene.open()
    #expect(try scene.text(of: "alerts.jsonl-20261124") == Samples.lines(1...4))
    #expect(try scene.text == Samples.line(5, sequence: 5))
  }

  @Test func `a file whose inode number was used again is not taken for the log`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.commitAndCrash(3...3)
    let other = Samples.lines(1...3).replacing("event-2", with: "event-8")
    try scene.folder.write(other, to: scene.log)
    let ledger = try scene.open()
    #expect(try scene.text == other + Samples.line(3, sequence: 3, isRepeat: true))
    #expect(ledger.pending.isEmpty)
  }

  @Test func `another file that ends in mid line is not appended to`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...1)
    try scene.commitAndCrash(2...2)
    try scene.folder.write("half a li", to: scene.log)
    #expect(throws: ArchiveError.foreignWriter(log: scene.log.string, offset: 9)) { try scene.open() }
    #expect(try scene.text == "half a li")
  }

  @Test func `a log moved to another path is finished at the old one`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    try scene.commitWithoutWriting(3...4)
    try scene.folder.append(String(Samples.line(3, sequence: 3).prefix(20)), to: scene.log)
    let new = scene.folder.path.appending("elsewhere/events.jsonl")
    _ = try Ledger(folder: scene.folder.state, destination: .file(new.string), calls: .system)
    #expect(try scene.text == Samples.lines(1...3))
    #expect(try scene.folder.read(new) == Samples.line(4, sequence: 4))
  }

  @Test func `bytes behind the checkpoint are written once more in place before they are synced`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...1)
    try scene.commitAndCrash(2...3)
    let rewritten = Recorder()
    let real = SystemCalls.system
    scene.calls.overwrite = { file, bytes, offset throws(Errno) in
      rewritten.note("\(offset) \(String(decoding: bytes, as: UTF8.self))")
      return try real.overwrite(file, bytes, offset)
    }
    scene.calls.sync = { file throws(Errno) in
      rewritten.note("sync")
      try real.sync(file)
    }
    _ = try scene.open()
    let offset = Samples.lines(1...1).utf8.count
    #expect(
      rewritten.notes == [
        "\(offset) \(Samples.line(2, sequence: 2) + Samples.line(3, sequence: 3))", "sync",
      ])
    #expect(try scene.text == Samples.lines(1...3))
  }

  @Test func `a database older than the log is refused`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...2)
    let backup = scene.folder.path.appending("backup")
    try scene.folder.copy(scene.folder.state, to: "backup")
    try scene.commitAndClose(3...4)
    try scene.folder.remove(scene.folder.state)
    try scene.folder.rename(backup, to: "state")
    let error = try #require(throws: ArchiveError.self) { try scene.open() }
    let database = scene.folder.state.appending("vigie.sqlite").string
    #expect(
      error
        == .restoredBackup(log: scene.log.string, logSequence: 4, database: database, databaseSequence: 2))
    #expect(error.exitCode == 65)
    #expect(try scene.text == Samples.lines(1...4))
  }

  @Test func `a database older than a rotated log is refused`() throws {
    let scene = try Scene()
    try scene.commitAndClose(1...4)
    try scene.folder.rename(scene.log, to: "alerts.jsonl.1")
    try scene.folder.remove(scene.folder.state)
    let error = try #require(throws: ArchiveError.self) { try scene.open() }
    #expect(error.exitCode == 65)
    #expect(error.description.contains("alerts.jsonl.1 goes on to sequence 4"))
  }

  @Test func `a new database beside a log that is not empty is refused`() throws {
    let scene = try Scene()
    try scene.folder.write("something\n", to: scene.log)
    let error = try #require(throws: ArchiveError.self) { try scene.open() }
    #expect(error.exitCode == 65)
    #expect(error.description.contains("is not empty"))
  }

  @Test func `lines pending for the standard output are repeats in a file`() throws {
    let scene = try Scene()
    try scene.commitWithoutWriting(1...1)
    try scene.folder.remove(scene.log)
    _ = try scene.open()
    #expect(try scene.text == Samples.line(1, sequence: 1, isRepeat: true))
  }

  @Test(arguments: [nil, "", "an older log\n"])
  func `after lines for the standard output the next ones go to a file`(before: String?) throws {
    let scene = try Scene()
    scene.calls.append = { file, bytes throws(Errno) in
      file == .standardOutput ? bytes.count : try SystemCalls.system.append(file, bytes)
    }
    if let before { try scene.folder.write(before, to: scene.log) }
    let printing = try Ledger(folder: scene.folder.state, destination: .standardOutput, calls: scene.calls)
    _ = try printing.commit([Samples.record(1...2)])
    try printing.close()
    _ = try scene.open().commit([Samples.record(3...3)])
    #expect(try scene.text == (before ?? "") + Samples.line(3, sequence: 3))
  }
}
