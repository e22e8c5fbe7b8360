import Foundation

@testable import Watching

/// A temporary folder with files in it, removed when the test lets go of it.
final class ConfigurationFolder: Sendable {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    // A disk that others use takes a while for each commit.
    let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? URL(filePath: "/dev/shm") : nil
    path = (memory ?? FileManager.default.temporaryDirectory).appending(path: "vigie-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("could not remove \(path): \(error)")
    }
  }

  func file(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(filePath: file(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func read(_ name: String) throws -> String { try String(contentsOf: URL(filePath: file(name)), encoding: .utf8) }

  /// Problems as the user sees them, with paths as seen from the folder.
  func shown(_ problems: [ConfigurationProblem]) -> [String] {
    problems.map { $0.description.replacing(path + "/", with: "") }
  }
}

/// True where each problem begins as expected, and none is missing or extra.
func begin(_ problems: [String], as expected: [String]) -> Bool {
  problems.count == expected.count && zip(problems, expected).allSatisfy { $0.hasPrefix($1) }
}
