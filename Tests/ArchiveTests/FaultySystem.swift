import Synchronization
import SystemPackage

@testable import Archive

/// The real system calls, of which one can be made the last before a crash, and any can be made to fail.
///
/// A crash is an error that every later call throws too, so that nothing more can be done.
final class FaultySystem: Sendable {
  enum Crash: Sendable, CaseIterable {
    /// The call is not made.
    case before
    /// The call is made, and is the last.
    case after
    /// The call writes one byte.
    case afterOneByte
    /// The call writes all but the last byte.
    case beforeLastByte

    var isTorn: Bool { self == .afterOneByte || self == .beforeLastByte }
  }

  static let crash = Errno(rawValue: 4242)

  private struct State {
    var calls = 0
    var writes: Set<Int> = []
    var isCrashed = false
  }

  private let state = Mutex(State())
  private let crashPoint: Int
  private let kind: Crash

  /// Crashes at the call with the given number, from 0.
  init(crashAt point: Int = .max, _ kind: Crash = .before) {
    crashPoint = point
    self.kind = kind
  }

  var callCount: Int { state.withLock { $0.calls } }
  /// The numbers of the calls that wrote.
  var writes: Set<Int> { state.withLock { $0.writes } }
  var isCrashed: Bool { state.withLock { $0.isCrashed } }

  var calls: SystemCalls {
    let real = SystemCalls.system
    var calls = real
    calls.open = { path, access throws(Errno) in try self.meet { () throws(Errno) in try real.open(path, access) } }
    calls.status = { path throws(Errno) in try self.meet { () throws(Errno) in try real.status(path) } }
    calls.statusOfOpen = { file throws(Errno) in try self.meet { () throws(Errno) in try real.statusOfOpen(file) } }
    calls.append = { file, bytes throws(Errno) in
      try self.meet(torn: { length throws(Errno) in try real.append(file, bytes.prefix(length(bytes.count))) }) {
        () throws(Errno) in try real.append(file, bytes)
      }
    }
    calls.overwrite = { file, bytes, offset throws(Errno) in
      try self.meet(torn: { length throws(Errno) in
        try real.overwrite(file, bytes.prefix(length(bytes.count)), offset)
      }) { () throws(Errno) in try real.overwrite(file, bytes, offset) }
    }
    calls.read = { file, offset, count throws(Errno) in
      try self.meet { () throws(Errno) in try real.read(file, offset, count) }
    }
    calls.rename = { old, new throws(Errno) in
      try self.meet { () throws(Errno) in try real.rename(old, new) }
    }
    calls.truncate = { file, length throws(Errno) in
      try self.meet { () throws(Errno) in try real.truncate(file, length) }
    }
    calls.sync = { file throws(Errno) in try self.meet { () throws(Errno) in try real.sync(file) } }
    calls.syncFolder = { path throws(Errno) in try self.meet { () throws(Errno) in try real.syncFolder(path) } }
    return calls
  }

  private func meet<Value>(
    torn: ((_ length: (Int) -> Int) throws(Errno) -> Int)? = nil, _ call: () throws(Errno) -> Value
  ) throws(Errno) -> Value {
    let isCrashing = state.withLock { state in
      defer { state.calls += 1 }
      if torn != nil { state.writes.insert(state.calls) }
      guard !state.isCrashed, state.calls == crashPoint else { return false }
      state.isCrashed = true
      return true
    }
    guard isCrashing else {
      if isCrashed { throw Self.crash }
      return try call()
    }
    switch kind {
    case .before: break
    case .after: _ = try call()
    case .afterOneByte:
      if let torn { _ = try torn { min(1, $0) } }
    case .beforeLastByte:
      if let torn { _ = try torn { max(0, $0 - 1) } }
    }
    throw Self.crash
  }
}
