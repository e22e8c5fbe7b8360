import Foundation
import TestSupport
import Testing

extension TestBed {
  /// Starts the command and leaves it running; its output goes to `output.txt`, its errors to `errors.txt`.
  func start(_ arguments: String...) throws -> Process { try start(arguments) }

  private func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: Self.vigie)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["NO_COLOR": "1"]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    for name in ["output.txt", "errors.txt"] { try write("", to: name) }
    process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "output.txt"))
    process.standardError = try FileHandle(forWritingTo: folder.appending(path: "errors.txt"))
    try process.run()
    return process
  }

  /// Runs `vigie` in the test's folder, with some variables of its environment changed, until it ends, in two minutes
  /// at most on any machine. Returns also the most memory that it held at once, in bytes.
  func measured(_ arguments: String..., environment: [String: String] = [:]) async throws -> (run: Run, memory: Int) {
    let process = try start(arguments, environment: environment)
    defer { process.terminate() }
    var memory = 0
    try await wait {
      // Not from getrusage(2): there a process begins with what its parent holds.
      memory = max(memory, Self.memoryPeak(of: process.processIdentifier))
      return !process.isRunning
    }
    let run = Run(code: process.terminationStatus, output: try read("output.txt"), errors: try read("errors.txt"))
    return (run, memory)
  }

  /// The most memory that a process ever held, in bytes; 0 when it has ended (proc(5)).
  private static func memoryPeak(of process: Int32) -> Int {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return 0 }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
  }

  /// Waits until something holds that a process brings about which `start` started.
  func wait(
    file: String = #fileID, line: Int = #line, until condition: () async throws -> Bool
  ) async throws {
    do {
      try await TestSupport.wait(file: file, line: line, until: condition)
    } catch {
      Issue.record("the process said: \(try read("errors.txt"))")
      throw error
    }
  }
}
