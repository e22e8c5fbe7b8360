extension QueryParser {
  /// Parses a term, a name, a group, a function or one of these behind a field.
  mutating func parsePrimary(behind op: Token?) -> Part {
    let start = position
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest {
      report(at: token, "the query is nested more than \(Self.deepest) times; part it, or name its pieces in `names`")
      isAbandoned = true
      position = tokens.count - 1
      return Part(query: nil, tokens: start..<position)
    }
    let query: Query?
    switch token.kind {
    case .open: return parseGroup()
    case .word, .phrase, .stem, .exact: query = parseTerm()
    case .name(let name): query = parseName(name)
    case .field(let name): query = parseField(name)
    case .keyword(let keyword, let argument) where keyword.takesList: query = parseFunction(keyword, argument)
    case .keyword, .close, .comma, .end:
      reportMissingOperand(behind: op)
      query = nil
      if isAt(.not), op != nil {
        _ = take()
        _ = parsePrimary(behind: op)
      }
    }
    return Part(query: query, tokens: start..<position)
  }

  /// Parsing and evaluation go down a query by calling themselves, on stacks that end somewhere.
  private static let deepest = 100

  private mutating func reportMissingOperand(behind op: Token?) {
    if let op, let keyword = op.keyword {
      if isAt(.not) {
        let advice = keyword == .near ? "; for the absence of a word nearby write NOTNEAR/n" : ""
        report(at: token, "NOT cannot stand inside \(keyword.rawValue)\(advice)")
      } else if !hasError(at: op.place) {
        report(at: op, "\(keyword.rawValue) has nothing behind it; write its second operand")
      }
      return
    }
    let behind = position > 0 ? tokens[position - 1] : nil
    if case .keyword(let keyword, _) = token.kind {
      report(
        at: token,
        "\(keyword.rawValue) has nothing before it; write what it joins, or `\"\(keyword.rawValue)\"` for the word")
    } else if let behind, let keyword = behind.keyword {
      report(at: behind, "\(keyword.rawValue) has nothing behind it; write what it joins")
    } else if token.kind == .close, behind?.kind == .open {
      report(at: token, "the parentheses are empty; write a query between them")
    } else {
      report(at: token, "a word or a query is missing here")
    }
  }

  // MARK: Groups and functions

  private mutating func parseGroup() -> Part {
    let start = position
    let open = take()
    let part = parseExpression()
    return Part(query: close(open, taking: "one query") ? part.query : nil, tokens: start..<position)
  }

  /// Takes the parenthesis that ends a group; what else stands there is reported and skipped.
  private mutating func close(_ open: Token, taking content: String) -> Bool {
    var isSound = true
    while token.kind == .comma {
      report(at: token, "a comma has no place here: these parentheses take \(content); write OR for alternatives")
      _ = take()
      _ = parseExpression()
      isSound = false
    }
    guard token.kind == .close else {
      report(at: open, "this `(` is never closed; add the missing `)`")
      return false
    }
    _ = take()
    return isSound
  }

  private mutating func parseFunction(_ keyword: Keyword, _ argument: String) -> Query? {
    let start = position
    let function = take()
    let count = number(keyword, argument, at: function)
    guard token.kind == .open else {
      if count != nil {
        let list = keyword == .any ? "(a, b, c)" : "(a)"
        report(
          at: function,
          "\(slice(function.range)) is missing its parentheses: write \(keyword.rawValue)/n\(list), or "
            + "`\"\(keyword.rawValue)\"` for the word")
      }
      if token.beginsOperand { _ = parsePrimary(behind: nil) }
      return nil
    }
    if keyword == .any { return parseList(count, of: function, from: start) }
    let open = take()
    let operand = parseExpression()
    checkOperand(operand.query, of: keyword.rawValue)
    guard close(open, taking: "the one operand of \(keyword.rawValue)"), let count, let query = operand.query else {
      return nil
    }
    return make(keyword == .first ? .first(count, query) : .atLeast(count, query), tokens: start..<position)
  }

  private mutating func parseList(_ count: Int?, of function: Token, from start: Int) -> Query? {
    let open = take()
    var members = [parseExpression()]
    while token.kind == .comma {
      _ = take()
      members.append(parseExpression())
    }
    let isClosed = token.kind == .close
    if isClosed { _ = take() } else { report(at: open, "this `(` is never closed; add the missing `)`") }
    if let count, count > members.count {
      report(
        at: function,
        "ANY/\(count) of \(members.count == 1 ? "one query" : "\(members.count) queries") can never hold; list at least "
          + "\(count), or ask for fewer")
      return nil
    }
    let queries = members.compactMap(\.query)
    guard isClosed, let count, queries.count == members.count else { return nil }
    return make(.any(count, queries), tokens: start..<position)
  }

  // MARK: Terms and names

  private mutating func parseTerm() -> Query? {
    let start = position
    var comparison = Term.Comparison.folded
    let modifier = token
    if modifier.kind == .exact || modifier.kind == .stem {
      comparison = modifier.kind == .exact ? .exact : .stem
      _ = take()
      if let problem = problemBehindModifier(modifier) {
        report(at: modifier, problem)
        if token.beginsOperand { _ = parsePrimary(behind: nil) }
        return nil
      }
    }
    let word = take()
    let words: String
    switch word.kind {
    case .word(let text): words = text
    case .phrase(let text, let isClosed):
      words = text
      if !isClosed {
        report(at: word, "this quotation mark is never closed; add the missing one behind the phrase")
        return nil
      }
    default: return nil
    }
    let isQuoted = word.isPhrase
    let offset = isQuoted ? 1 : 0
    let reader = TermReader(
      Array(words.unicodeScalars), comparison: comparison, isQuoted: isQuoted, piece: piece,
      place: Place(line: word.place.line, column: word.place.column + offset))
    diagnostics += reader.diagnostics
    let covered = start..<position
    let place = tokens[start].place
    let collapsed = isQuoted ? slice((word.range.lowerBound + 1)..<(word.range.upperBound - 1)) : words
    return make(.term(Term(collapsed, comparison: comparison, place: place, text: text(covered))), tokens: covered)
  }

  private func problemBehindModifier(_ modifier: Token) -> String? {
    let name = modifier.kind == .exact ? "=" : "stem:"
    let example = modifier.kind == .exact ? "=Exact or =\"Exact Phrase\"" : "stem:word"
    if modifier.kind == .exact, token.range.lowerBound > modifier.range.upperBound {
      return "`=` stands directly before its word, as in \(example)"
    }
    switch token.kind {
    case .word: return nil
    case .phrase(let words, _):
      let isSeveral = words.unicodeScalars.split(whereSeparator: \.isQuerySpace).count > 1
      return modifier.kind == .stem && isSeveral
        ? "stem: takes one word, not a phrase; write stem:one NEAR/0 stem:other" : nil
    case .end, .close, .comma, .keyword: return "`\(name)` has nothing behind it; write a word, as in \(example)"
    case .open: return "`\(name)` takes one word, not parentheses; write it before each word, as in \(example)"
    default: return "`\(name)` takes a word, as in \(example)"
    }
  }

  private mutating func parseName(_ name: String) -> Query? {
    let token = take()
    guard !name.isEmpty else {
      report(at: token, "`$` has no name behind it; write $name, or put the text in quotation marks")
      return nil
    }
    guard let terms = alternatives(of: name) else {
      report(at: token, names.unknownNameMessage(name, after: unknownNames))
      unknownNames += 1
      return nil
    }
    guard namedParts <= Self.mostNamedParts else {
      report(
        at: token,
        "up to this one the query's names stand for more than 1,000,000 words and names, counted each time; part the "
          + "query, or write shorter names")
      isAbandoned = true
      position = tokens.count - 1
      return nil
    }
    return make(.name(name, alternatives: terms), tokens: (position - 1)..<position)
  }

  /// A query of some kilobytes could otherwise stand for more than memory holds.
  private static let mostNamedParts = 1_000_000

  /// The alternatives of a name, which are counted; nil if there is no such name.
  private mutating func alternatives(of name: String) -> [Term]? {
    if let terms = alternatives[name] {
      namedParts += terms.count
      return terms
    }
    guard let found = names.alternatives(of: name) else { return nil }
    var terms = found.terms
    for index in terms.indices { terms[index].name = name }
    alternatives[name] = terms
    namedParts += found.names + terms.count
    return terms
  }
}
