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
    return .term(Term(string(phrase), comparison: comparison, place: place(of: start), text: string(content)))
  }

  private mutating func parseName(_ content: Range<Int>) -> EntryContent? {
    let name = string((content.lowerBound + 1)..<content.upperBound)
    if allowance == .wordsOnly {
      report(
        at: content.lowerBound,
        "`\(string(content))`: a name cannot stand here, only words and phrases; write a query, or put the text in quotation marks"
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
    let words = scalars[phrase].split(whereSeparator: \.isQuerySpace).map(\.indices)
    for word in words {
      let written = string(word)
      if words.count > 1, let keyword = Keyword.reading(written), Self.isOperator(keyword) {
        report(
          at: word.lowerBound,
          "\(written) cannot stand in an entry, which is a word or a phrase; write a query, or put the entry in quotation marks"
        )
      } else if let field = Self.field(in: written) {
        report(
          at: word.lowerBound,
          "`\(field):` cannot stand in an entry, which is a word or a phrase; write a query, or put the entry in quotation marks"
        )
      } else if let mark = word.first(where: {
        scalars[$0] == "(" || scalars[$0] == ")" || QuotationMark(scalars[$0]) != nil
      }) {
        report(
          at: mark,
          "`\(scalars[mark])` cannot stand in an entry, which is a word or a phrase; leave it out, write a query, or put the whole entry in quotation marks"
        )
      } else if scalars[word.lowerBound] == "$", word.count > 1 {
        report(
          at: word.lowerBound,
          "`\(written)`: a name cannot stand inside a phrase; write an entry for each phrase, or a query")
      }
    }
  }

  private static func isOperator(_ reading: (keyword: Keyword, argument: String)) -> Bool {
    reading.keyword.numbers == nil ? reading.argument.isEmpty : reading.argument.hasPrefix("/")
  }

  private static func field(in word: String) -> String? {
    guard let colon = word.firstIndex(of: ":"), word.index(after: colon) < word.endIndex else { return nil }
    let name = String(word[..<colon])
    return Field(rawValue: name) != nil || name == "lang" || name == "stem" ? name : nil
  }

  private func string(_ range: Range<Int>) -> String {
    scalars[range].split(whereSeparator: \.isQuerySpace)
      .map { String(String.UnicodeScalarView($0)) }
      .joined(separator: " ")
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
