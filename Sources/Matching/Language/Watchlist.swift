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

  /// Whether a story from these hosts passes the watchlist's source patterns.
  package func allows(hosts: [String]) -> Bool {
    func covered(by patterns: [HostPattern]) -> Bool {
      patterns.contains { pattern in hosts.contains { pattern.covers($0) } }
    }
    return (allowSources.isEmpty || covered(by: allowSources)) && !covered(by: denySources)
  }

  /// Parses a watchlist and reports everything found; there is no watchlist when one finding is an error.
  package static func parse(_ text: WatchlistText) -> (watchlist: Watchlist?, diagnostics: [Diagnostic]) {
    (nil, [])
  }
}
