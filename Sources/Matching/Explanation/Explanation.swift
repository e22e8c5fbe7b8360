/// Why a story matches a watchlist, or why it does not.
package struct Explanation: Sendable, Equatable {
  /// The match; nil where there is none.
  package var match: Match?
  /// In a sentence: what held where there is a match, otherwise the least that is missing.
  package var reason: String
  /// The story's language as a primary subtag, nil where it is undetermined.
  package var language: String?
  /// What the watchlist looks for, part by part.
  package var rule: ExplainedPart
  /// What takes stories out again, part by part.
  package var exclude: ExplainedPart?
  /// What the watchlist's `languages` say to the story; nil where it has none.
  package var languages: ExplainedCondition?
  /// What the watchlist's `sources` say to the story; nil where it has none.
  package var sources: ExplainedCondition?
}

/// A condition of a watchlist that does not look at the story's words.
package struct ExplainedCondition: Sendable, Equatable {
  /// Whether the story passes.
  package var holds: Bool
  /// What was held against what.
  package var words: String
}
