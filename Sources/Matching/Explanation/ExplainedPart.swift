/// A part of a query, and what the engine made of it in one story.
package struct ExplainedPart: Sendable, Equatable {
  /// What a part asks for.
  package enum Kind: String, Sendable {
    case term, name, and, or, not, any, proximity, first, field, language
    case atLeast = "at-least"
    /// The list of a watchlist's terms.
    case terms
    /// The weighted terms of a scored watchlist.
    case score
  }

  /// What the part asks for.
  package var kind: Kind
  /// The part as the query writes it.
  package var text: String
  /// Whether it holds; of an operand, whether it occurs.
  package var holds: Bool
  /// What the term adds to a sum when it occurs; of a score, the sum.
  package var weight: Double?
  /// The sum that a score wants.
  package var threshold: Double?
  /// Where the part occurs, in order; nothing for parts that have no places, such as AND. Of those that begin at one
  /// place the longest, and 1,000 at most.
  package var spans: [ExplainedSpan] = []
  /// How many more occurrences there are.
  package var omittedSpans = 0
  /// The parts of which it is made. Of long lists only the terms that occur.
  package var parts: [ExplainedPart] = []
  /// The terms of a long list that do not occur and are left out of `parts`.
  package var omitted = 0
}

/// An occurrence of a part of a query in a story.
package struct ExplainedSpan: Sendable, Equatable {
  /// The text in which it stands: title, summary, content, url, author, source or category.
  package var field: String
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
}
