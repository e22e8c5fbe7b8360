import SystemPackage

/// Reads the alert log by name: its last lines, then what is added, through rotation.
package struct AlertLogReader: ~Copyable {
  private let path: FilePath
  private var file: FileDescriptor?
  private var position: Int64 = 0
  /// What stands before `position` of a line that is not whole yet.
  private var partial: [UInt8] = []

  /// What a caller of `lastLines` makes of a line.
  package enum Verdict: Sendable {
    case wanted, unwanted
    /// Neither this line nor any before it is wanted.
    case tooOld
  }

  /// A reader of the log at `path`. The log need not exist yet.
  package init(path: String) {
    self.path = FilePath(path)
  }

  deinit {
    // Nothing was written through the descriptor, so closing it cannot lose anything.
    try? file?.close()
  }

  /// Whether there is a log.
  package var isOpen: Bool { file != nil }

  /// The last whole lines that are wanted, in their order, and at most so many; `newLines` goes on behind them.
  ///
  /// Reads from the end on, and no more than it must.
  /// - Throws: `Errno` when the log exists and cannot be read.
  package mutating func lastLines(
    _ count: Int, _ verdict: (ArraySlice<UInt8>) -> Verdict = { _ in .wanted }
  ) throws(Errno) -> [[UInt8]] {
    if file == nil { file = try open() }
    guard let file else { return [] }
    position = try size(of: file)
    var lines: [[UInt8]] = []
    var start = position
    // The bytes from `start` on that belong to no line yet: at first those behind the last line feed.
    var rest: [UInt8] = []
    var isBehindLastLine = true
    while start > 0 {
      let length = Int(min(start, Self.blockSize))
      start -= Int64(length)
      rest = try read(file, at: start, count: length) + rest
      while let feed = rest.lastIndex(of: Self.lineFeed) {
        let line = rest[(feed + 1)...]
        if isBehindLastLine {
          position -= Int64(line.count)
          isBehindLastLine = false
        } else if !Self.take(line, verdict, count, into: &lines) {
          return lines.reversed()
        }
        rest.removeSubrange(feed...)
      }
    }
    if isBehindLastLine {
      position = 0
    } else {
      _ = Self.take(rest[...], verdict, count, into: &lines)
    }
    return lines.reversed()
  }

  /// Whether lines before this one may be wanted too.
  private static func take(
    _ line: ArraySlice<UInt8>, _ verdict: (ArraySlice<UInt8>) -> Verdict, _ count: Int, into lines: inout [[UInt8]]
  ) -> Bool {
    guard lines.count < count else { return false }
    switch verdict(line) {
    case .wanted: lines.append(Array(line))
    case .unwanted: break
    case .tooOld: return false
    }
    return lines.count < count
  }

  /// The whole lines that were added since the last call, from the log's beginning at the first call.
  ///
  /// When the log was rotated, what is left of the old file comes first, then the new one from its beginning. A line
  /// that is still being written comes when it is whole.
  /// - Throws: `Errno` when the log exists and cannot be read.
  package mutating func newLines() throws(Errno) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    if file == nil { file = try open() }
    guard let file else { return lines }
    try returnIfShortened(file)
    try drain(file, into: &lines)
    guard let next = try successor(of: file) else { return lines }
    // What was added between our reading and the rotation.
    try drain(file, into: &lines)
    try? file.close()
    (self.file, position, partial) = (next, 0, [])
    try drain(next, into: &lines)
    return lines
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let blockSize: Int64 = 65_536

  private func open() throws(Errno) -> FileDescriptor? {
    do {
      return try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    } catch Errno.noSuchFileOrDirectory {
      return nil
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  private mutating func drain(_ file: FileDescriptor, into lines: inout [[UInt8]]) throws(Errno) {
    while true {
      let bytes = try read(file, at: position, count: Int(Self.blockSize))
      guard !bytes.isEmpty else { return }
      position += Int64(bytes.count)
      var start = 0
      while let feed = bytes[start...].firstIndex(of: Self.lineFeed) {
        lines.append(partial + bytes[start..<feed])
        partial.removeAll(keepingCapacity: true)
        start = feed + 1
      }
      partial += bytes[start...]
    }
  }

  /// The file that has the log's name now, if it is another one and was begun. Until then a writer may still add to the
  /// old file.
  private func successor(of file: FileDescriptor) throws(Errno) -> FileDescriptor? {
    guard let next = try open() else { return nil }
    do {
      let mine = try file.stat()
      let theirs = try next.stat()
      if (mine.inode, mine.deviceID) != (theirs.inode, theirs.deviceID), theirs.size > 0 { return next }
      try next.close()
      return nil
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// After a cut within the last line (as recovery makes after a power loss) that line is read anew; after any other
  /// (as logrotate's copytruncate makes) the whole file.
  private mutating func returnIfShortened(_ file: FileDescriptor) throws(Errno) {
    let size = try size(of: file)
    guard size < position else { return }
    let lineStart = position - Int64(partial.count)
    position = size >= lineStart ? lineStart : 0
    partial = []
  }

  private func size(of file: FileDescriptor) throws(Errno) -> Int64 {
    try file.stat().size
  }

  /// Up to `count` bytes, fewer only at the end of the file.
  private func read(_ file: FileDescriptor, at offset: Int64, count: Int) throws(Errno) -> [UInt8] {
    do {
      return try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
          let got = try unsafe file.read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
          guard got > 0 else { return }
          filled += got
        }
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}
