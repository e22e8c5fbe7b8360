import SystemPackage

@testable import Archive

/// What the harness drives: the real ledger, or one that is broken on purpose.
protocol Publisher: AnyObject {
  func commit(_ records: [PollRecord]) throws -> Int
  func rotate(suffix: String) throws -> Bool
  func close() throws
}

extension Ledger: Publisher {}

/// Runs a day of a newsroom, with crashes at every system call, and says whether the log is as if there were none.
struct CrashHarness {
  /// What happens, in order. After a crash the step is done again, as a poll would be.
  enum Step {
    case commit(ClosedRange<Int>)
    case rotate(Rotation)
    /// The publisher rotates the log itself.
    case ownRotation
    case restart
  }

  struct Figures: CustomStringConvertible {
    var points = 0
    var crashes = 0
    var repeats = 0
    var violations: [String] = []

    var description: String {
      "\(points) points, \(crashes) crashes, \(repeats) marked repeats, \(violations.count) violations"
    }
  }

  enum Rotation: CaseIterable {
    case renameAndCreate, rename, delete, copyTruncate

    /// Whether what was written can be read afterwards, and under the number it was written under.
    var isKnowable: Bool { self == .renameAndCreate || self == .rename }
  }

  typealias Opening = (TemporaryFolder, SystemCalls) throws -> any Publisher

  var steps: [Step]
  /// Opens a publisher on the folder. Called anew for each folder.
  var opener: () -> Opening

  /// Crashes at every call of the run, and, with `twice`, at every call of the run after that too.
  ///
  /// `meanwhile` is what befalls the log between a crash and the restart; `loss` what the power takes with it, if the
  /// crash is one of the machine.
  func sweep(
    _ meanwhile: Rotation? = nil, losing loss: LosableDisk.Loss? = nil, twice: Bool = false
  ) throws -> Figures {
    let undisturbed = try run(crashes: [], meanwhile: meanwhile, loss)
    let isKnowable = meanwhile?.isKnowable ?? true
    var figures = Figures()
    let events = steps.reduce(0) { if case .commit(let events) = $1 { $0 + events.count } else { $0 } }
    if undisturbed.log != Samples.lines(1...events) {
      figures.violations.append("without a crash: \(undisturbed.log.debugDescription)")
    }
    for point in 0..<undisturbed.calls {
      for kind in FaultySystem.Crash.allCases where undisturbed.writes.contains(point) || !kind.isTorn {
        let first = try run(crashes: [(point, kind)], meanwhile: meanwhile, loss)
        figures.note(first, expected: undisturbed.log, isKnowable, "\(kind) \(point)")
        guard twice, kind == .before || kind.isTorn else { continue }
        for second in 0..<first.callsOfSecondLife {
          let secondKind: FaultySystem.Crash = first.writes.contains(second) ? .beforeLastByte : .after
          let run = try run(crashes: [(point, kind), (second, secondKind)], meanwhile: meanwhile, loss)
          figures.note(run, expected: undisturbed.log, isKnowable, "\(kind) \(point), then \(secondKind) \(second)")
        }
      }
    }
    return figures
  }

  struct Run {
    /// All that a reader saw, of all files.
    var log = ""
    var calls = 0
    /// Which calls of the last process wrote.
    var writes: Set<Int> = []
    /// How many calls the process after the first crash needed until it had done one step.
    var callsOfSecondLife = 0
    var crashes = 0
  }

  private func run(crashes: [(point: Int, kind: FaultySystem.Crash)], meanwhile: Rotation?, _ loss: LosableDisk.Loss?)
    throws -> Run
  {
    let folder = try TemporaryFolder()
    let open = opener()
    var result = Run()
    var rotations = 0
    var ownRotations = 0
    var coming = crashes[...]
    var system = FaultySystem()
    var disk: LosableDisk?
    var lives = 0
    var calls = system.calls
    var publisher: (any Publisher)?

    func start() throws {
      let crash = coming.popFirst()
      system = FaultySystem(crashAt: crash?.point ?? .max, crash?.kind ?? .before)
      calls = system.calls
      guard loss != nil else { return }
      let losable = try LosableDisk(system.calls, folder: folder.log.removingLastComponent())
      disk = losable
      calls = losable.calls
      lives += 1
      calls.bootID = { [lives] () throws(Errno) in "run \(lives)" }
    }
    func rotate(_ rotation: Rotation) throws {
      guard folder.exists(folder.log) else { return }
      rotations += 1
      let name = "alerts.jsonl.\(rotations)"
      switch rotation {
      case .renameAndCreate:
        try folder.rename(folder.log, to: name)
        disk?.note(rename: folder.log, to: folder.log.removingLastComponent().appending(name))
        try folder.write("", to: folder.log)
        disk?.note(newFile: folder.log)
      case .rename:
        try folder.rename(folder.log, to: name)
        disk?.note(rename: folder.log, to: folder.log.removingLastComponent().appending(name))
      case .delete:
        // What a reader saw of it is kept where the ledger does not look.
        try folder.copy(folder.log, to: "seen.\(rotations)")
        try folder.remove(folder.log)
      case .copyTruncate:
        try folder.copy(folder.log, to: name)
        try folder.shorten(folder.log, to: 0)
      }
    }

    try start()
    var step = 0
    while step < steps.count {
      do {
        if publisher == nil { publisher = try open(folder, calls) }
        switch steps[step] {
        case .commit(let events): _ = try publisher?.commit([Samples.record(events)])
        case .rotate(let rotation): try rotate(rotation)
        case .ownRotation:
          ownRotations += 1
          _ = try publisher?.rotate(suffix: "\(ownRotations)")
        case .restart:
          try publisher?.close()
          publisher = nil
        }
        step += 1
        if result.crashes == 1, result.callsOfSecondLife == 0 { result.callsOfSecondLife = system.callCount }
      } catch  where system.isCrashed {
        publisher = nil
        result.crashes += 1
        if let loss { try disk?.lose(loss) }
        if let meanwhile { try rotate(meanwhile) }
        try start()
      }
    }
    try publisher?.close()
    result.calls = system.callCount
    result.writes = system.writes
    for number in 0..<rotations {
      let seen = folder.log.removingLastComponent().appending("seen.\(number + 1)")
      let rotated = folder.log.removingLastComponent().appending("alerts.jsonl.\(number + 1)")
      // A rename that a power loss undid has left neither.
      for file in [seen, rotated] where folder.exists(file) { result.log += try folder.read(file) }
    }
    for number in 0..<ownRotations {
      let rotated = folder.log.removingLastComponent().appending("alerts.jsonl-\(number + 1)")
      if folder.exists(rotated) { result.log += try folder.read(rotated) }
    }
    if folder.exists(folder.log) { result.log += try folder.read(folder.log) }
    return result
  }
}

extension CrashHarness.Figures {
  fileprivate mutating func note(
    _ run: CrashHarness.Run, expected: String, _ isKnowable: Bool, _ place: String
  ) {
    points += 1
    crashes += run.crashes
    let isFaultless = isKnowable ? run.log == expected : isComplete(run.log, expected: expected)
    if !isFaultless {
      violations.append("\(place): \(run.log.debugDescription)")
    }
  }

  /// Whether every line is there, and no more than once unless marked as a repeat.
  private mutating func isComplete(_ log: String, expected: String) -> Bool {
    let mark = "\"redelivered\":true,"
    let lines = log.split(separator: "\n")
    repeats += lines.count { $0.contains(mark) }
    return expected.split(separator: "\n").allSatisfy { line in
      let plain = lines.count { $0.hasSuffix(line) }
      let marked = lines.count { $0.contains(mark) && $0.replacing(mark, with: "").hasSuffix(line) }
      return plain <= 1 && plain + marked >= 1
    }
  }
}
