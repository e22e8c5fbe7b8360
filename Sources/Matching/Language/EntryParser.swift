/// What an entry of `terms`, `names` or `score` holds.
enum EntryContent: Equatable {
  case term(Term)
  /// Another name, in an entry of `names`.
  case name(String)
}

/// Reads one entry of `terms`, `names` or `score`: a word or a phrase, which needs no quotation marks.
struct EntryParser {
  /// What an entry may hold beside words and phrases.
  enum Allowance {
    case wordsOnly
    case names
  }

  private let scalars: [Unicode.Scalar]
  private let piece: Diagnostic.Piece
  private let allowance: Allowance
  private var diagnostics: [Diagnostic] = []

  /// Parses an entry; there is no content when one finding is an error.
  static func parse(
    _ text: String, piece: Diagnostic.Piece, allowing allowance: Allowance = .wordsOnly
  ) -> (content: EntryContent?, diagnostics: [Diagnostic]) {
    text.isPlainWords
      ? (.term(Term(text, comparison: .folded, place: .start, text: text)), [])
      : parseScalars(of: text, piece: piece, allowing: allowance)
  }

  /// Parses an entry whatever it holds.
  static func parseScalars(
    of text: String, piece: Diagnostic.Piece, allowing allowance: Allowance
  ) -> (content: EntryContent?, diagnostics: [Diagnostic]) {
    var parser = EntryParser(text: text, piece: piece, allowance: allowance)
    let content = parser.parse()
    let isSound = !parser.diagnostics.contains { $0.severity == .error }
    return (isSound ? content : nil, parser.diagnostics)
  }

  private init(text: String, piece: Diagnostic.Piece, allowance: Allowance) {
    scalars = Array(text.unicodeScalars)
    self.piece = piece
    self.allowance = allowance
  }

  private mutating func parse() -> EntryContent? {
    guard let start = scalars.firstIndex(where: { !$0.isQuerySpace }),
      let last = scalars.lastIndex(where: { !$0.isQuerySpace })
    else {
      report(at: 0, "the entry is empty; write a word or a phrase")
      return nil
    }
    let content = start..<(last + 1)
    if scalars[start] == "$" { return parseName(content) }
    let (comparison, words) = readModifier(content)
    if words.isEmpty {
      report(at: start, "`\(string(content))` has nothing behind it; write a word, as in =Exact or stem:word")
      return nil
    }
    let quoted = readQuotationMarks(words)
    let phrase = quoted ?? words
    if quoted == nil, diagnostics.isEmpty { checkOnlyWords(phrase) }
    guard diagnostics.isEmpty else { return nil }
    let reader = TermReader(
      Array(scalars[phrase]), comparison: comparison, isQuoted: quoted != nil, piece: piece,
      place: place(of: phrase.lowerBound))
    diagnostics += reader.diagnostics
    let written = string(content)
    let plain = phrase == content ? written : string(phrase)
    return .term(Term(plain, comparison: comparison, place: place(of: start), text: written))
  }

  private mutating func parseName(_ content: Range<Int>) -> EntryContent? {
    let name = string((content.lowerBound + 1)..<content.upperBound)
    if allowance == .wordsOnly {
      report(
        at: content.lowerBound,
        "the name `\(string(content))` cannot stand here, only words and phrases; write a query, or put the text in "
          + "quotation marks"
      )
    } else if name.isEmpty || scalars[content].contains(where: { $0.endsQueryWord }) {
      report(
        at: content.lowerBound, "a name stands alone in its entry, as in $other; quote the text if `$` belongs to it")
    }
    return .name(name)
  }

  private func readModifier(_ content: Range<Int>) -> (Term.Comparison, Range<Int>) {
    if scalars[content.lowerBound] == "=" { return (.exact, (content.lowerBound + 1)..<content.upperBound) }
    let stem = "stem:".unicodeScalars
    guard scalars[content].starts(with: stem) else { return (.folded, content) }
    return (.stem, (content.lowerBound + stem.count)..<content.upperBound)
  }

  /// What stands between the quotation marks around a whole entry, if it has them.
  private mutating func readQuotationMarks(_ words: Range<Int>) -> Range<Int>? {
    guard let mark = QuotationMark(scalars[words.lowerBound]) else { return nil }
    let inside = (words.lowerBound + 1)..<words.upperBound
    guard let closing = scalars[inside].firstIndex(where: { QuotationMark($0) == mark }) else {
      report(at: words.lowerBound, "this quotation mark is never closed; add the missing one, or remove it")
      return nil
    }
    if closing + 1 < words.upperBound {
      report(
        at: closing + 1,
        "an entry is one word or phrase, and its quotation marks stand around the whole; write a query for more")
      return nil
    }
    return inside.lowerBound..<closing
  }

  /// Reports what is neither word nor phrase: operators, fields, names, parentheses.
  private mutating func checkOnlyWords(_ phrase: Range<Int>) {
    let words = scalars[phrase].split { $0.isQuerySpace }.map { $0.indices }
    for word in words {
      if let (index, stray) = stray(in: word, isAlone: words.count == 1) {
        report(
          at: index,
          "\(stray) cannot stand in an entry, which is a word or a phrase; write a query, or put the whole entry in "
            + "quotation marks")
      }
    }
  }

  /// What in a word belongs to queries only, and where.
  private func stray(in word: Range<Int>, isAlone: Bool) -> (index: Int, stray: String)? {
    let first = scalars[word.lowerBound]
    if !isAlone, ("A"..."Z").contains(first), Self.isOperator(string(word)) { return (word.lowerBound, string(word)) }
    if let field = field(in: word) { return (word.lowerBound, "`\(field):`") }
    if let mark = word.first(where: { scalars[$0].endsQueryWord && scalars[$0] != "," }) {
      return (mark, "`\(scalars[mark])`")
    }
    return first == "$" && word.count > 1 ? (word.lowerBound, "the name `\(string(word))`") : nil
  }

  private static func isOperator(_ word: String) -> Bool {
    guard let (keyword, argument) = Keyword.reading(word) else { return false }
    return keyword.numbers == nil ? argument.isEmpty : argument.hasPrefix("/")
  }

  private func field(in word: Range<Int>) -> String? {
    guard let colon = word.first(where: { scalars[$0] == ":" }), colon + 1 < word.upperBound else { return nil }
    let name = string(word.lowerBound..<colon)
    return Field(rawValue: name) != nil || name == "lang" || name == "stem" ? name : nil
  }

  private func string(_ range: Range<Int>) -> String {
    scalars[range].collapsed
  }

  private func place(of index: Int) -> Place {
    scalars[..<index].reduce(into: .start) { place, scalar in
      if scalar == "\n" { place = Place(line: place.line + 1, column: 1) } else { place.column += 1 }
    }
  }

  private mutating func report(at index: Int, _ message: String) {
    let place = place(of: index)
    diagnostics.append(
      Diagnostic(piece: piece, line: place.line, column: place.column, severity: .error, message: message))
  }
}
