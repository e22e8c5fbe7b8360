extension QueryParser {
  /// Reports every part of an operand that has no span, and so cannot be compared, counted or placed.
  mutating func checkOperand(_ query: Query?, of name: String) {
    guard let query else { return }
    switch query.form {
    case .term, .name, .proximity(.near, _, _), .proximity(.pre, _, _), .proximity(.outside, _, _): break
    case .or(let members): for member in members { checkOperand(member, of: name) }
    default:
      report(
        at: query.place,
        "`\(query.text)` cannot be an operand of \(name): operands are words, phrases, names, ORs of these, and nested "
          + "NEAR, PRE and OUTSIDE\(Self.operandAdvice(query, of: name))")
    }
  }

  private static func operandAdvice(_ query: Query, of name: String) -> String {
    switch query.form {
    case .field(let field, _): "; write the field before the whole, as in \(field.rawValue):(a \(name) b)"
    case .language: "; join the language with AND"
    case .and: "; write a part for each, joined by AND"
    default: ""
    }
  }

  /// Reads the number behind an operator's slash.
  mutating func number(_ keyword: Keyword, _ argument: String, at op: Token) -> Int? {
    guard let range = keyword.numbers else { return nil }
    let example = "\(keyword.rawValue)/\(keyword.takesList ? 2 : 5)"
    let limits = "\(keyword.rawValue) takes a whole number from \(range.lowerBound) to \(range.upperBound)"
    if argument.isEmpty || argument == "/" {
      report(
        at: op,
        "\(keyword.rawValue) is missing its number; write \(example), or `\"\(keyword.rawValue)\"` for the word")
      skipDetachedNumber()
      return nil
    }
    guard argument.hasPrefix("/") else {
      report(
        at: op, "\(keyword.rawValue) and its number want a slash between them; write \(keyword.rawValue)/\(argument)")
      return nil
    }
    let digits = argument.dropFirst()
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      report(at: op, "`\(digits)` is not a number; \(limits), as in \(example)")
      return nil
    }
    guard let number = Int(digits), range.contains(number) else {
      report(at: op, "\(digits) is out of range; \(limits)")
      return nil
    }
    return number
  }

  /// Skips a number that was parted from its operator, as in `NEAR /5` or `NEAR 5`.
  private mutating func skipDetachedNumber() {
    guard case .word(let word) = token.kind else { return }
    let digits = word.hasPrefix("/") ? word.dropFirst() : word[...]
    let isFollowed = position + 1 < tokens.count && tokens[position + 1].beginsOperand
    if isFollowed, digits.allSatisfy({ $0.isASCII && $0.isNumber }) { _ = take() }
  }

  /// Reports a number behind an operator that takes none.
  @discardableResult
  mutating func checkNoNumber(_ keyword: Keyword, _ argument: String, at op: Token) -> Bool {
    guard !argument.isEmpty else { return true }
    report(at: op, "\(keyword.rawValue) takes no number; write \(keyword.rawValue)")
    return false
  }

  // MARK: Tokens

  var token: Token {
    tokens[position]
  }

  mutating func take() -> Token {
    let taken = tokens[position]
    if position < tokens.count - 1 { position += 1 }
    return taken
  }

  func isAt(_ keyword: Keyword) -> Bool {
    token.isKeyword(keyword)
  }

  /// Makes a part of the query from the tokens it covers.
  func make(_ form: Query.Form, tokens covered: Range<Int>) -> Query {
    Query(form, place: tokens[covered.lowerBound].place, text: text(covered))
  }

  /// The text of a run of tokens, white space collapsed.
  func text(_ covered: Range<Int>) -> String {
    guard let first = tokens[covered].first, let last = tokens[covered].last else { return "" }
    return slice(first.range.lowerBound..<last.range.upperBound)
  }

  /// A slice of the query's scalars, white space collapsed.
  func slice(_ range: Range<Int>) -> String {
    scalars[range].collapsed
  }

  /// Whether an error has been reported at a place, so that its consequences need not be.
  func hasError(at place: Place) -> Bool {
    diagnostics.contains { $0.severity == .error && $0.line == place.line && $0.column == place.column }
  }

  mutating func report(at token: Token, _ message: String) {
    report(at: token.place, message)
  }

  mutating func report(at place: Place, _ message: String) {
    if isAbandoned { return }
    diagnostics.append(
      Diagnostic(piece: piece, line: place.line, column: place.column, severity: .error, message: message))
  }
}

extension Token {
  var keyword: Keyword? {
    if case .keyword(let keyword, _) = kind { keyword } else { nil }
  }

  func isKeyword(_ keyword: Keyword) -> Bool {
    self.keyword == keyword
  }

  func isKeyword(sameAs other: Token) -> Bool {
    keyword == other.keyword
  }

  var isPhrase: Bool {
    if case .phrase = kind { true } else { false }
  }

  /// The text of a bare word, or of a phrase without its quotation marks; empty for anything else.
  var plainText: String {
    switch kind {
    case .word(let text), .phrase(let text, _): text
    default: ""
    }
  }

  /// Whether the token is a bare word or a phrase.
  var isPlainTerm: Bool {
    switch kind {
    case .word, .phrase: true
    default: false
    }
  }
}
