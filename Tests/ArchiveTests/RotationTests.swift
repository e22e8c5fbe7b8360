import Foundation
import SystemPackage
import Testing

@testable import Archive

@Suite struct RotationTests {
  @Test(arguments: [true, false])
  func `after a rename the next lines go to the new log`(isCreated: Bool) throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...2)])
    try scene.folder.rename(scene.log, to: "alerts.jsonl.1")
    if isCreated { try scene.folder.write("", to: scene.log) }
    _ = try ledger.commit([Samples.record(3...4)])
    #expect(try scene.text(of: "alerts.jsonl.1") == Samples.lines(1...2))
    #expect(try scene.text == Samples.line(3, sequence: 3) + Samples.line(4, sequence: 4))
  }

  @Test func `a deleted log is made anew`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...2)])
    try scene.folder.remove(scene.log)
    _ = try ledger.commit([Samples.record(3...3)])
    #expect(try scene.text == Samples.line(3, sequence: 3))
  }

  @Test func `reopening makes the new log at once`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...2)])
    try scene.folder.rename(scene.log, to: "alerts.jsonl.1")
    try ledger.reopen()
    #expect(try scene.text == "")
    #expect(ledger.isSettled)
  }

  @Test func `a log emptied by copytruncate is gone on with, without repeats`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...2)])
    try scene.folder.shorten(scene.log, to: 0)
    _ = try ledger.commit([Samples.record(3...3)])
    #expect(try scene.text == Samples.line(3, sequence: 3))
    try ledger.close()
    _ = try scene.open().commit([Samples.record(4...4)])
    #expect(try scene.text == Samples.line(3, sequence: 3) + Samples.line(4, sequence: 4))
  }

  @Test func `another writer is noticed before the next batch`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...1)])
    try scene.folder.append("mine\n", to: scene.log)
    let error = try #require(throws: ArchiveError.self) { try ledger.commit([Samples.record(2...2)]) }
    #expect(error.exitCode == 65)
    #expect(try scene.text == Samples.lines(1...1) + "mine\n")
    #expect(throws: error) { try ledger.commit([Samples.record(3...3)]) }
  }

  @Test func `a line begun on a full disk is finished in the rotated log`() throws {
    let scene = try Scene()
    let disk = FullDisk(scene)
    let ledger = try scene.open()
    _ = try ledger.commit([Samples.record(1...1)])
    disk.setRoom(10)
    _ = try ledger.commit([Samples.record(2...3)])
    #expect(ledger.isLogFull)
    try scene.folder.rename(scene.log, to: "alerts.jsonl.1")
    disk.setRoom(.max)
    try ledger.retry()
    #expect(try scene.text(of: "alerts.jsonl.1") == Samples.lines(1...2))
    #expect(try scene.text == Samples.line(3, sequence: 3))
  }

  @Test func `a line begun in a log that is then deleted is sent whole, as a repeat`() throws {
    let scene = try Scene()
    let disk = FullDisk(scene)
    let ledger = try scene.open()
    disk.setRoom(10)
    _ = try ledger.commit([Samples.record(1...2)])
    try scene.folder.remove(scene.log)
    disk.setRoom(.max)
    try ledger.retry()
    #expect(try scene.text == Samples.line(1, sequence: 1, isRepeat: true) + Samples.line(2, sequence: 2))
  }

  @Test func `it rotates the log itself, over no other file`() throws {
    let scene = try Scene()
    let ledger = try scene.open()
    #expect(try !ledger.rotate(suffix: "a"))
    #expect(!scene.folder.exists(scene.log.removingLastComponent().appending("alerts.jsonl-a")), "it is empty")
    _ = try ledger.commit([Samples.record(1...2)])
    #expect(try ledger.rotate(suffix: "a"))
    _ = try ledger.commit([Samples.record(3...3)])
    #expect(try !ledger.rotate(suffix: "a"), "there is such a file")
    _ = try ledger.commit([Samples.record(4...4)])
    #expect(try scene.text(of: "alerts.jsonl-a") == Samples.lines(1...2))
    #expect(try scene.text == Samples.line(3, sequence: 3) + Samples.line(4, sequence: 4))
  }

  @Test func `a rotated log that cannot be removed is told once`() async throws {
    let scene = try Scene()
    let archive = try await Archive(folder: scene.folder.state.string, log: .file(scene.log.string))
    // Not even root can remove a folder as if it were a file.
    let old = FilePath("\(scene.log)-20260101T000000Z")
    try FileManager.default.createDirectory(atPath: old.string, withIntermediateDirectories: true)
    var told: [[String]] = []
    for number in 1...2 {
      try await archive.commit([Samples.record(number...number)])
      told.append(try await archive.rotateLog(keep: 1, now: Samples.noon + Double(number)).map(\.path))
    }
    #expect(told == [[old.string], []])
  }

  @Test func `rotated logs beyond the number to keep are removed, and no others`() throws {
    let folder = try TemporaryFolder()
    let names = ["-20261122T080000Z", "-20261123T080000Z", "-20261124T080000Z", "-20261121", ".1", "-2026112xT080000Z"]
    for name in [""] + names { try folder.write(name, to: FilePath("\(folder.log)\(name)")) }
    #expect(RotatedLogs.suffix(at: Samples.noon) == "20270115T080000Z")
    #expect(RotatedLogs(of: folder.log).remove(beyond: 2) == [])
    #expect(folder.exists(folder.log))
    #expect(names.filter { folder.exists(FilePath("\(folder.log)\($0)")) } == Array(names[1...]))
  }
}
