/// Parses one query and reports everything wrong with it.
///
/// After an error the parser goes on with what was probably meant; a part in error is `nil`, and checks that
/// need it are skipped, so that one mistake is reported once.
struct QueryParser {
  /// A parsed stretch of the query: what it asks for, unless it is in error, and the tokens it covers.
  struct Part {
    var query: Query?
    var tokens: Range<Int>
  }

  let scalars: [Unicode.Scalar]
  let piece: Diagnostic.Piece
  let names: NameTable
  let tokens: [Token]
  var position = 0
  /// How many operands stand around the present one.
  var depth = 0
  /// The alternatives of the names used so far.
  var alternatives: [String: [Term]] = [:]
  /// How many names and alternatives these stand for, counted each time that they are used.
  var namedParts = 0
  /// How many names the table did not have.
  var unknownNames = 0
  /// Whether the rest of the query was given up, so that nothing of it is worth reporting.
  var isAbandoned = false
  var diagnostics: [Diagnostic]

  /// Prepares to parse a query in which the table's names may be used.
  init(_ text: String, piece: Diagnostic.Piece, names: NameTable) {
    scalars = Array(text.unicodeScalars)
    self.piece = piece
    self.names = names
    let scanner = Scanner(scalars, piece: piece)
    tokens = scanner.tokens
    diagnostics = scanner.diagnostics
  }

  /// Parses a query whole.
  static func parse(_ text: String, piece: Diagnostic.Piece, names: NameTable) -> (query: Query?, [Diagnostic]) {
    var parser = QueryParser(text, piece: piece, names: names)
    let query = parser.parse()
    let isSound = !parser.diagnostics.contains { $0.severity == .error }
    return (isSound ? query : nil, parser.diagnostics)
  }

  private mutating func parse() -> Query? {
    if token.kind == .end {
      report(at: Place.start, "the query is empty; write at least one word")
      return nil
    }
    let part = parseExpression()
    while token.kind != .end {
      // An expression ends early only at a closing parenthesis or a comma that nothing has opened.
      reportStray(take())
      if token.kind != .end, token.kind != .close, token.kind != .comma { _ = parseExpression() }
    }
    return part.query
  }

  private mutating func reportStray(_ token: Token) {
    guard !hasError(at: token.place) else { return }
    if token.kind == .close {
      report(at: token, "this `)` closes nothing; remove it, or add the missing `(`")
    } else {
      report(
        at: token, "a comma parts only the queries of ANY/n(a, b); write AND or OR, or put the text in quotation marks")
    }
  }

  // MARK: AND, OR and NOT

  /// Parses operands joined by AND or OR, up to a closing parenthesis, a comma or the end.
  mutating func parseExpression() -> Part {
    let start = position
    var operands = [parseNegation(behind: nil)]
    var operators: [Token] = []
    while true {
      if case .keyword(let keyword, let argument) = token.kind, keyword == .and || keyword == .or {
        let op = take()
        checkNoNumber(keyword, argument, at: op)
        operators.append(op)
        operands.append(parseNegation(behind: op))
      } else if token.beginsOperand || isAt(.not) {
        let last = operands.removeLast()
        operands.append(parseSideBySide(behind: last))
      } else {
        break
      }
    }
    return Part(query: join(operands, operators, from: start), tokens: start..<position)
  }

  private mutating func join(_ operands: [Part], _ operators: [Token], from start: Int) -> Query? {
    guard let first = operators.first else { return operands[0].query }
    if let other = operators.first(where: { !$0.isKeyword(sameAs: first) }) {
      report(
        at: other,
        "AND and OR are mixed without parentheses: write `\(reading(operands, operators, tighter: .and))` or "
          + "`\(reading(operands, operators, tighter: .or))`")
      return nil
    }
    var members: [Query] = []
    for operand in operands {
      guard let query = operand.query else { return nil }
      members.append(query)
    }
    return make(first.isKeyword(.and) ? .and(members) : .or(members), tokens: start..<position)
  }

  /// The expression with parentheses around each run of the tighter operator.
  private func reading(_ operands: [Part], _ operators: [Token], tighter: Keyword) -> String {
    var runs: [[String]] = [[text(operands[0].tokens)]]
    for (op, operand) in zip(operators, operands.dropFirst()) {
      if op.isKeyword(tighter) {
        runs[runs.count - 1].append(text(operand.tokens))
      } else {
        runs.append([text(operand.tokens)])
      }
    }
    let looser = tighter == .and ? Keyword.or : .and
    return runs.map { run in
      let joined = run.joined(separator: " \(tighter.rawValue) ")
      return run.count > 1 ? "(\(joined))" : joined
    }.joined(separator: " \(looser.rawValue) ")
  }

  private mutating func parseNegation(behind op: Token?) -> Part {
    guard isAt(.not) else { return parseProximity() }
    let start = position
    let not = take()
    if case .keyword(_, let argument) = not.kind { checkNoNumber(.not, argument, at: not) }
    var isSound = true
    if isAt(.not) {
      report(at: token, "NOT NOT says nothing; write the query without both")
      isSound = false
      while isAt(.not) { _ = take() }
    }
    guard token.beginsOperand else {
      report(at: not, "NOT has nothing behind it; write what the story must not hold")
      return Part(query: nil, tokens: start..<position)
    }
    let operand = parseProximity()
    if op?.isKeyword(.and) != true {
      reportMisplacedNot(not, operand: operand, behind: op)
      isSound = false
    }
    guard isSound, let query = operand.query else { return Part(query: nil, tokens: start..<position) }
    return Part(query: make(.not(query), tokens: start..<position), tokens: start..<position)
  }

  private mutating func reportMisplacedNot(_ not: Token, operand: Part, behind op: Token?) {
    let advice = "write first the words that the story must hold: `… AND NOT \(text(operand.tokens))`"
    if op != nil {
      report(at: not, "NOT stands only behind AND: OR NOT would match almost every story; \(advice)")
    } else if isAt(.and) {
      report(at: not, "NOT stands only behind AND, never first; \(advice)")
    } else {
      report(at: not, "NOT alone would match almost every story; \(advice)")
    }
  }

  // MARK: Side by side

  /// Parses what stands behind an operand without an operator, and reports the gap once.
  private mutating func parseSideBySide(behind last: Part) -> Part {
    let gap = position
    if isAt(.not) {
      report(at: take(), "NOT stands only behind AND; write `\(text(last.tokens)) AND NOT …`")
    } else {
      let before = tokens[last.tokens].lastIndex { !$0.isPlainTerm }.map { $0 + 1 } ?? last.tokens.lowerBound
      while token.isPlainTerm { _ = parsePrimary(behind: nil) }
      let isWord = tokens[gap].plainText.unicodeScalars.contains(where: \.isWordScalar) || !tokens[gap].isPlainTerm
      if isWord {
        report(at: tokens[gap], sideBySideMessage(before: tokens[before..<gap], behind: tokens[gap..<position]))
      }
    }
    while token.beginsOperand || token.keyword?.isProximity == true {
      _ = parsePrimary(behind: token.beginsOperand ? nil : take())
    }
    return Part(query: nil, tokens: last.tokens.lowerBound..<position)
  }

  private func sideBySideMessage(before: ArraySlice<Token>, behind: ArraySlice<Token>) -> String {
    let words = (before + behind).map { slice($0.range) }
    if let spelling = words.lazy.compactMap(Self.operatorInOtherCase).first {
      return "operators are upper case: write \(spelling.operator) instead of `\(spelling.word)`, or put the words in "
        + "quotation marks as a phrase"
    }
    guard !before.isEmpty, !behind.isEmpty else {
      return "an operator is missing between two parts that stand side by side; write AND, or OR, between them"
    }
    let phrase = (before + behind).map(\.plainText).joined(separator: " ")
    return "\(words.count == 2 ? "two" : "several") words stand side by side; write the phrase `\"\(phrase)\"`, or "
      + "`\(words.joined(separator: " AND "))`"
  }

  private static func operatorInOtherCase(_ word: String) -> (word: String, operator: String)? {
    let upper = word.uppercased()
    guard upper != word, let (keyword, argument) = Keyword.reading(upper) else { return nil }
    let needsNumber = keyword.numbers != nil
    guard needsNumber == !argument.isEmpty else { return nil }
    return (word, upper)
  }

  // MARK: Proximity

  private mutating func parseProximity() -> Part {
    let start = position
    var operands = [parsePrimary(behind: nil)]
    var operators: [(token: Token, relation: Proximity?)] = []
    while case .keyword(let keyword, let argument) = token.kind, keyword.isProximity {
      let op = take()
      operators.append((op, relation(keyword, argument, at: op)))
      operands.append(parsePrimary(behind: op))
    }
    guard let first = operators.first else { return operands[0] }
    let covered = start..<position
    if operators.count > 1 {
      reportChain(operands, operators.map(\.token))
      return Part(query: nil, tokens: covered)
    }
    let name = first.token.keyword?.rawValue ?? ""
    for operand in operands { checkOperand(operand.query, of: name) }
    guard let relation = first.relation, let left = operands[0].query, let right = operands[1].query else {
      return Part(query: nil, tokens: covered)
    }
    let query = make(.proximity(relation, left, right), tokens: covered)
    if query.nearDepth > Self.deepestNear, left.nearDepth <= Self.deepestNear, right.nearDepth <= Self.deepestNear {
      report(
        at: first.token,
        "NEAR is nested more than \(Self.deepestNear) times; write PRE where the order is known, or join parts with AND"
      )
    }
    return Part(query: query, tokens: covered)
  }

  /// Each NEAR looks at its operands in both orders, so that each doubles the work of those inside it.
  private static let deepestNear = 6

  private mutating func relation(_ keyword: Keyword, _ argument: String, at op: Token) -> Proximity? {
    switch keyword {
    case .near: number(keyword, argument, at: op).map(Proximity.near)
    case .pre: number(keyword, argument, at: op).map(Proximity.pre)
    case .notNear: number(keyword, argument, at: op).map(Proximity.notNear)
    case .outside: checkNoNumber(keyword, argument, at: op) ? .outside : nil
    case .sentence: checkNoNumber(keyword, argument, at: op) ? .sentence : nil
    default: checkNoNumber(keyword, argument, at: op) ? .paragraph : nil
    }
  }

  private mutating func reportChain(_ operands: [Part], _ operators: [Token]) {
    let parts = operands.map { text($0.tokens) }
    let spellings = operators.map { slice($0.range) }
    let left = zip(spellings, parts.dropFirst()).enumerated().reduce(parts[0]) { reading, next in
      let isLast = next.offset == spellings.count - 1
      return isLast
        ? "\(reading) \(next.element.0) \(next.element.1)" : "(\(reading) \(next.element.0) \(next.element.1))"
    }
    let right = zip(parts, spellings).reversed().enumerated().reduce(parts[parts.count - 1]) { reading, next in
      let isFirst = next.offset == spellings.count - 1
      let joined = "\(next.element.0) \(next.element.1) \(reading)"
      return isFirst ? joined : "(\(joined))"
    }
    report(at: operators[1], "a chain without parentheses has two readings: write `\(left)` or `\(right)`")
  }
}
