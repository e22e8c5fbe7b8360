import Foundation
import Subprocess
import SystemPackage
import Testing

extension TestBed {
  /// Starts the command and leaves it running; its output goes to `output.txt`, its errors to `errors.txt`.
  func start(_ arguments: String...) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: Self.vigie)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["NO_COLOR": "1"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    for name in ["output.txt", "errors.txt"] { try write("", to: name) }
    process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "output.txt"))
    process.standardError = try FileHandle(forWritingTo: folder.appending(path: "errors.txt"))
    try process.run()
    return process
  }

  /// Runs a line of bash in the test's folder.
  func shell(_ line: String) async throws -> Run {
    let result = try await Subprocess.run(
      .path("/bin/bash"), arguments: ["-c", line],
      environment: .inherit.updating(["NO_COLOR": "1"]), workingDirectory: FilePath(folder.path),
      output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
    guard case .exited(let code) = result.terminationStatus else {
      return Run(code: -1, output: result.standardOutput, errors: result.standardError)
    }
    return Run(code: code, output: result.standardOutput, errors: result.standardError)
  }

  /// Waits until something holds that another process brings about, but not for ever.
  func wait(_ condition: () throws -> Bool) async throws {
    for _ in 0..<600 {
      // A file that is not there yet is no failure.
      if (try? condition()) == true { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("it did not happen within half a minute; errors: \((try? read("errors.txt")) ?? "")")
  }
}
