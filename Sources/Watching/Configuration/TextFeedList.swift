/// Reads a `.txt` list: an address a line, tags behind it, comments behind `#`.
enum TextFeedList {
  /// Reads one list. A word in double quotes may hold spaces.
  static func read(_ source: SourceText) -> FeedList {
    var list = FeedList()
    list.feeds.reserveCapacity(source.lineCount)
    for number in 1...source.lineCount {
      let line = source.line(number)
      do throws(LineFlaw) {
        try readLine(line, number, of: source, into: &list)
      } catch {
        let column = line.unicodeScalars.distance(from: line.startIndex, to: line.index(atByte: error.offset)) + 1
        list.problems.append(source.problem(at: FilePlace(line: number, column: column), error.message))
      }
    }
    return list
  }

  /// What is wrong with a line, and at which of its bytes.
  private struct LineFlaw: Error {
    let offset: Int
    let message: String
  }

  private static func readLine(
    _ line: Substring, _ number: Int, of source: SourceText, into list: inout FeedList
  ) throws(LineFlaw) {
    let bytes = line.utf8.span
    var index = 0
    guard let first = try nextWord(of: bytes, from: &index) else { return }
    var tags: [Range<Int>] = []
    while let tag = try nextWord(of: bytes, from: &index) { tags.append(tag) }
    let address: FeedAddress
    do {
      address = try FeedAddress(line.text(first), besides: source.file)
    } catch {
      throw LineFlaw(offset: first.lowerBound, message: error.message)
    }
    list.feeds.append(
      ListedFeed(
        address, tags: tags.map(line.text), list: source.file,
        place: FilePlace(line: number, column: first.lowerBound + 1)))
  }

  /// Where the next word before a comment stands; `#` begins one at the beginning of a word only, so that addresses keep
  /// theirs.
  private static func nextWord(of line: Span<UInt8>, from index: inout Int) throws(LineFlaw) -> Range<Int>? {
    while index < line.count, line[index].isBlank { index += 1 }
    guard index < line.count, line[index] != UInt8(ascii: "#") else { return nil }
    let start = index
    guard line[start] == UInt8(ascii: "\"") else {
      while index < line.count, !line[index].isBlank { index += 1 }
      return start..<index
    }
    index += 1
    while index < line.count, line[index] != UInt8(ascii: "\"") { index += 1 }
    guard index < line.count else {
      throw LineFlaw(offset: start, message: "the quote that begins here is not closed")
    }
    index += 1
    return start + 1..<index - 1
  }
}

extension Substring {
  fileprivate func index(atByte offset: Int) -> Index { utf8.index(startIndex, offsetBy: offset) }

  fileprivate func text(_ bytes: Range<Int>) -> String {
    String(self[index(atByte: bytes.lowerBound)..<index(atByte: bytes.upperBound)])
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
