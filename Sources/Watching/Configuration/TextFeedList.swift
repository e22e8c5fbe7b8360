/// Reads a `.txt` list: an address a line, tags behind it, comments behind `#`.
enum TextFeedList {
  /// Reads one list. A word in double quotes may hold spaces.
  static func read(_ source: SourceText) -> FeedList {
    var list = FeedList()
    for number in 1...source.lineCount {
      let line = source.line(number)
      do throws(LineFlaw) {
        if let feed = try feed(in: line, number, of: source) { list.feeds.append(feed) }
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

  private static func feed(in line: Substring, _ number: Int, of source: SourceText) throws(LineFlaw) -> ListedFeed? {
    var words = try words(of: line.utf8.span)[...]
    guard let first = words.popFirst() else { return nil }
    let address: FeedAddress
    do {
      address = try FeedAddress(line.text(first), besides: source.file)
    } catch {
      throw LineFlaw(offset: first.lowerBound, message: error.message)
    }
    var feed = ListedFeed(
      address, list: source.file, place: FilePlace(line: number, column: first.lowerBound + 1))
    feed.source.tags = words.map(line.text)
    return feed
  }

  /// Where the words before a comment stand; `#` begins one at the beginning of a word only, so that addresses keep
  /// theirs.
  private static func words(of line: Span<UInt8>) throws(LineFlaw) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var index = 0
    while true {
      while index < line.count, line[index].isBlank { index += 1 }
      guard index < line.count, line[index] != UInt8(ascii: "#") else { return words }
      let start = index
      if line[start] == UInt8(ascii: "\"") {
        index += 1
        while index < line.count, line[index] != UInt8(ascii: "\"") { index += 1 }
        guard index < line.count else {
          throw LineFlaw(offset: start, message: "the quote that begins here is not closed")
        }
        words.append(start + 1..<index)
        index += 1
      } else {
        while index < line.count, !line[index].isBlank { index += 1 }
        words.append(start..<index)
      }
    }
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
