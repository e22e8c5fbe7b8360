import Dispatch
import Foundation
import SystemPackage
import Testing

@testable import Watching

@Suite struct LogStreamTests {
  private let pipe: (readEnd: FileDescriptor, writeEnd: FileDescriptor)
  private let stream: LogStream

  init() throws {
    pipe = try FileDescriptor.pipe()
    stream = LogStream(pipe.writeEnd, patience: .milliseconds(1))
  }

  private func write(_ text: String) { stream.write(text) { "\($0) missing\n" } }

  /// What is in the pipe now.
  private func read() throws -> String {
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe try bytes.withUnsafeMutableBytes { unsafe try pipe.readEnd.read(into: $0) }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// The lines of which the pipe is full.
  private func fill() -> Int {
    let line = String(repeating: "x", count: 4_095) + "\n"
    // More than any pipe holds.
    for _ in 0..<1_000 { write(line) }
    return 1_000
  }

  @Test func `lines come in order, also long ones`() throws {
    let long = String(repeating: "y", count: 20_000) + "\n"
    write("a\n")
    write(long)
    write("b\n")
    #expect(try read() == "a\n\(long)b\n")
  }

  @Test func `what finds no room is missing, and is told of when there is room`() throws {
    let count = fill()
    write("lost\n")
    let written = try read().split(separator: "\n").count
    #expect((1..<count).contains(written))
    write("a\n")
    write("b\n")
    #expect(try read() == "\(count - written + 1) missing\na\nb\n")
  }

  @Test func `what was broken off does not run into the next line`() throws {
    let text = String(repeating: "z", count: 1 << 20)
    write(text)
    let written = try read()
    #expect(!written.isEmpty && written.count < text.count)
    write("a\n")
    #expect(try read() == "\n1 missing\na\n")
  }

  @Test func `a terminal that nobody reads is not waited for`() throws {
    var ends: (terminal: CInt, descriptor: CInt) = (-1, -1)
    #expect(unsafe openpty(&ends.terminal, &ends.descriptor, nil, nil, nil) == 0)
    let (terminal, descriptor) = (FileDescriptor(rawValue: ends.terminal), FileDescriptor(rawValue: ends.descriptor))
    let stream = LogStream(descriptor, patience: .milliseconds(1))
    let isDone = DispatchSemaphore(value: 0)
    Thread {
      for _ in 0..<1_000 { stream.write(String(repeating: "x", count: 99) + "\n") { "\($0) missing\n" } }
      isDone.signal()
    }.start()
    #expect(isDone.wait(timeout: .now() + 10) == .success)
    // Without a terminal no write waits any more.
    try terminal.close()
    try descriptor.close()
  }

  @Test func `a reader that has gone away is no reason to wait or to end`() throws {
    signal(SIGPIPE, SIG_IGN)
    try pipe.readEnd.close()
    for _ in 0..<1_000 { write("a\n") }
  }
}
