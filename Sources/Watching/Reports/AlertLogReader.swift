import Archive
import SystemPackage

/// Reads the alert log by name: its last lines, then what is added, through rotation.
package struct AlertLogReader: ~Copyable {
  private let path: FilePath
  private var file: OpenedLog?
  private var position: Int64 = 0
  /// What stands before `position` of a line that is not whole yet.
  private var partial: [UInt8] = []
  /// The last sequence of the file before this one; nil until the first look.
  private var lastSequence: Int64?

  /// What a caller of `lastLines` makes of a line.
  package enum Verdict: Sendable {
    case wanted, unwanted
    /// Neither this line nor any before it is wanted.
    case tooOld
  }

  /// A reader of the log at `path`. The log need not exist yet.
  package init(path: String) {
    self.path = FilePath(path)
  }

  /// Whether there is a log.
  package var isOpen: Bool { file != nil }

  /// The last whole lines that are wanted, in their order, and at most so many, from rotated files too; `newLines` goes
  /// on behind them.
  ///
  /// Reads from the end on, and no more than it must.
  /// - Throws: `Errno` when the log exists and cannot be read.
  package mutating func lastLines(
    _ count: Int, _ verdict: (ArraySlice<UInt8>) -> Verdict = { _ in .wanted }
  ) throws(Errno) -> [[UInt8]] {
    try begin()
    var lines: [[UInt8]] = []
    func wantsMore(behind line: ArraySlice<UInt8>) -> Bool {
      guard lines.count < count else { return false }
      switch verdict(line) {
      case .wanted: lines.append(Array(line))
      case .unwanted: break
      case .tooOld: return false
      }
      return lines.count < count
    }
    var goesOn = count > 0
    if let read = try file?.readBackwards(wantsMore) {
      position = read.end
      goesOn = goesOn && read.wantsMore
    }
    // Lines without a sequence tell nothing of what came before them.
    var first = position == 0 ? Int64.max : try file?.firstSequence() ?? 0
    while goesOn, let older = try rotated(before: first) {
      let next = first
      var isRepeat = true
      goesOn = try older.readBackwards { line in
        // Lines that the newer file holds as well: they came again, or one is a copy of the other.
        isRepeat = isRepeat && SequenceMember.last(in: Array(line)) ?? 0 >= next
        return isRepeat || wantsMore(behind: line)
      }.wantsMore
      first = try older.firstSequence() ?? 0
    }
    return lines.reversed()
  }

  /// The whole lines that were added since the last call, from the log's beginning at the first call.
  ///
  /// When the log was rotated, what is left of the old file comes first, then the files that were rotated since, then
  /// the new one from its beginning. A line that is still being written comes when it is whole.
  /// - Throws: `Errno` when the log exists and cannot be read.
  package mutating func newLines() throws(Errno) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    try begin()
    try returnIfShortened()
    try drain(into: &lines)
    while let next = try successor() {
      // What was added between our reading and the rotation.
      try drain(into: &lines)
      lastSequence = try file?.lastSequence() ?? lastSequence
      file = consume next
      (position, partial) = (0, [])
      try drain(into: &lines)
    }
    return lines
  }

  /// Opens the log at the first look. Of one that holds nothing yet the rotated ones tell where it will go on.
  private mutating func begin() throws(Errno) {
    guard lastSequence == nil else { return }
    file = try OpenedLog.open(path)
    if let sequence = try file?.lastSequence() {
      lastSequence = sequence
      return
    }
    var highest: Int64 = 0
    for sibling in LogSiblings.of(path) {
      highest = max(highest, try OpenedLog.openRotated(sibling)?.lastSequence() ?? 0)
    }
    lastSequence = highest
  }

  private mutating func drain(into lines: inout [[UInt8]]) throws(Errno) {
    while true {
      guard let bytes = try file?.read(at: position, count: OpenedLog.blockSize), !bytes.isEmpty else { return }
      position += Int64(bytes.count)
      var start = 0
      while let feed = bytes[start...].firstIndex(of: OpenedLog.lineFeed) {
        lines.append(partial + bytes[start..<feed])
        partial.removeAll(keepingCapacity: true)
        start = feed + 1
      }
      partial += bytes[start...]
    }
  }

  /// The file that was written after this one, if it was begun. Until then a writer may still add to this one.
  private mutating func successor() throws(Errno) -> OpenedLog? {
    let mine = file?.identity
    let sequence = try file?.lastSequence() ?? lastSequence ?? 0
    guard let named = try OpenedLog.open(path) else { return try rotated(after: sequence, except: [mine]) }
    if named.identity == mine { return nil }
    if let between = try rotated(after: sequence, except: [mine, named.identity]) { return between }
    // Without a file of ours, the first one is taken however empty.
    let isBegun = try named.size() > 0 || mine == nil
    guard isBegun else { return nil }
    return named
  }

  /// The rotated file that goes on behind the sequence, when the log was rotated more than once between two looks.
  private func rotated(after sequence: Int64, except known: [OpenedLog.Identity?]) throws(Errno) -> OpenedLog? {
    var first: OpenedLog?
    var lowest = Int64.max
    for sibling in LogSiblings.of(path) {
      guard let candidate = try OpenedLog.openRotated(sibling) else { continue }
      guard !known.contains(candidate.identity) else { continue }
      guard let last = try candidate.lastSequence(), last > sequence, last < lowest else { continue }
      first = consume candidate
      lowest = last
    }
    return first
  }

  /// The rotated file that begins before the sequence and reaches closest to it; of several the longest.
  private func rotated(before sequence: Int64) throws(Errno) -> OpenedLog? {
    var last: OpenedLog?
    var (highest, lowest) = (Int64(0), Int64.max)
    for sibling in LogSiblings.of(path) {
      guard let candidate = try OpenedLog.openRotated(sibling), let end = try candidate.lastSequence() else { continue }
      let reach = min(end, sequence - 1)
      guard reach >= highest else { continue }
      let first = try candidate.firstSequence() ?? 0
      // Each file begins before those that were read, so none is read twice, whatever the order of its lines.
      guard first < sequence, reach > highest || first < lowest else { continue }
      last = consume candidate
      (highest, lowest) = (reach, first)
    }
    return last
  }

  /// After a cut within the last line (as recovery makes after a power loss) that line is read anew; after any other
  /// (as logrotate's copytruncate makes) the whole file.
  private mutating func returnIfShortened() throws(Errno) {
    guard let size = try file?.size(), size < position else { return }
    let lineStart = position - Int64(partial.count)
    position = size >= lineStart ? lineStart : 0
    partial = []
  }
}
