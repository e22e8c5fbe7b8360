/// Parses the pieces of one watchlist and gathers what it finds.
struct WatchlistParser {
  private let text: WatchlistText
  private let names: NameTable
  private var diagnostics: [Diagnostic] = []

  /// Reads the watchlist's names, which its queries may use.
  init(_ text: WatchlistText) {
    self.text = text
    names = NameTable(text.names, diagnostics: &diagnostics)
  }

  /// Parses everything; there is no watchlist when one finding is an error.
  mutating func parse(_ scrutiny: Scrutiny) -> (watchlist: Watchlist?, diagnostics: [Diagnostic]) {
    let rule = parseRule()
    let exclude = text.exclude.flatMap { parseQuery($0, piece: .exclude) }
    let languages = text.languages.enumerated().compactMap { parseLanguage($1, piece: .language($0)) }
    let allowed = text.allowSources.enumerated().compactMap { parsePattern($1, piece: .allowSource($0)) }
    let denied = text.denySources.enumerated().compactMap { parsePattern($1, piece: .denySource($0)) }
    guard let rule, !diagnostics.contains(where: { $0.severity == .error }) else { return (nil, diagnostics) }
    let watchlist = Watchlist(
      id: text.id, rule: rule, exclude: exclude, languages: languages, allowSources: allowed, denySources: denied)
    if scrutiny == .doubts { diagnostics += WatchlistReview(watchlist, text: text, names: names).findings }
    return (watchlist, diagnostics)
  }

  private mutating func parseRule() -> Watchlist.Rule? {
    switch text.rule {
    case .query(let query): return parseQuery(query, piece: .query).map(Watchlist.Rule.query)
    case .terms(let terms):
      if terms.isEmpty { report(.term(0), "the list of terms is empty; write at least one word or phrase") }
      return .terms(terms.enumerated().compactMap { parseTerm($1, piece: .term($0)) })
    case .score(let threshold, let terms):
      checkThreshold(threshold)
      if terms.isEmpty {
        report(.score(0), "the score has no terms; write at least one word or phrase with its weight")
      }
      return .score(
        threshold: threshold,
        terms: terms.enumerated().compactMap { index, weighted in
          if !weighted.weight.isFinite { report(.score(index), "the weight \(weighted.weight) is not a number to sum") }
          return parseTerm(weighted.term, piece: .score(index)).map { .init(term: $0, weight: weighted.weight) }
        })
    }
  }

  private mutating func checkThreshold(_ threshold: Double) {
    if !threshold.isFinite {
      report(.threshold, "the threshold \(threshold) can never be compared; write a number greater than 0")
    } else if threshold <= 0 {
      report(
        .threshold, "a threshold of \(Matcher.text(threshold)) would match every story; write a number greater than 0")
    }
  }

  private mutating func parseQuery(_ query: String, piece: Diagnostic.Piece) -> Query? {
    let (query, found) = QueryParser.parse(query, piece: piece, names: names)
    diagnostics += found
    return query
  }

  private mutating func parseTerm(_ entry: String, piece: Diagnostic.Piece) -> Term? {
    let (content, found) = EntryParser.parse(entry, piece: piece)
    diagnostics += found
    if case .term(let term) = content { return term }
    return nil
  }

  private mutating func parseLanguage(_ tag: String, piece: Diagnostic.Piece) -> String? {
    guard let code = LanguageCode(tag) else {
      report(piece, LanguageCode.unreadableMessage(tag))
      return nil
    }
    if !code.isAssigned {
      diagnostics.append(Diagnostic(piece: piece, severity: .warning, message: code.unassignedMessage))
    }
    return code.primary
  }

  private mutating func parsePattern(_ pattern: String, piece: Diagnostic.Piece) -> HostPattern? {
    if let problem = HostPattern.problem(in: pattern) {
      report(piece, problem)
      return nil
    }
    return HostPattern(pattern)
  }

  private mutating func report(_ piece: Diagnostic.Piece, _ message: String) {
    diagnostics.append(Diagnostic(piece: piece, severity: .error, message: message))
  }
}
