/// Where each character of a decoded YAML scalar stands in its file.
///
/// The decoded text is known, so the walk through the source only has to follow it: escapes, folded lines,
/// indentation and chomping need no second YAML parser.
struct ScalarPlaces {
  /// The decoded scalars.
  private let decoded: [Unicode.Scalar]
  /// One place for each of them, and one behind the last.
  private let places: [FilePlace]
  /// The index behind each line break.
  private let lineStarts: [Int]

  /// Maps a scalar node of `source`; any other node gives its own place for everything.
  init(of node: YAMLNode, in source: SourceText) {
    guard case .scalar(let text, let style) = node.content else {
      (decoded, places, lineStarts) = ([], [node.place], [0])
      return
    }
    let decoded = Array(text.unicodeScalars)
    self.decoded = decoded
    var walk = ScalarWalk(decoded: decoded, cursor: SourceCursor(source: source, place: node.place))
    walk.run(style)
    places = walk.places
    lineStarts = [0] + decoded.indices.filter { decoded[$0] == "\n" }.map { $0 + 1 }
  }

  /// The place in the file of a line and column, from 1, of the decoded text. What lies behind a line's end
  /// gives that end.
  func place(line: Int, column: Int) -> FilePlace {
    let line = min(max(line, 1), lineStarts.count)
    let start = lineStarts[line - 1]
    let end = line < lineStarts.count ? lineStarts[line] - 1 : decoded.count
    return places[start + min(max(column, 1) - 1, end - start)]
  }

  /// The place behind the last character.
  var end: FilePlace { places[places.count - 1] }
}

/// Walks a scalar's source and its decoded text in step, and notes a place for each decoded character.
private struct ScalarWalk {
  let decoded: [Unicode.Scalar]
  var cursor: SourceCursor
  private(set) var places: [FilePlace] = []

  init(decoded: [Unicode.Scalar], cursor: SourceCursor) {
    self.decoded = decoded
    self.cursor = cursor
  }

  private var isDone: Bool { places.count >= decoded.count || cursor.peek == nil }

  mutating func run(_ style: YAMLNode.ScalarStyle) {
    skipProperties()
    switch style {
    case .plain: walkFlow(quote: nil)
    case .singleQuoted: walkFlow(quote: "'")
    case .doubleQuoted: walkFlow(quote: "\"")
    case .literal: walkLiteral()
    case .folded: walkFolded()
    }
    // One place behind the last character, and enough of them should source and text ever disagree.
    while places.count <= decoded.count { places.append(cursor.place) }
  }

  /// An anchor stands before the text that it names, perhaps with comments and line breaks between them.
  private mutating func skipProperties() {
    while let scalar = cursor.peek, scalar == "&" || scalar == "!" {
      cursor.skip { !$0.isBlank && !$0.isBreak }
      cursor.skip { $0.isBlank || $0.isBreak }
      while cursor.peek == "#" {
        cursor.skip { !$0.isBreak }
        cursor.skip { $0.isBlank || $0.isBreak }
      }
    }
  }

  /// Notes the place for the next `count` decoded characters.
  private mutating func note(_ place: FilePlace, count: Int = 1) {
    places.append(contentsOf: repeatElement(place, count: min(count, decoded.count - places.count)))
  }

  // MARK: Plain and quoted (YAML 1.1, 9.1)

  private mutating func walkFlow(quote: Unicode.Scalar?) {
    if quote != nil { cursor.advance() }
    while !isDone, let scalar = cursor.peek {
      let place = cursor.place
      if scalar.isBlank || scalar.isBreak {
        walkSpace()
      } else if quote == "\"", scalar == "\\" {
        cursor.advance()
        if walkEscape() { note(place) }
      } else {
        cursor.advance()
        if quote == "'", scalar == "'" { cursor.advance() }
        note(place)
      }
    }
  }

  /// Space inside a line stands for itself; around a line break, one break is a space and n are n - 1 line feeds.
  private mutating func walkSpace() {
    var blanks: [FilePlace] = []
    var breaks: [FilePlace] = []
    while let scalar = cursor.peek, scalar.isBlank || scalar.isBreak {
      if scalar.isBreak { breaks.append(cursor.place) } else { blanks.append(cursor.place) }
      cursor.advance()
    }
    switch breaks.count {
    case 0: for blank in blanks { note(blank) }
    case 1: note(breaks[0])
    default: for lineBreak in breaks.dropFirst() { note(lineBreak) }
    }
  }

  /// Skips what follows a backslash; false where the escape stands for no character, as before a line break.
  private mutating func walkEscape() -> Bool {
    guard let kind = cursor.peek else { return false }
    cursor.advance()
    if kind.isBreak {
      cursor.skip(while: \.isBlank)
      while let scalar = cursor.peek, scalar.isBreak {
        note(cursor.place)
        cursor.advance()
        cursor.skip(while: \.isBlank)
      }
      return false
    }
    let digits: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
    for _ in 0..<(digits[kind] ?? 0) { cursor.advance() }
    return true
  }

  // MARK: Literal and folded (YAML 1.1, 9.2)

  private mutating func walkLiteral() {
    let indentation = enterBlock()
    while !isDone {
      cursor.skipSpaces(atMost: indentation)
      while !isDone, let scalar = cursor.peek {
        note(cursor.place)
        cursor.advance()
        if scalar.isBreak { break }
      }
    }
  }

  private mutating func walkFolded() {
    let indentation = enterBlock()
    cursor.skipSpaces(atMost: indentation)
    while !isDone, let scalar = cursor.peek {
      guard scalar.isBreak else {
        note(cursor.place)
        cursor.advance()
        continue
      }
      var breaks: [FilePlace] = []
      while let scalar = cursor.peek, scalar.isBreak {
        breaks.append(cursor.place)
        cursor.advance()
        cursor.skipSpaces(atMost: indentation)
      }
      // n breaks are a space (n = 1), n - 1 line feeds, or n of them beside lines that are indented further.
      let lineFeeds = decoded[places.count...].prefix { $0 == "\n" }.count
      for lineBreak in breaks.suffix(max(lineFeeds, 1)) { note(lineBreak) }
    }
  }

  /// Goes behind the header line, and tells the block's indentation from its first line that is not blank.
  private mutating func enterBlock() -> Int {
    cursor.skip { !$0.isBreak }
    cursor.advance()
    var ahead = cursor
    var inSource = 0
    while let scalar = ahead.peek, scalar == " " || scalar.isBreak {
      inSource = scalar == " " ? inSource + 1 : 0
      ahead.advance()
    }
    var inText = 0
    for scalar in decoded {
      guard scalar == " " || scalar == "\n" else { break }
      inText = scalar == " " ? inText + 1 : 0
    }
    return max(inSource - inText, 0)
  }
}

/// A moving place in a source text.
private struct SourceCursor {
  private let scalars: String.UnicodeScalarView
  private var index: String.Index
  private(set) var place: FilePlace

  init(source: SourceText, place: FilePlace) {
    self.scalars = source.text.unicodeScalars
    self.index = source.index(of: place)
    self.place = place
  }

  var peek: Unicode.Scalar? {
    index < scalars.endIndex ? scalars[index] : nil
  }

  /// Moves over one character; CRLF is one.
  mutating func advance() {
    guard let scalar = peek else { return }
    index = scalars.index(after: index)
    guard scalar.isBreak else {
      place.column += 1
      return
    }
    if scalar == "\r", peek == "\n" { index = scalars.index(after: index) }
    place = FilePlace(line: place.line + 1, column: 1)
  }

  mutating func skip(while condition: (Unicode.Scalar) -> Bool) {
    while let scalar = peek, condition(scalar) { advance() }
  }

  mutating func skipSpaces(atMost limit: Int) {
    var skipped = 0
    while skipped < limit, peek == " " {
      advance()
      skipped += 1
    }
  }
}

extension Unicode.Scalar {
  /// A space or a tab.
  fileprivate var isBlank: Bool { self == " " || self == "\t" }
  /// A line feed or a carriage return.
  fileprivate var isBreak: Bool { self == "\n" || self == "\r" }
}
