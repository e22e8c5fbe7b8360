import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// A folder of its own for a test that runs the built command, and the means to run it.
final class TestBed: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "vigie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    // What a test leaves behind in the temporary folder harms nobody.
    try? FileManager.default.removeItem(at: folder)
  }

  /// What a run of the command gave.
  struct Run: Equatable {
    var code: Int32
    var output: String
    var errors: String

    init(code: Int32, output: String, errors: String) {
      (self.code, self.output, self.errors) = (code, output, errors)
    }

    /// What a process gave; the number of a signal that ended it counts as a negative exit code.
    init(_ status: TerminationStatus, _ output: String, _ errors: String) {
      let code: Int32 =
        switch status {
        case .exited(let code): code
        case .signaled(let signal): -signal
        }
      self.init(code: code, output: output, errors: errors)
    }

    var lines: [Substring] { output.split(separator: "\n") }
  }

  /// The command, built beside the tests.
  static let vigie: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "vigie").path
  }()

  /// The top folder of the project.
  static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  func path(_ name: String) -> String { folder.appending(path: name).path }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  /// This process's environment without what would change the output.
  private static let environment = Environment.inherit.updating(["NO_COLOR": "1", "COLUMNS": nil, "VIGIE_CONFIG": nil])

  /// Runs `vigie` in the test's folder.
  func vigie(_ arguments: String..., input: String = "") async throws -> Run {
    try await vigie(arguments, input: input)
  }

  /// Runs `vigie` in the test's folder, with some variables of its environment changed.
  func vigie(
    _ arguments: [String], input: String = "", environment: [Environment.Key: String?] = [:]
  ) async throws -> Run {
    try await unlessItHangs { [folder] in
      let result = try await run(
        .path(FilePath(Self.vigie)), arguments: Arguments(arguments),
        environment: Self.environment.updating(["XDG_CONFIG_HOME": folder.path]).updating(environment),
        workingDirectory: FilePath(folder.path),
        input: .string(input), output: .string(limit: 1 << 26), error: .string(limit: 1 << 22))
      return Run(result.terminationStatus, result.standardOutput, result.standardError)
    }
  }

  /// Runs a line of bash in the test's folder, in which `$VIGIE` is the command.
  func shell(_ line: String) async throws -> Run {
    try await unlessItHangs { [folder] in
      let result = try await Subprocess.run(
        .path("/bin/bash"), arguments: ["-c", line],
        environment: Self.environment.updating(["VIGIE": Self.vigie]), workingDirectory: FilePath(folder.path),
        output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
      return Run(result.terminationStatus, result.standardOutput, result.standardError)
    }
  }

  /// What a command gives that ends. One that goes on for ten minutes is killed.
  private func unlessItHangs(_ command: @escaping @Sendable () async throws -> Run) async throws -> Run {
    try await withThrowingTaskGroup(of: Run.self) { group in
      group.addTask { try await command() }
      group.addTask {
        try await Task.sleep(for: .seconds(600))
        throw NeverHappened("the command did not end")
      }
      defer { group.cancelAll() }
      guard let run = try await group.next() else { throw CancellationError() }
      return run
    }
  }

  /// Writes a configuration with one feed list and one watchlist file, and gives its path.
  func configure(feeds: String, watchlists: String = "id: w\nterms: [Alibaba]\n", extra: String = "") throws -> String {
    try write(feeds, to: "feeds.yaml")
    try write(watchlists, to: "watchlists/w.yaml")
    return try write(
      """
      feeds: [feeds.yaml]
      watchlists: [watchlists/]
      state: state
      alerts: alerts.jsonl
      name: test
      \(extra)
      """, to: "vigie.yaml")
  }
}

/// A small RSS 2.0 feed of items with the given ids and titles.
func rss(_ items: [(id: String, title: String)], title: String = "Test feed") -> String {
  let items = items.map {
    "<item><guid isPermaLink=\"false\">\($0.id)</guid><title>\($0.title)</title><link>https://example.org/\($0.id)</link></item>"
  }
  return "<rss version=\"2.0\"><channel><title>\(title)</title>\(items.joined())</channel></rss>"
}
