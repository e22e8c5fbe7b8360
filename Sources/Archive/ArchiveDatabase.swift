import GRDB
import Glibc
import SystemPackage

/// The SQLite database of a state folder.
///
/// Debian's SQLite 3.40 can damage a database in WAL mode if two connections write or checkpoint at the same time
/// (https://sqlite.org/wal.html#walresetbug). So exactly one connection does; readers open read-only.
struct ArchiveDatabase {
  let path: FilePath
  private let queue: DatabaseQueue

  /// SQLite's number for the way in which the file gives free pages back when asked to.
  private static let incrementalVacuum = 2

  /// The database's name in its folder.
  static let name = FilePath.Component("vigie.sqlite")

  private init(path: FilePath, queue: DatabaseQueue) {
    self.path = path
    self.queue = queue
  }

  /// Opens the database for the one process that holds the folder's lock; creates and migrates it as needed.
  static func writer(in folder: FilePath) throws(ArchiveError) -> ArchiveDatabase {
    let path = folder.appending(name)
    do {
      // An empty file is an empty database. SQLite gives its other files the same mode.
      try FileDescriptor.open(
        path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .newFile
      ).close()
    } catch Errno.fileExists {
      // Not opened by us even for a moment: closing it would drop SQLite's locks of this process.
    } catch {
      throw ArchiveError(opening: path, error)
    }
    try requireWritable(path)
    return try rethrowing(at: path) {
      var configuration = Configuration()
      configuration.label = "vigie.database"
      configuration.busyMode = .timeout(5)
      configuration.prepareDatabase { db in
        // Set again, it would be written again: cron's poll that finds nothing due leaves the disk alone.
        if try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") != incrementalVacuum {
          try db.execute(sql: "PRAGMA auto_vacuum = \(incrementalVacuum)")
        }
        try db.execute(sql: "PRAGMA mmap_size = 0; PRAGMA cache_size = -16000")
      }
      let queue = try DatabaseQueue(path: path.string, configuration: configuration)
      try queue.writeWithoutTransaction { db in
        try db.execute(
          sql: """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 2000;
            """)
      }
      try Schema.migrate(queue, path: path)
      return ArchiveDatabase(path: path, queue: queue)
    }
  }

  /// SQLite opens a file that it may not write all the same, and makes its other files read-only too, which they then
  /// stay.
  private static func requireWritable(_ path: FilePath) throws(ArchiveError) {
    for suffix in ["", "-wal", "-shm"] {
      let file = FilePath(path.string + suffix)
      let result = unsafe file.withPlatformString { unsafe faccessat(AT_FDCWD, $0, W_OK, AT_EACCESS) }
      let code = Errno(rawValue: errno)
      guard result == 0 || code == .noSuchFileOrDirectory else { throw ArchiveError(opening: file, code) }
    }
  }

  /// Opens the database for reading only, beside the process that writes it.
  static func reader(in folder: FilePath) throws(ArchiveError) -> ArchiveDatabase {
    let path = folder.appending(name)
    let status: FileStatus?
    do throws(Errno) {
      status = try SystemCalls.system.status(path)
    } catch {
      throw ArchiveError(opening: path, error)
    }
    guard status != nil else { throw .missing(path: path.string) }
    return try rethrowing(at: path) {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.label = "vigie.reader"
      configuration.busyMode = .timeout(5)
      configuration.prepareDatabase { db in
        try db.execute(sql: "PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 0")
      }
      let queue = try DatabaseQueue(path: path.string, configuration: configuration)
      try queue.read { db in
        guard try !Schema.isMissing(db) else { throw ArchiveError.missing(path: path.string) }
        try Schema.check(db, path: path)
      }
      return ArchiveDatabase(path: path, queue: queue)
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(ArchiveError) -> Value {
    try Self.rethrowing(at: path) { try queue.read(body) }
  }

  /// Runs one transaction: all of it is kept, on the disk, or nothing.
  func write<Value>(_ body: (Database) throws -> Value) throws(ArchiveError) -> Value {
    try Self.rethrowing(at: path) { try queue.write(body) }
  }

  /// Runs statements outside any transaction of ours.
  func execute(_ sql: String) throws(ArchiveError) {
    try Self.rethrowing(at: path) {
      try queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
    }
  }

  func close() throws(ArchiveError) {
    try Self.rethrowing(at: path) { try queue.close() }
  }

  private static func rethrowing<Value>(at path: FilePath, _ body: () throws -> Value) throws(ArchiveError) -> Value {
    do {
      return try body()
    } catch let error as ArchiveError {
      throw error
    } catch let error as DatabaseError {
      throw ArchiveError(error, at: path)
    } catch {
      throw .cannotOpen(path: path.string, reason: "\(error)")
    }
  }
}

extension ArchiveError {
  /// What an error of SQLite means for us.
  init(_ error: DatabaseError, at path: FilePath) {
    let reason = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .corrupt(path: path.string, reason: reason)
    case .SQLITE_FULL: self = .diskFull(path: path.string)
    // The index of the write-ahead log had no room to grow.
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .diskFull(path: path.string)
    case .SQLITE_CANTOPEN: self = .cannotOpen(path: path.string, reason: reason)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .permission(path: path.string, .permissionDenied)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(folder: path.parent.string, by: nil)
    default: self = .writeFailed(path: path.string, reason: reason)
    }
  }
}
