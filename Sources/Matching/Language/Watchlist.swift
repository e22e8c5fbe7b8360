/// A sound watchlist, parsed and with every name resolved.
package struct Watchlist: Sendable, Equatable {
  /// What a watchlist looks for.
  package enum Rule: Sendable, Equatable {
    /// Stories for which the query holds.
    case query(Query)
    /// Stories in which any of the terms occurs.
    case terms([Term])
    /// Stories in which the weights of the occurring terms reach the threshold.
    case score(threshold: Double, terms: [ScoredTerm])
  }

  /// A term and what it adds to the sum, once a story.
  package struct ScoredTerm: Sendable, Equatable {
    /// The term.
    package var term: Term
    /// Its weight, which may be negative.
    package var weight: Double
  }

  /// The watchlist's stable key.
  package let id: String
  /// Sixteen hexadecimal digits that change when the watchlist's meaning may have changed.
  package let revision: String
  /// What the watchlist looks for.
  package let rule: Rule
  /// A query that takes stories out again.
  package let exclude: Query?
  /// Lower-case primary subtags; empty lets every language pass.
  package let languages: [String]
  /// Patterns of which one must cover a host; empty allows every host.
  package let allowSources: [HostPattern]
  /// Patterns of which none may cover a host.
  package let denySources: [HostPattern]

  /// The sum of weights as a person adds them: 0.1 and 0.7 are 0.8, though the nearest binary numbers fall short of it.
  static func sum(of weights: some Sequence<Double>) -> Double {
    var (sum, magnitude) = (0.0, 0.0)
    for weight in weights {
      sum += weight
      magnitude += abs(weight)
    }
    let decimal = (sum * 1e9).rounded() / 1e9
    return abs(decimal - sum) <= magnitude * 1e-12 ? decimal : sum
  }

  /// Whether a story from these hosts passes the watchlist's source patterns.
  package func allows(hosts: [String]) -> Bool {
    func covered(by patterns: [HostPattern]) -> Bool {
      patterns.contains { pattern in hosts.contains { pattern.covers($0) } }
    }
    return (allowSources.isEmpty || covered(by: allowSources)) && !covered(by: denySources)
  }

  /// Whether a story in this language passes; one whose language is undetermined always does.
  package func allows(language: String?) -> Bool {
    guard let language, !languages.isEmpty else { return true }
    return languages.contains(language)
  }

  /// Parses a watchlist and reports what is found; there is no watchlist when one finding is an error.
  package static func parse(
    _ text: WatchlistText, _ scrutiny: Scrutiny = .doubts
  ) -> (watchlist: Watchlist?, diagnostics: [Diagnostic]) {
    var parser = WatchlistParser(text)
    return parser.parse(scrutiny)
  }

  init(
    id: String, rule: Rule, exclude: Query?, languages: [String], allowSources: [HostPattern],
    denySources: [HostPattern]
  ) {
    self.id = id
    self.rule = rule
    self.exclude = exclude
    self.languages = languages
    self.allowSources = allowSources
    self.denySources = denySources
    revision = Self.revision(
      rule: rule, exclude: exclude, languages: languages, allowSources: allowSources, denySources: denySources)
  }

  private static func revision(
    rule: Rule, exclude: Query?, languages: [String], allowSources: [HostPattern], denySources: [HostPattern]
  ) -> String {
    var hash = StableHash()
    switch rule {
    case .query(let query): hash.combine(section: "query", query.spelledOut)
    case .terms(let terms): hash.combine(section: "terms", terms)
    case .score(let threshold, let terms):
      hash.combine(section: "score", ["\(threshold)"] + terms.flatMap { [$0.term.description, "\($0.weight)"] })
    }
    if let exclude { hash.combine(section: "exclude", exclude.spelledOut) }
    hash.combine(section: "languages", languages.sorted())
    hash.combine(section: "allow", allowSources.map(\.description))
    hash.combine(section: "deny", denySources.map(\.description))
    return hash.hexadecimal
  }
}

extension StableHash {
  fileprivate mutating func combine(section: String, _ texts: [String]) {
    combine(section)
    for text in texts { combine(text) }
    combine("")
  }

  fileprivate mutating func combine(section: String, _ terms: [Term]) {
    combine(section)
    for term in terms { combine(term) }
    combine("")
  }
}

extension Query {
  /// The canonical query and every alternative that its names stand for.
  fileprivate var spelledOut: [String] {
    var texts = [description]
    func visit(_ part: Query) {
      if case .name(_, let alternatives) = part.form { texts += alternatives.map(\.description) }
      for child in part.children { visit(child) }
    }
    visit(self)
    return texts
  }
}
