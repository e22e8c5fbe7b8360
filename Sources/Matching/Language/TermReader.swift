/// Checks the words of a term: that there is something to look for, and that its wildcards can be honoured.
struct TermReader {
  private let scalars: [Unicode.Scalar]
  private let piece: Diagnostic.Piece
  private let place: Place
  private(set) var diagnostics: [Diagnostic] = []

  /// Reads a term's words, of which the first scalar stands at `place`.
  init(_ words: [Unicode.Scalar], comparison: Term.Comparison, isQuoted: Bool, piece: Diagnostic.Piece, place: Place) {
    scalars = words
    self.piece = piece
    self.place = place
    guard scalars.contains(where: { $0.isWordScalar }) else {
      reportNothingToFind()
      return
    }
    checkWildcards()
    if !isQuoted { checkSymbols() }
    if comparison == .stem { checkStem() }
  }

  private mutating func reportNothingToFind() {
    let written = String(String.UnicodeScalarView(scalars))
    let advice =
      switch written {
      case "&", "&&": "; write AND"
      case "|", "||": "; write OR"
      case "!", "-": "; write AND NOT"
      case let text where text.contains("*"): "; a wildcard `*` wants at least 3 letters before it, as in transfer*"
      case let text where text.contains("?"): "; a wildcard `?` stands inside a word, as in wom?n"
      default: ""
      }
    let subject = scalars.allSatisfy(\.isQuerySpace) ? "an empty term" : "`\(written)`"
    report(at: 0, "\(subject) has no letter or digit to look for\(advice)")
  }

  private mutating func checkWildcards() {
    for index in scalars.indices {
      switch scalars[index] {
      case "*" where index > 0 && scalars[index - 1] == "*": continue
      case "*": checkEnding(at: index)
      case "?": checkCharacter(at: index)
      default: break
      }
    }
  }

  private mutating func checkEnding(at index: Int) {
    let next = scalars.indices.contains(index + 1) ? scalars[index + 1] : " "
    if next.isWordScalar || next == "*" || next == "?" {
      report(at: index, "a wildcard `*` stands only at the end of a word, as in transfer*; use ? for one character")
      return
    }
    if letters(before: index) < 3, charactersOfSpacelessScript(before: index) < 2 {
      report(
        at: index,
        "a wildcard `*` wants at least 3 letters or digits, or 2 Chinese, Japanese or Korean characters, before it")
    }
  }

  private mutating func checkCharacter(at index: Int) {
    let word = scalars[..<index].reversed().prefix { $0.isWordScalar || $0 == "?" }
    let rest = scalars[(index + 1)...].prefix { $0.isWordScalar || $0 == "?" }
    if !word.contains(where: \.isWordScalar), !rest.contains(where: \.isWordScalar) {
      report(at: index, "a wildcard `?` stands for one character of a word, as in wom?n; no letter stands beside it")
    } else if rest.isEmpty {
      report(
        at: index, severity: .warning,
        "`?` stands for exactly one more character here, not for a question mark; leave it out if none was meant")
    }
  }

  /// Letters and digits of the word that ends before a wildcard. An identifier counts whole.
  private func letters(before end: Int) -> Int {
    let word = scalars[..<end].reversed().prefix { !$0.isQuerySpace }.reversed()
    let isIdentifier = word.contains(where: \.isDigit) && word.contains { $0.isWordScalar && !$0.isDigit }
    var count = 0
    for scalar in isIdentifier ? Array(word) : Array(pieceWithoutArticle(Array(word))) where scalar.isCountedInWord {
      count += 1
    }
    return count
  }

  /// The last piece of a word with hyphens, without an elided article.
  private func pieceWithoutArticle(_ word: [Unicode.Scalar]) -> ArraySlice<Unicode.Scalar> {
    let piece = word[
      (word.lastIndex(where: { !$0.isWordScalar && !$0.isApostrophe && $0 != "?" && $0 != "&" }).map { $0 + 1 } ?? 0)...
    ]
    guard let apostrophe = piece.lastIndex(where: \.isApostrophe) else { return piece }
    let article = String(String.UnicodeScalarView(piece[..<apostrophe])).lowercased()
    return Self.elidedArticles.contains(article) ? piece[(apostrophe + 1)...] : piece
  }

  private func charactersOfSpacelessScript(before end: Int) -> Int {
    scalars[..<end].reversed().prefix { $0.isIdeographOrSyllable }.count
  }

  private mutating func checkSymbols() {
    for (index, scalar) in scalars.enumerated() where scalar.isForeignOperator {
      report(
        at: index, "`\(scalar)` means nothing in a query; if it belongs to the text, put the word in quotation marks")
      return
    }
    guard let first = scalars.first, first == "-" || first == "+" || first == "!", scalars.count > 1 else { return }
    guard scalars[1].properties.isAlphabetic else { return }
    let advice = first == "+" ? "write AND" : "write AND NOT"
    report(at: 0, "`\(first)` before a word means nothing in a query: \(advice), or put the word in quotation marks")
  }

  private mutating func checkStem() {
    if let wildcard = scalars.firstIndex(where: { $0 == "*" || $0 == "?" }) {
      report(
        at: wildcard, "stem: finds every inflection by itself and takes no wildcard; leave out `\(scalars[wildcard])`")
    }
    if let gap = scalars.firstIndex(where: { !$0.isWordScalar && !$0.isApostrophe && $0 != "*" && $0 != "?" }) {
      report(at: gap, "stem: takes one word; for several write stem:one NEAR/0 stem:other")
    }
  }

  private mutating func report(at index: Int, severity: Diagnostic.Severity = .error, _ message: String) {
    var place = place
    for scalar in scalars[..<index] {
      if scalar == "\n" { place = Place(line: place.line + 1, column: 1) } else { place.column += 1 }
    }
    diagnostics.append(
      Diagnostic(piece: piece, line: place.line, column: place.column, severity: severity, message: message))
  }

  private static let elidedArticles: Set<String> = [
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu", "dell",
    "all", "nell", "dall", "sull", "coll", "un",
  ]
}

extension Unicode.Scalar {
  /// Whether the scalar is a digit or number.
  var isDigit: Bool {
    properties.numericType != nil && !properties.isIdeographic
  }

  /// Whether the scalar is part of a word: a letter, a digit, or a mark or invisible sign within them.
  var isWordScalar: Bool {
    isCountedInWord || properties.generalCategory.isMark || properties.generalCategory == .format
  }

  /// Whether the scalar counts as one of a word's letters or digits.
  var isCountedInWord: Bool {
    guard !properties.generalCategory.isMark else { return false }
    return properties.isAlphabetic || isDigit || properties.isIdeographic
  }

  var isApostrophe: Bool {
    switch value {
    case 0x27, 0x2019, 0x2018, 0x2BC, 0xFF07, 0xB4: true
    default: false
    }
  }

  /// Whether the scalar is a Han, kana, bopomofo or Hangul character.
  var isIdeographOrSyllable: Bool {
    switch value {
    case 0x1100...0x11FF, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3031...0x3035, 0x3041...0x30FF, 0x3105...0x31FF,
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC,
      0x1AFF0...0x1B16F, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// Whether other search languages use the scalar as an operator and this one does not.
  var isForeignOperator: Bool {
    switch self {
    case "~", "^", "|", "\\", "<", ">", "{", "}", "[", "]", "=", "`": true
    default: false
    }
  }
}

extension Unicode.GeneralCategory {
  var isMark: Bool {
    self == .nonspacingMark || self == .spacingMark || self == .enclosingMark
  }
}
