import FoundationEssentials
import Glibc
import SystemPackage

/// The system calls by which the alert log and the lock are kept, so that tests can make each of them fail.
struct SystemCalls: Sendable {
  var open: @Sendable (FilePath, Access) throws(Errno) -> FileDescriptor
  /// What stands at a path; `nil` if nothing does.
  var status: @Sendable (FilePath) throws(Errno) -> FileStatus?
  var statusOfOpen: @Sendable (FileDescriptor) throws(Errno) -> FileStatus
  /// Appends some of the bytes, and says how many.
  var append: @Sendable (FileDescriptor, ArraySlice<UInt8>) throws(Errno) -> Int
  var overwrite: @Sendable (FileDescriptor, ArraySlice<UInt8>, _ offset: Int64) throws(Errno) -> Int
  var read: @Sendable (FileDescriptor, _ offset: Int64, _ count: Int) throws(Errno) -> [UInt8]
  var rename: @Sendable (FilePath, FilePath) throws(Errno) -> Void
  var truncate: @Sendable (FileDescriptor, _ length: Int64) throws(Errno) -> Void
  /// fdatasync
  var sync: @Sendable (FileDescriptor) throws(Errno) -> Void
  var syncFolder: @Sendable (FilePath) throws(Errno) -> Void
  /// Names this run of the machine.
  var bootID: @Sendable () throws(Errno) -> String

  enum Access: Sendable {
    case reading
    /// Reading too.
    case appending
    /// The same, and the file is made if it is missing.
    case creating
    /// Writing anywhere in the file.
    case rewriting
  }
}

extension SystemCalls {
  /// The real ones.
  static let system = SystemCalls(
    open: { path, access throws(Errno) in
      try failing {
        switch access {
        case .reading: try .open(path, .readOnly, options: .closeOnExec)
        case .appending: try .open(path, .readWrite, options: [.append, .closeOnExec])
        case .creating:
          try .open(path, .readWrite, options: [.append, .create, .closeOnExec], permissions: .newFile)
        case .rewriting: try .open(path, .writeOnly, options: .closeOnExec)
        }
      }
    },
    status: { path throws(Errno) in
      do throws(Errno) {
        return FileStatus(try Stat(path))
      } catch .noSuchFileOrDirectory {
        return nil
      }
    },
    statusOfOpen: { descriptor throws(Errno) in FileStatus(try Stat(descriptor)) },
    append: { descriptor, bytes throws(Errno) in
      try failing { try unsafe bytes.withUnsafeBytes { try unsafe descriptor.write($0, retryOnInterrupt: false) } }
    },
    overwrite: { descriptor, bytes, offset throws(Errno) in
      try failing {
        try unsafe bytes.withUnsafeBytes { try unsafe descriptor.write(toAbsoluteOffset: offset, $0) }
      }
    },
    read: { descriptor, offset, count throws(Errno) in
      try failing {
        try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
          while filled < count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
            let got = try unsafe descriptor.read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
            guard got > 0 else { return }
            filled += got
          }
        }
      }
    },
    rename: { old, new throws(Errno) in
      let result = unsafe old.withPlatformString { old in
        unsafe new.withPlatformString { new in unsafe Glibc.rename(old, new) }
      }
      guard result == 0 else { throw Errno(rawValue: errno) }
    },
    truncate: { descriptor, length throws(Errno) in try failing { try descriptor.resize(to: length) } },
    sync: { descriptor throws(Errno) in
      guard fdatasync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
    },
    syncFolder: { path throws(Errno) in
      let folder: FileDescriptor
      do throws(Errno) {
        folder = try failing { try .open(path, .readOnly, options: [.directory, .closeOnExec]) }
      } catch .permissionDenied {
        // A folder that we may write to, but not list, cannot be synced by us.
        return
      }
      let result = fsync(folder.rawValue)
      let code = errno
      try failing { try folder.close() }
      guard result == 0 else { throw Errno(rawValue: code) }
    },
    bootID: { () throws(Errno) in
      let file: FileDescriptor = try failing {
        try .open(FilePath("/proc/sys/kernel/random/boot_id"), .readOnly, options: .closeOnExec)
      }
      let bytes = try failing {
        try file.closeAfter {
          try unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, filled in
            filled = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
          }
        }
      }
      return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
  )

  /// SystemPackage throws nothing but `Errno`, though its signatures do not say so yet.
  private static func failing<Value>(_ call: () throws -> Value) throws(Errno) -> Value {
    do {
      return try call()
    } catch let errno as Errno {
      throw errno
    } catch {
      preconditionFailure("a system call threw \(error)")
    }
  }
}

extension FilePermissions {
  /// rw-r-----, which the umask may narrow.
  static let newFile = FilePermissions(rawValue: 0o640)
}
