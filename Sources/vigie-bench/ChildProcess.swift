import FoundationEssentials
import Subprocess
import SystemPackage

/// This program, run once more for one of its hidden commands.
enum ChildProcess {
  /// Runs `vigie-bench` with the arguments and returns what it printed.
  static func output(of arguments: [String]) async throws -> String {
    let result = try await run(
      executable(), arguments: Arguments(arguments), output: .string(limit: 1 << 20), error: .currentStandardError)
    guard result.terminationStatus.isSuccess else { throw BenchError.child(arguments.joined(separator: " ")) }
    return result.standardOutput
  }

  /// Serves a folder while `body` runs; `body` gets the server's base URL, without a slash at the end.
  /// - Parameter closing: Whether the server closes the connection after each answer.
  static func whileServing(
    _ folder: String, closing: Bool = false, _ body: (String) async throws -> Void
  ) async throws {
    _ = try await run(
      executable(), arguments: Arguments(["serve", folder] + (closing ? ["--closing"] : [])), input: .inputWriter,
      output: .sequence, error: .currentStandardError
    ) { server in
      var lines = server.standardOutput.strings().makeAsyncIterator()
      guard let base = try await lines.next() else { throw BenchError.child("serve") }
      try await body(base.trimmingLineEnd)
      try await server.standardInputWriter.finish()
    }
  }

  private static func executable() throws -> Executable {
    .path(FilePath(try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")))
  }
}

extension String {
  fileprivate var trimmingLineEnd: String {
    String(prefix { !$0.isNewline })
  }
}
