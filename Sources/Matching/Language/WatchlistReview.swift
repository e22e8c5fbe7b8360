/// Looks over a sound watchlist for what is legal but probably not meant.
struct WatchlistReview {
  private let watchlist: Watchlist
  private(set) var findings: [Diagnostic] = []

  /// Reviews a watchlist, given the text and the names from which it was parsed.
  init(_ watchlist: Watchlist, text: WatchlistText, names: NameTable) {
    self.watchlist = watchlist
    reviewNames(text.names, table: names)
    reviewRule()
    if let exclude = watchlist.exclude {
      reviewTerms(of: exclude, piece: .exclude)
      reviewExclusion(exclude)
    }
  }

  private mutating func reviewNames(_ names: [NamedEntries], table: NameTable) {
    var used: Set<String> = []
    for case .query(let query) in [watchlist.rule] { used.formUnion(query.names) }
    if let exclude = watchlist.exclude { used.formUnion(exclude.names) }
    used = table.closure(of: used)
    for (index, name) in names.enumerated() {
      if !used.contains(name.name) {
        warn(.name(index, entry: nil), "nobody uses the name `$\(name.name)`; use it in the query, or remove it")
      }
      var seen = SeenTerms()
      for (offset, entry) in name.entries.enumerated() {
        let piece = Diagnostic.Piece.name(index, entry: offset)
        guard case .term(let term) = EntryParser.parse(entry, piece: piece, allowing: .names).content else { continue }
        reviewTerm(term, piece: piece)
        reviewRepetition(of: term, piece: piece, seen: &seen)
      }
    }
  }

  private mutating func reviewRule() {
    switch watchlist.rule {
    case .query(let query):
      reviewTerms(of: query, piece: .query)
      if let reason = Impossibility.of(query, languages: watchlist.languages) {
        warn(.query, at: reason.place, "this can never match: \(reason.words)")
      }
    case .terms(let terms):
      var seen = SeenTerms()
      for (index, term) in terms.enumerated() {
        reviewTerm(term, piece: .term(index))
        reviewRepetition(of: term, piece: .term(index), seen: &seen)
      }
    case .score(let threshold, let terms):
      var seen = SeenTerms()
      for (index, scored) in terms.enumerated() {
        reviewTerm(scored.term, piece: .score(index))
        reviewRepetition(of: scored.term, piece: .score(index), seen: &seen)
        if scored.weight == 0 {
          warn(.score(index), at: scored.term.place, "a weight of 0 changes no sum; remove the term")
        }
      }
      let highest = Watchlist.sum(of: terms.map { max(0, $0.weight) })
      if highest < threshold {
        warn(
          .threshold,
          "this can never match: the weights sum to at most \(Matcher.text(highest)), "
            + "less than the threshold \(Matcher.text(threshold))")
      }
    }
  }

  private mutating func reviewExclusion(_ exclude: Query) {
    guard case .query(let query) = watchlist.rule else { return }
    var excluded = [exclude.description]
    if case .or(let members) = exclude.form { excluded += members.map(\.description) }
    var required = [query]
    if case .and(let members) = query.form { required += members }
    if let part = required.first(where: { excluded.contains($0.description) }) {
      warn(.query, at: part.place, "this can never match: `\(part.text)` is excluded")
    }
  }

  private mutating func reviewTerms(of part: Query, piece: Diagnostic.Piece) {
    switch part.form {
    case .term(let term): reviewTerm(term, piece: piece)
    case .or(let members):
      var seen = SeenTerms()
      for case .term(let term) in members.map(\.form) { reviewRepetition(of: term, piece: piece, seen: &seen) }
    case .field(let field, _) where field != .title && field != .body: return
    default: break
    }
    for child in part.children { reviewTerms(of: child, piece: piece) }
  }

  private mutating func reviewTerm(_ term: Term, piece: Diagnostic.Piece) {
    guard term.comparison == .folded else { return }
    if let others = CommonWords.others(sharingFolding: term.words) {
      warn(
        piece, at: term.place,
        "`\(term.text)` also finds \(others.map { "`\($0)`" }.joined(separator: ", ")), since case and diacritics do not "
          + "count; write =\(term.words) to find only this spelling")
    } else if term.isShort {
      warn(
        piece, at: term.place,
        "`\(term.text)` is so short that it will find much by accident; look for a longer word or a phrase, or compare "
          + "case and diacritics with =\(term.words)"
      )
    }
  }

  private mutating func reviewRepetition(of term: Term, piece: Diagnostic.Piece, seen: inout SeenTerms) {
    if let first = seen.insert(term) {
      warn(piece, at: term.place, "`\(term.text)` says the same as `\(first.text)` before it; remove one of them")
    }
  }

  private mutating func warn(_ piece: Diagnostic.Piece, at place: Place = .start, _ message: String) {
    findings.append(
      Diagnostic(piece: piece, line: place.line, column: place.column, severity: .warning, message: message))
  }
}

/// The terms of one list, by what they find.
private struct SeenTerms {
  private struct Key: Hashable {
    var words: String
    var comparison: Term.Comparison
  }

  private var terms: [Key: Term] = [:]

  /// Adds a term, and returns the one that says the same if there is one.
  mutating func insert(_ term: Term) -> Term? {
    let key = Key(words: term.comparedWords, comparison: term.comparison)
    if let first = terms[key] { return first }
    terms[key] = term
    return nil
  }
}

extension Term {
  /// The words as far as they count: folded alike they find the same.
  fileprivate var comparedWords: String {
    switch comparison {
    case .exact: words
    case .stem: words.lowercased()
    // The folding of ASCII letters is lower case, and most lists are long and ASCII.
    case .folded: words.utf8.allSatisfy { $0 < 0x80 } ? words.lowercased() : FoldedText.folded(words)
    }
  }

  /// Whether the term is one word of one or two letters or digits, or of one ideograph.
  fileprivate var isShort: Bool {
    var (signs, hasIdeograph) = (0, false)
    for scalar in words.unicodeScalars {
      guard scalar.isWordScalar, signs < 3 else { return false }
      guard scalar.isCountedInWord else { continue }
      signs += 1
      hasIdeograph = hasIdeograph || scalar.isIdeographOrSyllable
    }
    return signs < (hasIdeograph ? 2 : 3)
  }
}

extension Query {
  /// Every name that the query uses.
  fileprivate var names: Set<String> {
    if case .name(let name, _) = form { return [name] }
    return children.reduce(into: []) { $0.formUnion($1.names) }
  }
}
