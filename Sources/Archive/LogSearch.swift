import SystemPackage

/// Looks for the file in which a checkpoint stands: under the log's name, or beside it under a rotated one.
struct LogSearch {
  let path: FilePath
  let checkpoint: LogCheckpoint
  /// The line that ends at the checkpoint.
  let kept: [UInt8]
  /// What should come behind it.
  let pending: [UInt8]
  let bootID: String
  let calls: SystemCalls

  enum Finding {
    /// The file that was written.
    case itself(LogFile)
    /// A copy of it, made by a rotation that then emptied it.
    case copy(LogFile)
    case nothing
  }

  func run() throws(ArchiveError) -> Finding {
    var itself: LogFile?
    var others: [LogFile] = []
    for candidate in candidates {
      guard let file = try Self.open(candidate, .appending, calls: calls) else { continue }
      if !isSame(file) {
        if file.position >= checkpoint.offset {
          others.append(file)
        }
      } else if itself == nil, try holdsCheckpoint(file) {
        itself = file
      }
    }
    // A log that was begun, copied and emptied looks like one that was never begun.
    if let itself, checkpoint.keptLength > 0 || itself.position > checkpoint.offset || pending.isEmpty {
      return .itself(itself)
    }
    for file in others where try isCopy(file) {
      return file.path == path ? .itself(file) : .copy(file)
    }
    return itself.map { .itself($0) } ?? .nothing
  }

  /// The file, if it is there, plain, and may be opened.
  static func open(
    _ path: FilePath, _ access: SystemCalls.Access, calls: SystemCalls
  ) throws(ArchiveError) -> LogFile? {
    do throws(Errno) {
      guard let status = try calls.status(path), status.isRegular else { return nil }
    } catch {
      throw ArchiveError(opening: path, error)
    }
    do throws(ArchiveError) {
      return try LogFile(path, access, calls: calls)
    } catch .permission {
      return nil
    }
  }

  private var candidates: [FilePath] {
    let former = FilePath(checkpoint.path)
    let paths = former == path || former.isEmpty ? [path] : [path, former]
    return paths.flatMap { [$0] + LogSiblings.of($0) }
  }

  private func isSame(_ file: LogFile) -> Bool {
    guard file.identity.inode == checkpoint.file.inode else { return false }
    // A device may be numbered otherwise after a restart of the machine; the kept line will tell.
    return file.identity.device == checkpoint.file.device || checkpoint.bootID != bootID && checkpoint.keptLength > 0
  }

  /// Whether the kept line ends where it should, so that this is no other file with a number used again; or whether
  /// the file ends within that line, as after a power loss.
  private func holdsCheckpoint(_ file: LogFile) throws(ArchiveError) -> Bool {
    guard checkpoint.keptLength > 0 else { return file.position >= checkpoint.offset }
    let start = checkpoint.offset - Int64(checkpoint.keptLength)
    guard start >= 0, kept.count == checkpoint.keptLength, file.position > start else { return false }
    let found = try file.read(at: start, count: kept.count)
    return kept.starts(with: found)
  }

  /// Whether the file holds, where the checkpoint stands, what only the log can hold there.
  private func isCopy(_ file: LogFile) throws(ArchiveError) -> Bool {
    if checkpoint.keptLength > 0 {
      return try holdsCheckpoint(file)
    }
    let found = try file.read(at: checkpoint.offset, count: pending.count)
    return !found.isEmpty && pending.starts(with: found)
  }
}
