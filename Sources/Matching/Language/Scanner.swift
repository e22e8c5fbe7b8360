/// Cuts a query into tokens. Every scalar belongs to a token or is white space.
struct Scanner {
  private let scalars: [Unicode.Scalar]
  private let piece: Diagnostic.Piece
  private var index = 0
  private var place = Place.start
  private(set) var tokens: [Token] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// Scans a whole query.
  init(_ scalars: [Unicode.Scalar], piece: Diagnostic.Piece) {
    self.scalars = scalars
    self.piece = piece
    while index < scalars.count {
      if scalars[index].isQuerySpace { advance() } else { scanToken() }
    }
    tokens.append(Token(kind: .end, range: index..<index, place: place))
  }

  private var current: Unicode.Scalar? {
    index < scalars.count ? scalars[index] : nil
  }

  private mutating func advance() {
    let scalar = scalars[index]
    index += 1
    if scalar == "\n" || (scalar == "\r" && current != "\n") {
      place = Place(line: place.line + 1, column: 1)
    } else {
      place.column += 1
    }
  }

  private mutating func advance(by count: Int) {
    for _ in 0..<count { advance() }
  }

  private mutating func scanToken() {
    let start = (index: index, place: place)
    let kind = scanKind()
    tokens.append(Token(kind: kind, range: start.index..<index, place: start.place))
  }

  private mutating func scanKind() -> Token.Kind {
    let scalar = scalars[index]
    if let plain = scalar.asciiOfFullWidthPunctuation {
      diagnostics.append(
        Diagnostic(
          piece: piece, line: place.line, column: place.column, severity: .error,
          message: "`\(scalar)` is a full-width mark; write `\(plain)` instead, or put the words in quotation marks"))
      advance()
      return plain == "(" ? .open : plain == ")" ? .close : .comma
    }
    switch scalar {
    case "(":
      advance()
      return .open
    case ")":
      advance()
      return .close
    case ",":
      advance()
      return .comma
    case "=":
      advance()
      return .exact
    case "$":
      advance()
      return .name(scanWord())
    default:
      if let quote = QuotationMark(scalar) { return scanPhrase(quote) }
      return scanBareWord()
    }
  }

  private mutating func scanPhrase(_ quote: QuotationMark) -> Token.Kind {
    advance()
    let start = index
    while let scalar = current {
      if QuotationMark(scalar) == quote {
        let content = string(start..<index)
        advance()
        return .phrase(content, isClosed: true)
      }
      advance()
    }
    return .phrase(string(start..<index), isClosed: false)
  }

  private mutating func scanBareWord() -> Token.Kind {
    let name = scalars[index...].prefix { $0.isLetter || $0 == "_" || $0 == "-" }
    if name.endIndex < scalars.count, scalars[name.endIndex] == ":", name.first?.isLetter == true {
      let field = string(name.indices)
      advance(by: name.count + 1)
      return field == "stem" ? .stem : .field(field)
    }
    let word = scanWord()
    if let (keyword, argument) = Keyword.reading(word) { return .keyword(keyword, argument: argument) }
    return .word(word)
  }

  private mutating func scanWord() -> String {
    let start = index
    while let scalar = current, !scalar.endsQueryWord { advance() }
    return string(start..<index)
  }

  private func string(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(scalars[range]))
  }
}

/// The kinds of quotation marks that open and close a phrase.
enum QuotationMark {
  /// Straight and curly marks, low or high.
  case double
  /// Angle quotation marks, which point either way.
  case angle

  /// The kind of a mark, if the scalar is one.
  init?(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"", "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{FF02}": self = .double
    case "\u{AB}", "\u{BB}": self = .angle
    default: return nil
    }
  }
}
