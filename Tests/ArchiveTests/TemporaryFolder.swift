import Foundation
import SystemPackage

/// A folder that is gone with its last reference.
final class TemporaryFolder {
  let path: FilePath

  init() throws {
    // Memory, where there is such a folder: a crash in these tests is one of the process, not of the machine.
    let memory = URL(fileURLWithPath: "/dev/shm")
    let parent =
      FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
    let url = parent.appendingPathComponent("vigie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = FilePath(url.path)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path.string)
    } catch {
      // A folder left in the temporary folder harms nobody.
    }
  }

  /// The state folder, which does not exist at first.
  var state: FilePath { path.appending("state") }
  /// The log, which does not exist at first.
  var log: FilePath { path.appending("log/alerts.jsonl") }

  func read(_ path: FilePath) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path.string)), as: UTF8.self)
  }

  func write(_ text: String, to path: FilePath) throws {
    try FileManager.default.createDirectory(
      atPath: path.removingLastComponent().string, withIntermediateDirectories: true)
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: FilePermissions(rawValue: 0o640))
    _ = try file.closeAfter { try file.writeAll(Array(text.utf8)) }
  }

  func append(_ text: String, to path: FilePath) throws {
    let file = try FileDescriptor.open(path, .writeOnly, options: .append)
    _ = try file.closeAfter { try file.writeAll(Array(text.utf8)) }
  }

  func shorten(_ path: FilePath, to length: Int) throws {
    let file = try FileDescriptor.open(path, .writeOnly)
    try file.closeAfter { try file.resize(to: Int64(length)) }
  }

  func rename(_ path: FilePath, to name: String) throws {
    try FileManager.default.moveItem(
      atPath: path.string, toPath: path.removingLastComponent().appending(name).string)
  }

  func copy(_ path: FilePath, to name: String) throws {
    try FileManager.default.copyItem(
      atPath: path.string, toPath: path.removingLastComponent().appending(name).string)
  }

  func remove(_ path: FilePath) throws {
    try FileManager.default.removeItem(atPath: path.string)
  }

  func exists(_ path: FilePath) -> Bool {
    FileManager.default.fileExists(atPath: path.string)
  }
}
