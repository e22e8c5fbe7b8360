import Archive
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Watching

/// Following a log that is rotated between two looks.
@Suite struct AlertLogReaderTests {
  let folder: ConfigurationFolder

  init() throws {
    folder = try ConfigurationFolder([:])
  }

  var path: String { folder.file("alerts.jsonl") }

  static func line(_ number: Int) -> String {
    "{\"sequence\":\"\(String(repeating: "0", count: 12 - "\(number)".count))\(number)\",\"n\":\(number)}"
  }

  /// Writes lines into a new file of a name.
  func write(_ numbers: ClosedRange<Int>, _ name: String = "alerts.jsonl") throws {
    try folder.write(numbers.map { Self.line($0) + "\n" }.joined(), to: name)
  }

  /// As logrotate does: what was `.1` becomes `.2`.
  func rotate() throws {
    if FileManager.default.fileExists(atPath: "\(path).4") { try FileManager.default.removeItem(atPath: "\(path).4") }
    for number in (0..<4).reversed() {
      let old = number == 0 ? path : "\(path).\(number)"
      if FileManager.default.fileExists(atPath: old) {
        try FileManager.default.moveItem(atPath: old, toPath: "\(path).\(number + 1)")
      }
    }
  }

  func numbers(_ lines: [[UInt8]]) -> [Int] {
    lines.map { line in Int(String(decoding: line, as: UTF8.self).dropLast().split(separator: ":").last ?? "") ?? 0 }
  }

  @Test(arguments: [1, 2, 3])
  func `no file is passed over that was rotated between two looks`(rotations: Int) throws {
    try write(1...2)
    try rotate()
    try write(3...4)
    var reader = AlertLogReader(path: path)
    #expect(numbers(try reader.lastLines(1)) == [4])
    for number in 1...rotations {
      try rotate()
      try write((4 + number)...(4 + number))
    }
    #expect(numbers(try reader.newLines()) == Array(5...(4 + rotations)))
    #expect(try reader.newLines().isEmpty)
  }

  @Test func `a rotated file is read though the new one holds nothing, or is not there`() throws {
    try write(1...2)
    var reader = AlertLogReader(path: path)
    #expect(numbers(try reader.newLines()) == [1, 2])
    try rotate()
    try write(3...3)
    try rotate()
    #expect(numbers(try reader.newLines()) == [3])
    try folder.write("", to: "alerts.jsonl")
    #expect(try reader.newLines().isEmpty)
    try rotate()
    try write(4...4)
    #expect(numbers(try reader.newLines()) == [4])
  }

  @Test func `what was rotated before the first look, or is a copy, is not new`() throws {
    try write(1...2)
    try rotate()
    try folder.write("", to: "alerts.jsonl")
    var reader = AlertLogReader(path: path)
    #expect(try reader.newLines().isEmpty)
    try write(3...3)
    #expect(numbers(try reader.newLines()) == [3])
    try FileManager.default.copyItem(atPath: path, toPath: "\(path).backup")
    try folder.write("\u{1F}\u{8B}", to: "alerts.jsonl.gz")
    try rotate()
    try write(4...4)
    #expect(numbers(try reader.newLines()) == [4])
  }

  @Test(arguments: [(2, [9, 10]), (4, [7, 8, 9, 10]), (5, [6, 7, 8, 9, 10]), (99, Array(1...10))])
  func `the last lines stand in rotated files too, each once`(count: Int, expected: [Int]) throws {
    for numbers in [1...3, 4...6, 7...8] {
      try write(numbers)
      try rotate()
    }
    try FileManager.default.copyItem(atPath: "\(path).1", toPath: "\(path)-copy")
    try folder.write("\u{1F}\u{8B}", to: "alerts.jsonl.9.gz")
    var missing = AlertLogReader(path: path)
    #expect(numbers(try missing.lastLines(1)) == [8])
    try folder.write("", to: "alerts.jsonl")
    var empty = AlertLogReader(path: path)
    #expect(numbers(try empty.lastLines(3)) == [6, 7, 8])
    try write(9...10)
    var reader = AlertLogReader(path: path)
    #expect(numbers(try reader.lastLines(count)) == expected)
    #expect(try reader.newLines().isEmpty)
    #expect(numbers(try missing.newLines()) == [9, 10])
    #expect(numbers(try empty.newLines()) == [9, 10])
  }

  @Test func `rotated files that hold the same lines give each once`() throws {
    try write(1...5)
    try rotate()
    try write(6...10)
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    try rotate()
    // What copytruncate cut before it was known to be written came again.
    try write(9...12)
    let older = try String(contentsOfFile: "\(path).2", encoding: .utf8)
    try folder.write(older + whole, to: "alerts.jsonl.all")
    try folder.write(whole.split(separator: "\n").suffix(2).map { $0 + "\n" }.joined(), to: "alerts.jsonl-end")
    var reader = AlertLogReader(path: path)
    #expect(numbers(try reader.lastLines(99)) == Array(1...12))
  }

  @Test(arguments: [10, 9, 8])
  func `an older file is read whose last lines came again in the newer one`(first: Int) throws {
    try write(1...10)
    try rotate()
    try write(first...12)
    var reader = AlertLogReader(path: path)
    #expect(numbers(try reader.lastLines(99)) == Array(1...12))
  }

  @Test func `a file whose lines are out of order is read no more than once`() throws {
    try folder.write((Array(6...10) + Array(1...5)).map { Self.line($0) + "\n" }.joined(), to: "alerts.jsonl.bak")
    try write(11...12)
    var seen = 0
    var reader = AlertLogReader(path: path)
    let lines = try reader.lastLines(.max) { _ in
      seen += 1
      return seen < 99 ? .wanted : .tooOld
    }
    #expect(numbers(lines) == Array(6...10) + Array(1...5) + [11, 12])
  }

  @Test func `no older file is read than must be`() throws {
    try write(1...3)
    try rotate()
    try write(4...6)
    var reader = AlertLogReader(path: path)
    var seen: [Int] = []
    let lines = try reader.lastLines(.max) { line in
      seen += numbers([Array(line)])
      return seen.last == 4 ? .tooOld : .wanted
    }
    #expect(numbers(lines) == [5, 6])
    #expect(seen == [6, 5, 4])
  }

  @Test func `a log that begins, and is rotated, before the second look is read from its beginning`() throws {
    var reader = AlertLogReader(path: path)
    #expect(try reader.newLines().isEmpty)
    let isOpen = reader.isOpen
    #expect(!isOpen)
    try write(1...2)
    try rotate()
    try write(3...3)
    #expect(numbers(try reader.newLines()) == [1, 2, 3])
  }

  @Test func `following holds one file open, however long it lasts`() throws {
    func held() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { descriptor in
        // Other tests close theirs meanwhile.
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)"))?
          .hasPrefix(folder.path) == true
      }
    }
    try write(1...2)
    var reader = AlertLogReader(path: path)
    for number in 3...60 {
      _ = try reader.newLines()
      #expect(try held() == 1)
      try rotate()
      if number % 3 > 0 { try write(number...number) }
    }
    // What cannot be asked for its status, or read, is closed all the same.
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(throws: Errno.isDirectory) { try reader.newLines() }
    #expect(try held() <= 2)
  }
}
