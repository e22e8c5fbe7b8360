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
    if scalars.count > Self.longestTerm {
      report(
        at: Self.longestTerm,
        "a word or phrase has at most \(Self.longestTerm) characters; write a part of it that is as telling")
      return
    }
    checkWildcards()
    if !isQuoted { checkSymbols() }
    if comparison == .stem { checkStem() }
  }

  /// The engine counts the parts of a term in 16 bits, and one character can fold into seven of them.
  static let longestTerm = 5_000

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
    guard scalars[1].isLetter else { return }
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
