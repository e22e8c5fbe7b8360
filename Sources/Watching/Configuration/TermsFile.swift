import Matching

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
      let line = source.line(number)
      let scalars = line.unicodeScalars
      guard let start = scalars.firstIndex(where: { !$0.isWhiteSpace }) else { return nil }
      var term = scalars[start..<max(start, Self.commentStart(in: line) ?? line.endIndex)]
      while let last = term.last, last.isWhiteSpace { term.removeLast() }
      guard !term.isEmpty else { return nil }
      let column = scalars.distance(from: line.startIndex, to: start) + 1
      return Line(term: String(Substring(term)), place: FilePlace(line: number, column: column))
    }
  }

  /// A `#` begins a comment where white space (or the line's end) stands on both of its sides: `#word` is a term.
  private static func commentStart(in line: Substring) -> Substring.Index? {
    let bytes = line.utf8.span
    for offset in bytes.indices where bytes[offset] == UInt8(ascii: "#") {
      let index = line.utf8.index(line.startIndex, offsetBy: offset)
      let before = line.unicodeScalars[..<index].last
      let behind = line.unicodeScalars[index...].dropFirst().first
      if before?.isWhiteSpace != false, behind?.isWhiteSpace != false { return index }
    }
    return nil
  }
}
