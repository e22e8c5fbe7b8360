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
        let column = line.unicodeScalars.distance(from: line.startIndex, to: error.index) + 1
        list.problems.append(source.problem(at: FilePlace(line: number, column: column), error.message))
      }
    }
    return list
  }

  /// What is wrong with a line, and where.
  private struct LineFlaw: Error {
    let index: String.Index
    let message: String
  }

  private static func feed(in line: Substring, _ number: Int, of source: SourceText) throws(LineFlaw) -> ListedFeed? {
    var words = try words(of: line)[...]
    guard let first = words.popFirst() else { return nil }
    let address: FeedAddress
    do {
      address = try FeedAddress(String(first), besides: source.file)
    } catch {
      throw LineFlaw(index: first.startIndex, message: error.message)
    }
    let column = line.utf8.distance(from: line.startIndex, to: first.startIndex) + 1
    var feed = ListedFeed(address, list: source.file, place: FilePlace(line: number, column: column))
    feed.source.tags = words.map(String.init)
    return feed
  }

  /// The words before a comment; `#` begins one at the beginning of a word only, so that addresses keep theirs.
  private static func words(of line: Substring) throws(LineFlaw) -> [Substring] {
    var words: [Substring] = []
    var rest = line.utf8[...]
    while let start = rest.firstIndex(where: { !$0.isBlank }) {
      rest = rest[start...]
      if rest.first == UInt8(ascii: "#") { break }
      if rest.first == UInt8(ascii: "\"") {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else {
          throw LineFlaw(index: start, message: "the quote that begins here is not closed")
        }
        words.append(line[rest.startIndex..<end])
        rest = rest[end...].dropFirst()
      } else {
        let end = rest.firstIndex(where: \.isBlank) ?? rest.endIndex
        words.append(line[rest.startIndex..<end])
        rest = rest[end...]
      }
    }
    return words
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
