/// A finding about one piece of a watchlist.
package struct Diagnostic: Sendable, Equatable {
  /// How much a finding weighs.
  package enum Severity: Sendable, Equatable {
    /// The watchlist cannot be used.
    case error
    /// The watchlist is sound but probably not what was meant.
    case warning
  }

  /// The text of a watchlist in which a finding's line and column count.
  package enum Piece: Sendable, Hashable {
    case query
    case exclude
    /// An entry of `terms`, counted from 0.
    case term(Int)
    /// An entry of the name at an index, both counted from 0; without an entry, the name itself.
    case name(Int, entry: Int?)
    /// A term of `score`, counted from 0.
    case score(Int)
    /// The threshold of `score`.
    case threshold
    /// An entry of `languages`, counted from 0.
    case language(Int)
    /// A pattern of `sources: allow`, counted from 0.
    case allowSource(Int)
    /// A pattern of `sources: deny`, counted from 0.
    case denySource(Int)
  }

  /// The text that the finding is about.
  package var piece: Piece
  /// The line within the piece, from 1.
  package var line: Int
  /// The column within the line, in Unicode scalars from 1.
  package var column: Int
  /// Whether the watchlist can still be used.
  package var severity: Severity
  /// What is wrong, and what would be right.
  package var message: String

  /// Makes a finding about a place in a piece.
  package init(piece: Piece, line: Int = 1, column: Int = 1, severity: Severity, message: String) {
    self.piece = piece
    self.line = line
    self.column = column
    self.severity = severity
    self.message = message
  }
}
