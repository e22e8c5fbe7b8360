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

  /// Serves a folder while `body` runs; `body` gets the server's port.
  static func whileServing(_ folder: String, _ body: (String) async throws -> Void) async throws {
    _ = try await run(
      executable(), arguments: ["serve", folder], input: .inputWriter, output: .sequence, error: .currentStandardError
    ) { server in
      var lines = server.standardOutput.strings().makeAsyncIterator()
      guard let port = try await lines.next() else { throw BenchError.child("serve") }
      try await body(port.trimmingLineEnd)
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
