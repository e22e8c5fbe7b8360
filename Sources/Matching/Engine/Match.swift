/// A watchlist that a story matches.
package struct Match: Sendable, Equatable {
  /// The watchlist's place in the matcher's list, from 0.
  package var watchlist: Int
  /// The words and phrases that take part, by field and start; at most `Match.hitLimit`.
  package var hits: [Hit]
  /// The sum of a scored watchlist.
  package var score: Double?
  /// The smallest part of the query that held, as the query writes it; the terms found; or the sum.
  package var why: String
  /// The story's language as a primary subtag, nil where it is undetermined.
  package var language: String?

  /// The most hits that a match carries.
  package static let hitLimit = 100

  /// Makes a match.
  package init(watchlist: Int, hits: [Hit], score: Double? = nil, why: String, language: String? = nil) {
    self.watchlist = watchlist
    self.hits = hits
    self.score = score
    self.why = why
    self.language = language
  }
}

/// An occurrence of a word or phrase in a story.
package struct Hit: Sendable, Equatable {
  /// The word or phrase as the query writes it, behind `$name` where it came from a name.
  package var term: String
  /// The text in which it stands.
  package var field: HitField
  /// Where it begins, in Unicode scalars.
  package var start: Int
  /// Where it ends, in Unicode scalars.
  package var end: Int
  /// The slice itself.
  package var exact: String
  /// Up to 32 scalars before it, white space collapsed.
  package var prefix: String
  /// Up to 32 scalars behind it, white space collapsed.
  package var suffix: String

  /// The most scalars of context on either side.
  package static let contextLength = 32

  /// Makes a hit.
  package init(term: String, field: HitField, start: Int, end: Int, exact: String, prefix: String, suffix: String) {
    self.term = term
    self.field = field
    self.start = start
    self.end = end
    self.exact = exact
    self.prefix = prefix
    self.suffix = suffix
  }
}

/// One of a story's texts.
package enum HitField: String, Sendable, Hashable, CaseIterable {
  case title, summary, content
}
