import SystemPackage

/// Why the database or the alert log cannot be used.
package enum ArchiveError: Error, Equatable {
  /// Another process holds the state folder; its id, if it can be told.
  case locked(folder: String, by: Int?)
  /// A folder, the database or the log cannot be created or opened.
  case cannotOpen(path: String, reason: String)
  /// There is no database to read.
  case missing(path: String)
  /// The rights are missing.
  case permission(path: String, Errno)
  /// A write or a sync failed. Nothing more is written until the next start.
  case writeFailed(path: String, reason: String)
  /// The database's disk is full. Nothing was kept of what was to be committed; try again when there is room.
  case diskFull(path: String)
  /// The database is damaged, or not one of ours.
  case corrupt(path: String, reason: String)
  /// The database was written by a later version.
  case newerVersion(path: String)
  /// Somebody else wrote into the log.
  case foreignWriter(log: String, offset: Int64)
  /// The log holds more than the database knows of: a backup was restored, or the database was lost.
  case restoredBackup(log: String, logSequence: Int64?, database: String, databaseSequence: Int64)
  /// The archive was closed, or never opened.
  case closed

  /// The exit code of a command that ends with this error (sysexits).
  package var exitCode: Int32 {
    switch self {
    case .locked: 75
    case .missing: 66
    case .cannotOpen: 73
    case .permission: 77
    case .writeFailed, .diskFull: 74
    case .corrupt, .newerVersion, .foreignWriter, .restoredBackup: 65
    case .closed: 70
    }
  }
}

extension ArchiveError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .locked(let folder, let pid?):
      "\(folder): another vigie (process \(pid)) holds this state folder"
    case .locked(let folder, nil):
      "\(folder): another vigie holds this state folder"
    case .cannotOpen(let path, let reason):
      "\(path): cannot be created or opened: \(reason)"
    case .missing(let path):
      "\(path): there is no such database; nothing was polled with this state folder yet"
    case .permission(let path, let errno):
      "\(path): \(errno); give this user the right to read and write it"
    case .writeFailed(let path, let reason):
      "\(path): cannot be written: \(reason); start again when the disk is sound, nothing is lost"
    case .diskFull(let path):
      "\(path): the disk is full; nothing was taken in, and it will be tried again"
    case .corrupt(let path, let reason):
      """
      \(path): the database cannot be read (\(reason)); the alert log was not touched. Put a backup in its place, or \
      move both the database and the alert log away to begin anew
      """
    case .newerVersion(let path):
      "\(path): the database was written by a later version of vigie; install that version, or put back an older backup"
    case .foreignWriter(let log, let offset):
      """
      \(log): another program has written into the alert log at byte \(offset); move the file away and start again
      """
    case .restoredBackup(let log, let logSequence?, let database, let databaseSequence):
      """
      \(log) goes on to sequence \(logSequence), but \(database) knows only \(databaseSequence): an older backup was \
      restored. Put back the database that belongs to this log, or move the log away
      """
    case .restoredBackup(let log, nil, let database, _):
      """
      \(log) is not empty, but \(database) is new: put back the database that belongs to this log, or move the log away
      """
    case .closed:
      "the archive is closed"
    }
  }
}

extension ArchiveError {
  /// Why something cannot be created or opened.
  init(opening path: FilePath, _ error: any Error) {
    switch error {
    case let errno as Errno where errno == .permissionDenied || errno == .notPermitted:
      self = .permission(path: path.string, errno)
    case let errno as Errno where errno == .noSpace || errno == .diskQuotaExceeded:
      self = .diskFull(path: path.string)
    case let errno as Errno:
      self = .cannotOpen(path: path.string, reason: errno.description)
    default:
      self = .cannotOpen(path: path.string, reason: "\(error)")
    }
  }

  /// Why something cannot be written.
  init(writing path: FilePath, _ errno: Errno) {
    self =
      errno == .noSpace || errno == .diskQuotaExceeded
      ? .diskFull(path: path.string) : .writeFailed(path: path.string, reason: errno.description)
  }

  /// Whether nothing may be written any more before the next start.
  var isFinal: Bool {
    switch self {
    case .writeFailed, .corrupt, .foreignWriter, .restoredBackup: true
    case .locked, .cannotOpen, .missing, .permission, .diskFull, .newerVersion, .closed: false
    }
  }
}
