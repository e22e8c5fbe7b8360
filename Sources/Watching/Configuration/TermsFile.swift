/// A file of terms: one a line, with comments behind `# `.
struct TermsFile {
  /// One term and where it begins.
  struct Line: Equatable {
    let term: String
    let place: FilePlace
  }

  /// The file's path.
  let file: String
  /// The terms in the order of the file.
  let lines: [Line]

  init(_ source: SourceText) {
    file = source.file
    lines = (1...source.lineCount).compactMap { number in
      let line = source.line(number).unicodeScalars
      guard let start = line.firstIndex(where: { !$0.isWhiteSpace }) else { return nil }
      let end = Self.commentStart(in: line) ?? line.endIndex
      var term = line[start..<max(start, end)]
      while let last = term.last, last.isWhiteSpace { term.removeLast() }
      guard !term.isEmpty else { return nil }
      let column = line.distance(from: line.startIndex, to: start) + 1
      return Line(term: String(term), place: FilePlace(line: number, column: column))
    }
  }

  /// A `#` begins a comment where white space (or the line's end) stands on both of its sides: `#word` is a term.
  private static func commentStart(in line: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView.Index? {
    // Most lines have none, and bytes are compared fast.
    guard Substring(line).utf8.contains(UInt8(ascii: "#")) else { return nil }
    var isBehindSpace = true
    for index in line.indices {
      let scalar = line[index]
      let next = line.index(after: index)
      if scalar == "#", isBehindSpace, next == line.endIndex || line[next].isWhiteSpace { return index }
      isBehindSpace = scalar.isWhiteSpace
    }
    return nil
  }
}

extension Unicode.Scalar {
  /// ASCII is decided without a look at the Unicode tables.
  fileprivate var isWhiteSpace: Bool {
    isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
  }
}
