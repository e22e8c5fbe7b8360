import SystemPackage

@testable import Archive

/// What the harness drives: the real ledger, or one that is broken on purpose.
protocol Publisher: AnyObject {
  func commit(_ records: [PollRecord]) throws -> Int
  func close() throws
}

extension Ledger: Publisher {}

/// Runs a day of a newsroom, with crashes at every system call, and says whether the log is as if there were none.
struct CrashHarness {
  /// What happens, in order. After a crash the step is done again, as a poll would be.
  enum Step {
    case commit(ClosedRange<Int>)
    case renameAndCreate, rename
    case restart
  }

  struct Figures: CustomStringConvertible {
    var points = 0
    var crashes = 0
    var violations: [String] = []

    var description: String { "\(points) points, \(crashes) crashes, \(violations.count) violations" }

    static func + (one: Figures, other: Figures) -> Figures {
      Figures(
        points: one.points + other.points, crashes: one.crashes + other.crashes,
        violations: one.violations + other.violations)
    }
  }

  /// What befalls the log between a crash and the restart.
  enum Meanwhile: CaseIterable {
    case nothing, renameAndCreate, rename
  }

  typealias Opening = (TemporaryFolder, SystemCalls) throws -> any Publisher

  var steps: [Step]
  /// Opens a publisher on the folder. Called anew for each folder.
  var opener: () -> Opening

  /// Crashes at every call of the run, and, with `twice`, at every call of the run after that too.
  func sweep(_ meanwhile: Meanwhile, twice: Bool = false) throws -> Figures {
    let undisturbed = try run(crashes: [], meanwhile: meanwhile)
    var figures = Figures()
    let events = steps.reduce(0) { if case .commit(let events) = $1 { $0 + events.count } else { $0 } }
    if undisturbed.log != Samples.lines(1...events) {
      figures.violations.append("without a crash: \(undisturbed.log.debugDescription)")
    }
    for point in 0..<undisturbed.calls {
      for kind in FaultySystem.Crash.allCases {
        let first = try run(crashes: [(point, kind)], meanwhile: meanwhile)
        figures.note(first, expected: undisturbed.log, "\(kind) \(point)")
        guard twice, kind == .before || kind == .afterOneByte else { continue }
        for second in 0..<first.callsOfSecondLife {
          let run = try run(crashes: [(point, kind), (second, .beforeLastByte)], meanwhile: meanwhile)
          figures.note(run, expected: undisturbed.log, "\(kind) \(point), then \(second)")
        }
      }
    }
    return figures
  }

  struct Run {
    var log = ""
    var calls = 0
    /// How many calls the process after the first crash needed until it had done one step.
    var callsOfSecondLife = 0
    var crashes = 0
  }

  private func run(crashes: [(point: Int, kind: FaultySystem.Crash)], meanwhile: Meanwhile) throws -> Run {
    let folder = try TemporaryFolder()
    let open = opener()
    var result = Run()
    var rotations = 0
    var coming = crashes[...]
    var system = FaultySystem()
    var publisher: (any Publisher)?

    func start() {
      let crash = coming.popFirst()
      system = FaultySystem(crashAt: crash?.point ?? .max, crash?.kind ?? .before)
    }
    func rotate(andCreate: Bool) throws {
      guard folder.exists(folder.log) else { return }
      rotations += 1
      try folder.rename(folder.log, to: "alerts.jsonl.\(rotations)")
      if andCreate { try folder.write("", to: folder.log) }
    }

    start()
    var step = 0
    while step < steps.count {
      do {
        if publisher == nil { publisher = try open(folder, system.calls) }
        switch steps[step] {
        case .commit(let events): _ = try publisher?.commit([Samples.record(events)])
        case .renameAndCreate: try rotate(andCreate: true)
        case .rename: try rotate(andCreate: false)
        case .restart:
          try publisher?.close()
          publisher = nil
        }
        step += 1
        if result.crashes == 1, result.callsOfSecondLife == 0 { result.callsOfSecondLife = system.callCount }
      } catch  where system.isCrashed {
        publisher = nil
        result.crashes += 1
        switch meanwhile {
        case .nothing: break
        case .renameAndCreate: try rotate(andCreate: true)
        case .rename: try rotate(andCreate: false)
        }
        start()
      }
    }
    try publisher?.close()
    result.calls = system.callCount
    for number in 0..<rotations {
      result.log += try folder.read(folder.log.removingLastComponent().appending("alerts.jsonl.\(number + 1)"))
    }
    if folder.exists(folder.log) { result.log += try folder.read(folder.log) }
    return result
  }
}

extension CrashHarness.Figures {
  fileprivate mutating func note(_ run: CrashHarness.Run, expected: String, _ place: String) {
    points += 1
    crashes += run.crashes
    if run.log != expected {
      violations.append("\(place): \(run.log.debugDescription)")
    }
  }
}
