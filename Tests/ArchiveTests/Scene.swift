import SystemPackage

@testable import Archive

/// A folder with a ledger that can be opened again and again, on this run of the machine or a later one.
final class Scene {
  let folder: TemporaryFolder
  var calls = SystemCalls.system

  init() throws {
    folder = try TemporaryFolder()
  }

  var log: FilePath { folder.log }

  func open() throws(ArchiveError) -> Ledger {
    try Ledger(folder: folder.state, destination: .file(folder.log.string), calls: calls)
  }

  func reader() throws(ArchiveError) -> ArchiveReader {
    try Archive.openReadOnly(folder: folder.state.string)
  }

  /// Opens, commits, and leaves as after a crash: without taking note of how far the log is written.
  func commitAndCrash(_ events: ClosedRange<Int>...) throws {
    let ledger = try open()
    for range in events {
      _ = try ledger.commit([Samples.record(range)])
    }
  }

  func commitAndClose(_ events: ClosedRange<Int>...) throws {
    let ledger = try open()
    for range in events {
      _ = try ledger.commit([Samples.record(range)])
    }
    try ledger.close()
  }

  /// Makes the events' transaction, and crashes before a byte of them is written.
  func commitWithoutWriting(_ events: ClosedRange<Int>) throws {
    let ledger = try open()
    ledger.log = nil
    do {
      _ = try ledger.commit([Samples.record(events)])
    } catch .closed {
      return
    }
  }

  func restartMachine() {
    calls.bootID = { () throws(Errno) in "another run" }
  }

  /// What the log says now.
  var text: String {
    get throws { try folder.read(folder.log) }
  }

  func text(of name: String) throws -> String {
    try folder.read(folder.log.removingLastComponent().appending(name))
  }
}
