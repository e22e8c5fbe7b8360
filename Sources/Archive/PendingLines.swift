/// A line that the log does not hold yet, or not whole.
struct PendingLine: Sendable, Equatable {
  var sequence: Int64
  /// The final bytes, the line feed included.
  var bytes: [UInt8]
}

/// The lines on their way to the log, in order.
struct PendingLines: Sendable, Equatable {
  private var lines: ArraySlice<PendingLine>
  /// How many bytes of the first line the log holds already.
  private(set) var begun = 0

  init(_ lines: [PendingLine] = []) {
    self.lines = ArraySlice(lines)
  }

  var isEmpty: Bool { lines.isEmpty }
  var count: Int { lines.count }

  /// What is still missing of the first line, if the log holds a part of it.
  var restOfBegun: ArraySlice<UInt8>? {
    begun > 0 ? lines.first?.bytes.dropFirst(begun) : nil
  }

  /// What a file must lack of some line whose first bytes are these; `nil` if no line begins so.
  func rest(ofLineBeginning start: [UInt8]) -> ArraySlice<UInt8>? {
    lines.first { $0.bytes.starts(with: start) }?.bytes.dropFirst(start.count)
  }

  mutating func append(_ more: [PendingLine]) {
    if lines.isEmpty {
      lines = ArraySlice(more)
    } else {
      lines.append(contentsOf: more)
    }
  }

  /// The bytes to write next: whole lines after the first one's rest, as long as they fit, but at least one.
  func bytes(upTo limit: Int = .max) -> [UInt8] {
    var bytes = Array(lines.first?.bytes.dropFirst(begun) ?? [])
    for line in lines.dropFirst() {
      guard bytes.count + line.bytes.count <= limit else { break }
      bytes += line.bytes
    }
    return bytes
  }

  /// Takes note that so many more bytes stand in the log. Returns the last line that is whole now, if any became so.
  @discardableResult
  mutating func advance(by count: Int) -> PendingLine? {
    var last: PendingLine?
    begun += count
    while let line = lines.first, begun >= line.bytes.count {
      begun -= line.bytes.count
      last = lines.removeFirst()
    }
    return last
  }

  /// Marks lines as repeats, to be written anew and whole. Returns them.
  mutating func markRepeats(_ repeats: Repeats) -> [PendingLine] {
    let count =
      switch repeats {
      case .none: 0
      case .begunLine: begun > 0 ? 1 : 0
      case .allLines: lines.count
      }
    for index in lines.indices.prefix(count) {
      lines[index].bytes = SequenceMember.markingRepeat(lines[index].bytes)
    }
    if count > 0 {
      begun = 0
    }
    return Array(lines.prefix(count))
  }
}

/// Which of the pending lines may have been in a file that cannot be read any more.
enum Repeats {
  case none, begunLine, allLines
}
