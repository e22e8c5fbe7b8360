import SystemPackage
import Testing

@testable import Archive

@Suite struct CrashTests {
  private static let steps: [CrashHarness.Step] = [
    .commit(1...1), .commit(2...4), .rotate(.rename), .commit(5...5), .restart, .commit(6...9),
    .rotate(.renameAndCreate), .commit(10...11), .commit(12...12),
  ]
  private static let ownRotation: [CrashHarness.Step] = [
    .commit(1...1), .commit(2...4), .ownRotation, .commit(5...5), .restart, .commit(6...9),
  ]

  private func ledger() -> CrashHarness.Opening {
    { folder, calls in try Ledger(folder: folder.state, destination: .file(folder.log.string), calls: calls) }
  }

  @Test(arguments: [nil, .rename, .renameAndCreate] as [CrashHarness.Rotation?])
  func `a crash at any system call neither loses nor doubles a line`(meanwhile: CrashHarness.Rotation?) throws {
    let figures = try CrashHarness(steps: Self.steps, opener: ledger).sweep(meanwhile)
    print("crash sweep, log meanwhile \(meanwhile.map { "\($0)" } ?? "untouched"): \(figures)")
    #expect(figures.violations == [])
    #expect(figures.crashes > 100)
  }

  @Test func `a crash while it rotates the log itself neither loses nor doubles a line`() throws {
    let figures = try CrashHarness(steps: Self.ownRotation, opener: ledger).sweep()
    print("crash sweep, own rotation: \(figures)")
    #expect(figures.violations == [])
  }

  @Test(arguments: [.delete, .copyTruncate] as [CrashHarness.Rotation])
  func `where what was written cannot be known, lines are repeated with a mark`(
    meanwhile: CrashHarness.Rotation
  ) throws {
    let steps: [CrashHarness.Step] = [
      .commit(1...1), .commit(2...4), .rotate(meanwhile), .commit(5...6), .restart, .commit(7...9),
    ]
    let figures = try CrashHarness(steps: steps, opener: ledger).sweep(meanwhile)
    print("crash sweep, log meanwhile \(meanwhile): \(figures)")
    #expect(figures.violations == [])
    #expect(figures.repeats > 0)
  }

  @Test func `a crash during recovery neither loses nor doubles a line`() throws {
    let steps: [CrashHarness.Step] = [.commit(1...1), .commit(2...4), .commit(5...5)]
    let figures = try CrashHarness(steps: steps, opener: ledger).sweep(.rename, twice: true)
    print("crash sweep during recovery: \(figures)")
    #expect(figures.violations == [])
    #expect(figures.crashes > 300)
  }

  @Test func `the harness catches commit-then-append losing lines`() throws {
    let harness = CrashHarness(steps: Self.steps) {
      let ids = CommittedIDs()
      return { folder, calls in try CommitThenAppend(folder, calls, ids) }
    }
    let figures = try harness.sweep()
    print("commit then append: \(figures)")
    #expect(!figures.violations.isEmpty)
  }

  @Test func `the harness catches append-then-commit doubling lines`() throws {
    let harness = CrashHarness(steps: Self.steps) {
      let ids = CommittedIDs()
      return { folder, calls in try AppendThenCommit(folder, calls, ids) }
    }
    let figures = try harness.sweep()
    print("append then commit: \(figures)")
    #expect(!figures.violations.isEmpty)
  }
}

/// A database that outlasts a crash, as far as the broken orders need one.
private final class CommittedIDs {
  var ids: Set<String> = []

  func lines(of records: [PollRecord]) -> [UInt8] {
    records.flatMap(\.events).filter { !ids.contains($0.id) }.enumerated().flatMap { index, event in
      event.head + SequenceMember.bytes(Int64(ids.count + index + 1)) + event.tail + [UInt8(ascii: "\n")]
    }
  }

  func commit(_ records: [PollRecord]) {
    ids.formUnion(records.flatMap(\.events).map(\.id))
  }
}

/// Wrong on purpose: what is committed and not yet appended is lost in a crash.
private final class CommitThenAppend: Publisher {
  private let path: FilePath
  private let calls: SystemCalls
  private let database: CommittedIDs

  init(_ folder: TemporaryFolder, _ calls: SystemCalls, _ database: CommittedIDs) throws {
    try Folders.make(folder.log.parent, calls: .system)
    path = folder.log
    self.calls = calls
    self.database = database
  }

  func commit(_ records: [PollRecord]) throws -> Int {
    let lines = database.lines(of: records)
    database.commit(records)
    let file = try LogFile(path, .creating, calls: calls)
    try file.append(lines)
    try file.sync()
    return 0
  }

  func rotate(suffix: String) -> Bool { false }
  func close() {}
}

/// Wrong on purpose: what is appended and not yet committed is appended again after a crash.
private final class AppendThenCommit: Publisher {
  private let path: FilePath
  private let calls: SystemCalls
  private let database: CommittedIDs

  init(_ folder: TemporaryFolder, _ calls: SystemCalls, _ database: CommittedIDs) throws {
    try Folders.make(folder.log.parent, calls: .system)
    path = folder.log
    self.calls = calls
    self.database = database
  }

  func commit(_ records: [PollRecord]) throws -> Int {
    let file = try LogFile(path, .creating, calls: calls)
    try file.append(database.lines(of: records))
    try file.sync()
    database.commit(records)
    return 0
  }

  func rotate(suffix: String) -> Bool { false }
  func close() {}
}
