import SystemPackage

// Getting the pending lines into the log, through full disks and rotation.
extension Ledger {
  /// Writes the pending lines to the log and syncs it. If the disk is full, holds what is left and returns.
  func send() throws(ArchiveError) {
    isLogFull = false
    guard !pending.isEmpty else { return }
    try poisoning { () throws(ArchiveError) in
      do throws(ArchiveError) {
        switch destination {
        case .file(let path): try send(to: FilePath(path))
        case .standardOutput: try sendToStandardOutput()
        }
      } catch .diskFull {
        isLogFull = true
      }
    }
  }

  /// Looks whether the log was rotated, and makes the new one if it is missing.
  func reopen() throws(ArchiveError) {
    try refuseIfFailed()
    guard case .file(let path) = destination else { return }
    try poisoning { () throws(ArchiveError) in
      do throws(ArchiveError) {
        try followRotation(to: FilePath(path))
      } catch .diskFull {
        isLogFull = true
      }
    }
    try send()
  }

  /// Moves the log aside, under its name and `-suffix`, and begins a new one. Returns whether it did.
  @discardableResult
  func rotate(suffix: String) throws(ArchiveError) -> Bool {
    guard case .file(let path) = destination else { return false }
    // Somebody else may have rotated it just now.
    try reopen()
    guard !isLogFull, let log, log.position > 0 else { return false }
    let old = FilePath(path)
    let new = FilePath("\(path)-\(suffix)")
    guard try status(new) == nil else { return false }
    do throws(Errno) {
      try calls.rename(old, new)
    } catch {
      throw ArchiveError(opening: old, error)
    }
    try reopen()
    return true
  }

  /// Goes on in another file, behind what stands there, with some of the pending lines marked as repeats.
  @discardableResult
  func begin(_ file: LogFile, repeating repeats: Repeats) throws(ArchiveError) -> LogFile {
    guard try file.endsWithLine() else {
      throw .foreignWriter(log: file.path.string, offset: file.position)
    }
    var lines = pending
    let marked = lines.markRepeats(repeats)
    try save(
      LogCheckpoint(
        path: file.path.string, file: file.identity, offset: file.position, sequence: lastSent, keptLength: 0,
        bootID: bootID),
      repeating: marked)
    log = file
    keptLength = 0
    pending = lines
    return file
  }

  /// Opens the log that has the name, and makes it if there is none.
  func openLog(_ path: FilePath) throws(ArchiveError) -> LogFile {
    try Folders.make(path.parent, calls: calls)
    let file = try LogFile(path, .creating, calls: calls)
    do throws(Errno) {
      // A log that logrotate made can lose its name in a power loss too, and with it all that we write.
      try calls.syncFolder(path.parent)
    } catch {
      throw .writeFailed(path: path.parent.string, reason: error.description)
    }
    return file
  }

  /// Appends bytes of the pending lines, and takes note how far that came.
  func write(_ bytes: some Sequence<UInt8>, to file: LogFile) throws(ArchiveError) {
    let before = file.position
    defer { noteWritten(Int(file.position - before)) }
    try file.append(bytes)
  }

  /// Takes note that so many more bytes of the pending lines stand in the log.
  func noteWritten(_ count: Int) {
    if let last = pending.advance(by: count) {
      lastSent = last.sequence
      // On the standard output no line can be found again.
      keptLength = log == nil ? 0 : last.bytes.count
    }
    isSettled = false
  }

  func status(_ path: FilePath) throws(ArchiveError) -> FileStatus? {
    do throws(Errno) {
      return try calls.status(path)
    } catch {
      throw ArchiveError(opening: path, error)
    }
  }

  private func send(to path: FilePath) throws(ArchiveError) {
    let file = try followRotation(to: path)
    do throws(ArchiveError) {
      while !pending.isEmpty {
        try write(pending.bytes(upTo: Self.bytesAtOnce), to: file)
      }
    } catch .diskFull(let path) {
      try file.sync()
      throw .diskFull(path: path)
    }
    try file.sync()
  }

  /// The file to append to. If the path names another one than before, a line that was begun is finished in the old
  /// one, and the others go to the new one.
  @discardableResult
  private func followRotation(to path: FilePath) throws(ArchiveError) -> LogFile {
    guard let log else { throw .closed }
    guard let named = try status(path), named.identity == log.identity else {
      let isDeleted = try log.isDeleted()
      if let rest = pending.restOfBegun, !isDeleted {
        try write(rest, to: log)
        try log.sync()
      }
      return try begin(openLog(path), repeating: .begunLine)
    }
    guard named.size <= log.position else {
      throw .foreignWriter(log: path.string, offset: log.position)
    }
    guard named.size == log.position else {
      // logrotate's copytruncate. What we wrote was in the copy, save for what came between its copy and its cut.
      return try begin(openLog(path), repeating: .begunLine)
    }
    return log
  }

  private func sendToStandardOutput() throws(ArchiveError) {
    while !pending.isEmpty {
      do throws(Errno) {
        noteWritten(try calls.append(.standardOutput, pending.bytes(upTo: Self.bytesAtOnce)[...]))
      } catch .interrupted {
        continue
      } catch {
        throw .writeFailed(path: "standard output", reason: error.description)
      }
    }
  }

  private static var bytesAtOnce: Int { 1 << 20 }
}
