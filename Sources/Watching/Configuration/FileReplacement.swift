import Glibc
import SystemPackage

/// Puts a new file in the place of another one, all at once.
enum FileReplacement {
  /// Writes the bytes to a file beside `path`, and moves that to `path`. Before that it gets the owner, the group and the
  /// permissions of the file that it replaces, as far as that is allowed. Until then nobody else may read it.
  static func replace(_ path: FilePath, with bytes: [UInt8]) throws(Errno) {
    let name = ".vigie-\(String(UInt64.random(in: .min ... .max), radix: 16))"
    let newFile: FilePermissions = [.ownerReadWrite, .groupReadWrite, .otherReadWrite]
    let temporary = path.removingLastComponent().appending(name)
    let former = try status(of: path)
    do {
      let file = try FileDescriptor.open(
        temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: former == nil ? newFile : .ownerReadWrite)
      try file.closeAfter {
        try file.writeAll(bytes)
        if let former { pass(former, to: file) }
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
      }
      let result = unsafe temporary.withPlatformString { old in
        unsafe path.withPlatformString { new in unsafe rename(old, new) }
      }
      guard result == 0 else { throw Errno(rawValue: errno) }
    } catch {
      // What was the matter is told already.
      _ = unsafe temporary.withPlatformString { unsafe unlink($0) }
      throw error as? Errno ?? .ioError
    }
  }

  /// Nil where there is no file.
  private static func status(of path: FilePath) throws(Errno) -> Stat? {
    do {
      return try path.stat()
    } catch .noSuchFileOrDirectory {
      return nil
    }
  }

  /// Gives a file the owner, group and permissions of another one.
  private static func pass(_ former: Stat, to file: FileDescriptor) {
    // Each for itself: who may not give a file away may yet give it to another one of his groups.
    _ = fchown(file.rawValue, former.userID.rawValue, gid_t.max)
    let hasGroup = fchown(file.rawValue, uid_t.max, former.groupID.rawValue) == 0
    var mode = former.permissions
    // What was for that group is not for another one.
    if !hasGroup { mode.subtract([.groupReadWriteExecute]) }
    _ = fchmod(file.rawValue, mode.rawValue)
  }
}
