/// A watchlist's words as its file gives them, before anything is parsed.
package struct WatchlistText: Sendable, Equatable {
  /// The watchlist's stable key.
  package var id: String
  /// The sets of alternatives, in file order.
  package var names: [NamedEntries]
  /// What the watchlist looks for.
  package var rule: RuleText
  /// A query that takes stories out again.
  package var exclude: String?
  /// Language tags; empty lets every language pass.
  package var languages: [String]
  /// Host patterns of which one must cover the story's or the feed's host; empty allows every host.
  package var allowSources: [String]
  /// Host patterns of which none may cover the story's or the feed's host.
  package var denySources: [String]

  /// Gathers the words of one watchlist.
  package init(
    id: String,
    names: [NamedEntries] = [],
    rule: RuleText,
    exclude: String? = nil,
    languages: [String] = [],
    allowSources: [String] = [],
    denySources: [String] = []
  ) {
    self.id = id
    self.names = names
    self.rule = rule
    self.exclude = exclude
    self.languages = languages
    self.allowSources = allowSources
    self.denySources = denySources
  }
}

/// One set of alternatives, used in queries as `$name`.
package struct NamedEntries: Sendable, Equatable {
  /// The name, without its dollar sign.
  package var name: String
  /// The alternatives as the file writes them.
  package var entries: [String]

  /// Names a set of alternatives.
  package init(name: String, entries: [String]) {
    self.name = name
    self.entries = entries
  }
}

/// What a watchlist looks for, in one of its three forms.
package enum RuleText: Sendable, Equatable {
  /// A query of the query language.
  case query(String)
  /// Words and phrases of which any matches.
  case terms([String])
  /// Words and phrases whose weights are summed.
  case score(threshold: Double, terms: [WeightedTerm])
}

/// A word or phrase of a scored watchlist, as the file writes it.
package struct WeightedTerm: Sendable, Equatable {
  /// The word or phrase.
  package var term: String
  /// What it adds to the sum, once a story.
  package var weight: Double

  /// Gives a word or phrase its weight.
  package init(term: String, weight: Double) {
    self.term = term
    self.weight = weight
  }
}
