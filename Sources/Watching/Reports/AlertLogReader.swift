import FoundationEssentials
import SystemPackage

/// Reads the alert log by name, from its last lines on, through rotation.
package struct AlertLogReader: ~Copyable {
  private let path: FilePath
  private var file: FileDescriptor?
  private var partial: [UInt8] = []

  /// A reader of the log at `path`. The log need not exist yet.
  package init(path: String) {
    self.path = FilePath(path)
  }

  deinit {
    // Nothing was written through the descriptor, so closing it cannot lose anything.
    try? file?.close()
  }

  /// The whole lines that were added since the last call, from the log's beginning at the first call.
  ///
  /// When the log was renamed, what is left of the old file comes first, then the new one from its beginning. A line
  /// that is still being written comes when it is whole.
  /// - Throws: `Errno` when the log exists and cannot be read.
  package mutating func newLines() throws(Errno) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    if let file {
      try drain(file, into: &lines)
      guard try wasReplaced(file) else { return lines }
      try? file.close()
      self.file = nil
      partial = []
    }
    guard let file = try open() else { return lines }
    self.file = file
    try drain(file, into: &lines)
    return lines
  }

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
    var buffer = [UInt8](repeating: 0, count: 65_536)
    do {
      while true {
        let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
        guard count > 0 else { return }
        var start = 0
        for index in 0..<count where buffer[index] == UInt8(ascii: "\n") {
          lines.append(partial + buffer[start..<index])
          partial.removeAll(keepingCapacity: true)
          start = index + 1
        }
        partial += buffer[start..<count]
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// Whether the name now leads to another file, or the file became shorter than what was read.
  private func wasReplaced(_ file: FileDescriptor) throws(Errno) -> Bool {
    guard let other = try open() else { return false }
    defer { try? other.close() }
    do {
      let position = try file.seek(offset: 0, from: .current)
      let mine = try file.stat()
      let theirs = try other.stat()
      return mine.inode != theirs.inode || mine.deviceID != theirs.deviceID || mine.size < position
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}
