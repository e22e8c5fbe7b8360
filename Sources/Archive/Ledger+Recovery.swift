import FoundationEssentials
import SystemPackage

// Finding, at the start, what the log holds of the lines behind the checkpoint.
extension Ledger {
  /// Brings the log to where the database says it should be: finishes a torn line at its byte, and sends what is missing.
  func recover() throws(ArchiveError) {
    let (checkpoint, kept, lines) = try database.read { db in
      let events = EventTable(db: db)
      let checkpoint = try events.checkpoint()
      let sequence = checkpoint?.sequence ?? 0
      return (checkpoint, try events.line(sequence)?.bytes ?? [], try events.lines(after: sequence))
    }
    lastSent = checkpoint?.sequence ?? 0
    pending = PendingLines(lines)
    switch destination {
    case .standardOutput:
      try repeatAll()
    case .file(let name):
      let path = FilePath(name)
      try refuseRestoredBackup(path, checkpoint)
      if let checkpoint {
        try resume(path, checkpoint, kept: kept)
      } else {
        try begin(openLog(path), repeating: .allLines)
      }
    }
    try send()
    // The run of the machine is part of it: what stands in the log now was not left by a power loss.
    isSettled = self.checkpoint == checkpoint
    try settle()
  }

  private func resume(_ path: FilePath, _ checkpoint: LogCheckpoint, kept: [UInt8]) throws(ArchiveError) {
    let search = LogSearch(
      path: path, checkpoint: checkpoint, kept: kept, pending: pending.bytes(), bootID: bootID, calls: calls)
    switch try search.run() {
    case .itself(let file):
      try resume(file, checkpoint, kept: kept)
    case .copy(let file):
      try resume(file, checkpoint, kept: kept)
      if let rest = pending.restOfBegun {
        try write(rest, to: file)
        try file.sync()
      }
      try begin(openLog(path), repeating: .allLines)
    case .nothing:
      try resumeWithoutPredecessor(path)
    }
  }

  /// Compares what stands behind the checkpoint with what should, and stands where they part.
  private func resume(_ file: LogFile, _ checkpoint: LogCheckpoint, kept: [UInt8]) throws(ArchiveError) {
    log = file
    keptLength = checkpoint.keptLength
    let size = file.position
    guard size >= checkpoint.offset else {
      try file.append(kept.suffix(Int(checkpoint.offset - size)))
      try file.sync()
      return
    }
    let expected = pending.bytes()
    let found = try file.read(at: checkpoint.offset, count: min(Int(size - checkpoint.offset), expected.count))
    let common = zip(found, expected).prefix { $0 == $1 }.count
    let end = checkpoint.offset + Int64(common)
    if end < size {
      // Only a power loss leaves bytes that nobody wrote.
      guard checkpoint.bootID != bootID else {
        throw .foreignWriter(log: file.path.string, offset: end)
      }
      try file.truncate(to: end)
    }
    if common > 0 {
      try file.rewrite(found.prefix(common), at: checkpoint.offset)
    }
    if common > 0 || end < size {
      try file.sync()
    }
    noteWritten(common)
  }

  /// Goes on where the file that was written last is gone, or was emptied: what it held of the pending lines cannot be
  /// known, except from what stands under the log's name now.
  private func resumeWithoutPredecessor(_ path: FilePath) throws(ArchiveError) {
    let file = try openLog(path)
    let size = file.position
    let expected = pending.bytes()
    if size > 0, size <= expected.count, expected.starts(with: try file.read(at: 0, count: Int(size))) {
      // The log was emptied between our look at it and our writing.
      file.stand(at: 0)
      try begin(file, repeating: .none)
      try file.rewrite(expected.prefix(Int(size)), at: 0)
      try file.sync()
      file.stand(at: size)
      noteWritten(Int(size))
      return
    }
    if try !file.endsWithLine() {
      let tail = try file.read(at: max(0, size - Int64(Self.longestTail)), count: Self.longestTail)
      let start = Array(tail.reversed().prefix { $0 != UInt8(ascii: "\n") }.reversed())
      guard let rest = pending.rest(ofLineBeginning: start) else {
        throw .foreignWriter(log: path.string, offset: size)
      }
      try file.append(rest)
      try file.sync()
    }
    try begin(file, repeating: .allLines)
  }

  /// The standard output cannot be asked what arrived.
  private func repeatAll() throws(ArchiveError) {
    guard !pending.isEmpty else { return }
    var lines = pending
    let marked = lines.markRepeats(.allLines)
    try save(checkpoint, repeating: marked)
    pending = lines
  }

  /// Throws if the log, or a rotated one beside it, knows of more than the database does.
  private func refuseRestoredBackup(_ path: FilePath, _ checkpoint: LogCheckpoint?) throws(ArchiveError) {
    let isNewDatabase = checkpoint == nil && pending.isEmpty
    for candidate in [path] + LogSiblings.of(path) {
      guard let file = try LogSearch.open(candidate, .reading, calls: calls) else { continue }
      let start = max(0, file.position - Int64(Self.longestTail))
      let sequence = SequenceMember.last(in: try file.read(at: start, count: Int(file.position - start)))
      let isUnknown = sequence.map { $0 > lastSequence } ?? (isNewDatabase && candidate == path && file.position > 0)
      guard !isUnknown else {
        throw .restoredBackup(
          log: candidate.string, logSequence: sequence, database: database.path.string,
          databaseSequence: lastSequence)
      }
    }
  }

  private static var longestTail: Int { 1 << 18 }
}
