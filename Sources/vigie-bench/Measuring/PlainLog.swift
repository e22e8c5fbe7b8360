import Glibc
import SystemPackage

/// A file to which lines are appended and nothing else: the bare cost of having them on the disk.
struct PlainLog: ~Copyable {
  private let file: FileDescriptor

  /// Creates the file.
  init(path: String) throws(BenchError) {
    do {
      file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.append, .create, .closeOnExec], permissions: .ownerReadWrite)
    } catch {
      throw .unwritable(path, reason: "\(error)")
    }
  }

  deinit {
    close(file.rawValue)
  }

  /// Appends a line and waits until it is on the disk.
  func append(_ line: [UInt8]) throws(BenchError) {
    do {
      try file.writeAll(line)
    } catch {
      throw .unwritable("the plain log", reason: "\(error)")
    }
    guard fdatasync(file.rawValue) == 0 else { throw .refused("fdatasync", code: errno) }
  }
}
