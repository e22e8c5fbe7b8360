import Foundation
import Synchronization
import SystemPackage

@testable import Archive

/// System calls on a log, and a power loss that takes what they did not sync.
///
/// What was synced stays. Of the rest a file system keeps what it likes: nothing, a part, the length without the bytes,
/// or later bytes without earlier ones.
final class LosableDisk: Sendable {
  /// What becomes of what was not synced.
  enum Loss: CaseIterable {
    case nothing, everything, allButOneByte, secondHalf
    /// The length stays, and the bytes are zeros.
    case bytes
    case bytesOfFirstHalf, bytesOfSecondHalf
    /// The bytes are those that the disk's blocks held before.
    case bytesForOthers
    /// Everything, renames and new files too unless their folder was synced.
    case namesToo
  }

  private struct State {
    /// How much of each file was synced.
    var synced: [FileIdentity: Int64] = [:]
    /// What a cut took of that, until the cut is synced.
    var cut: [FileIdentity: [UInt8]] = [:]
    /// Files by their names of late: renamed, or new (without a former name), since the folder was synced.
    var names: [(former: FilePath?, present: FilePath)] = []
  }

  private let real: SystemCalls
  private let folder: FilePath
  private let state: Mutex<State>

  /// What the folder holds now is taken for synced.
  init(_ real: SystemCalls, folder: FilePath) throws {
    self.real = real
    self.folder = folder
    let sizes = try Self.files(in: folder).map { ($0.status.identity, $0.status.size) }
    state = Mutex(State(synced: Dictionary(uniqueKeysWithValues: sizes)))
  }

  var calls: SystemCalls {
    var calls = real
    let real = real
    calls.open = { path, access throws(Errno) in
      let isNew = access == .creating ? try SystemCalls.system.status(path) == nil : false
      let file = try real.open(path, access)
      if isNew { self.note(newFile: path) }
      return file
    }
    calls.rename = { old, new throws(Errno) in
      try real.rename(old, new)
      self.note(rename: old, to: new)
    }
    calls.truncate = { file, length throws(Errno) in
      let before = try SystemCalls.system.statusOfOpen(file)
      let synced = self.state.withLock { $0.synced[before.identity, default: 0] }
      let bytes = synced > length ? try SystemCalls.system.read(file, length, Int(synced - length)) : []
      var crash: Errno?
      do throws(Errno) { try real.truncate(file, length) } catch { crash = error }
      if try SystemCalls.system.statusOfOpen(file).size == length, !bytes.isEmpty {
        self.state.withLock { state in
          state.cut[before.identity] = bytes + state.cut[before.identity, default: []]
          state.synced[before.identity] = length
        }
      }
      if let crash { throw crash }
    }
    calls.sync = { file throws(Errno) in
      try real.sync(file)
      let status = try SystemCalls.system.statusOfOpen(file)
      self.state.withLock { state in
        state.synced[status.identity] = status.size
        state.cut[status.identity] = nil
      }
    }
    calls.syncFolder = { path throws(Errno) in
      try real.syncFolder(path)
      if path == self.folder { self.state.withLock { $0.names = [] } }
    }
    return calls
  }

  /// Takes note of what somebody else did.
  func note(rename old: FilePath, to new: FilePath) {
    state.withLock { $0.names.append((old, new)) }
  }

  func note(newFile path: FilePath) {
    state.withLock { $0.names.append((nil, path)) }
  }

  /// The machine stands still, and starts again.
  func lose(_ loss: Loss) throws {
    let state = state.withLock { $0 }
    for (path, status) in try Self.files(in: folder) {
      let synced = state.synced[status.identity, default: 0]
      let file = try FileDescriptor.open(path, .readWrite)
      try file.closeAfter {
        let tail = try SystemCalls.system.read(file, synced, Int(status.size - synced))
        try file.resize(to: synced)
        let left = Self.left(of: tail, loss) + (loss == .nothing ? [] : state.cut[status.identity, default: []])
        try file.writeAll(toAbsoluteOffset: synced, left)
      }
    }
    guard loss == .namesToo else { return }
    for (former, present) in state.names.reversed() where FileManager.default.fileExists(atPath: present.string) {
      if let former {
        try SystemCalls.system.rename(present, former)
      } else {
        try FileManager.default.removeItem(atPath: present.string)
      }
    }
  }

  private static func left(of tail: [UInt8], _ loss: Loss) -> [UInt8] {
    let half = tail.count / 2
    return switch loss {
    case .nothing: tail
    case .everything, .namesToo: []
    case .allButOneByte: Array(tail.prefix(1))
    case .secondHalf: Array(tail.prefix(half))
    case .bytes: Array(repeating: 0, count: tail.count)
    case .bytesOfFirstHalf: Array(repeating: 0, count: half) + tail.dropFirst(half)
    case .bytesOfSecondHalf: tail.prefix(half) + Array(repeating: 0, count: tail.count - half)
    case .bytesForOthers: Array(repeating: UInt8(ascii: "x"), count: tail.count)
    }
  }

  private static func files(in folder: FilePath) throws -> [(path: FilePath, status: FileStatus)] {
    guard FileManager.default.fileExists(atPath: folder.string) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted().compactMap { name in
      let path = folder.appending(name)
      return try SystemCalls.system.status(path).map { (path, $0) }
    }
  }
}
