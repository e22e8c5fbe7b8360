import Glibc
import SystemPackage

/// Holds a state folder for this process, until it is released with its last reference or the process ends.
final class FolderLock {
  private let descriptor: FileDescriptor

  /// Takes the lock, or says who has it.
  init(folder: FilePath) throws(ArchiveError) {
    let path = folder.appending("lock")
    let descriptor: FileDescriptor
    do {
      descriptor = try .open(path, .readWrite, options: [.create, .closeOnExec], permissions: .newFile)
    } catch {
      throw ArchiveError(opening: path, error)
    }
    guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
      let code = Errno(rawValue: errno)
      let holder = Self.processID(in: descriptor)
      Self.close(descriptor)
      throw code == .wouldBlock ? .locked(folder: folder.string, by: holder) : ArchiveError(opening: path, code)
    }
    do {
      try descriptor.resize(to: 0)
      try descriptor.writeAll(Array("\(getpid())\n".utf8))
    } catch {
      // The lock holds without the number, which only makes another vigie's message clearer.
    }
    self.descriptor = descriptor
  }

  deinit {
    // Closing alone would leave the lock to a child process that is being started and still has a copy of the descriptor.
    flock(descriptor.rawValue, LOCK_UN)
    Self.close(descriptor)
  }

  private static func processID(in descriptor: FileDescriptor) -> Int? {
    do {
      let bytes = try SystemCalls.system.read(descriptor, 0, 32)
      return Int(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    } catch {
      return nil
    }
  }

  private static func close(_ descriptor: FileDescriptor) {
    do {
      try descriptor.close()
    } catch {
      // The descriptor is gone either way, and the lock with it.
    }
  }
}
