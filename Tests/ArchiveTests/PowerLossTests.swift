import Foundation
import SystemPackage
import Testing

@testable import Archive

/// The machine loses its power, at any system call, and with it what was not synced.
@Suite struct PowerLossTests {
  private static let steps: [CrashHarness.Step] = [
    .commit(1...1), .commit(2...3), .rotate(.renameAndCreate), .commit(4...5), .restart, .rotate(.rename),
    .commit(6...6),
  ]

  private func ledger() -> CrashHarness.Opening {
    { folder, calls in try Ledger(folder: folder.state, destination: .file(folder.log.string), calls: calls) }
  }

  @Test(arguments: LosableDisk.Loss.allCases)
  func `a power loss neither loses nor doubles a line`(loss: LosableDisk.Loss) throws {
    let figures = try CrashHarness(steps: Self.steps, opener: ledger).sweep(losing: loss)
    print("power loss, losing \(loss): \(figures)")
    #expect(figures.violations == [])
    #expect(figures.crashes > 70)
  }

  @Test func `a power loss while it rotates the log itself neither loses nor doubles a line`() throws {
    let steps: [CrashHarness.Step] = [.commit(1...2), .ownRotation, .commit(3...3), .restart, .commit(4...5)]
    let figures = try CrashHarness(steps: steps, opener: ledger).sweep(losing: .namesToo)
    print("power loss, own rotation: \(figures)")
    #expect(figures.violations == [])
  }

  @Test(arguments: [.bytes, .namesToo] as [LosableDisk.Loss])
  func `a second power loss during recovery neither loses nor doubles a line`(loss: LosableDisk.Loss) throws {
    let steps: [CrashHarness.Step] = [.commit(1...1), .commit(2...3)]
    let figures = try CrashHarness(steps: steps, opener: ledger).sweep(losing: loss, twice: true)
    print("two power losses, losing \(loss): \(figures)")
    #expect(figures.violations == [])
  }

  @Test(arguments: [.delete, .copyTruncate] as [CrashHarness.Rotation])
  func `where the log is gone after a power loss, lines are repeated with a mark`(
    meanwhile: CrashHarness.Rotation
  ) throws {
    let steps: [CrashHarness.Step] = [.commit(1...2), .commit(3...4), .restart, .commit(5...5)]
    let figures = try CrashHarness(steps: steps, opener: ledger).sweep(meanwhile, losing: .secondHalf)
    print("power loss, then \(meanwhile): \(figures)")
    #expect(figures.violations == [])
    #expect(figures.repeats > 0)
  }

  @Test(arguments: [true, false])
  func `of a transaction that a power loss cuts all is kept or nothing, and the log follows`(isZeroed: Bool) throws {
    var added: Set<Int> = []
    for part in 0...24 {
      let scene = try Scene()
      let wal = scene.folder.state.appending("vigie.sqlite-wal")
      func size() throws -> Int { try Int(SystemCalls.system.status(wal)?.size ?? 0) }
      let sizes = try { () throws -> (before: Int, after: Int) in
        let ledger = try scene.open()
        _ = try ledger.commit([Samples.record(1...2)])
        try ledger.settle()
        let before = try size()
        ledger.log = nil
        #expect(throws: ArchiveError.closed) { try ledger.commit([Samples.record(3...5)]) }
        // Closing the database would empty its write-ahead log.
        try scene.folder.copy(scene.folder.state, to: "left")
        return (before, try size())
      }()
      try scene.folder.remove(scene.folder.state)
      try scene.folder.rename(scene.folder.path.appending("left"), to: "state")
      try scene.folder.remove(scene.folder.state.appending("vigie.sqlite-shm"))
      try scene.folder.shorten(wal, to: sizes.before + (sizes.after - sizes.before) * part / 24)
      if isZeroed { try scene.folder.shorten(wal, to: sizes.after) }
      scene.restartMachine()
      added.insert(try scene.open().commit([Samples.record(3...5)]))
      #expect(try scene.text == Samples.lines(1...5), "\(part) of 24")
    }
    #expect(added == [0, 3], "both come about")
  }
}
