/// A sound query, or a part of one, that knows where it stands and how it was written.
package struct Query: Sendable, Equatable {
  /// What a part of a query asks for.
  package indirect enum Form: Sendable, Equatable {
    /// An occurrence of a word or phrase.
    case term(Term)
    /// An occurrence of any of a name's alternatives, which nested names have already joined.
    case name(String, alternatives: [Term])
    /// All of two or more parts; a part may be `not`, but never the first.
    case and([Query])
    /// Any of two or more parts.
    case or([Query])
    /// The absence of a part. Stands only in `and`.
    case not(Query)
    /// Two operands whose places are compared.
    case proximity(Proximity, Query, Query)
    /// At least so many occurrences of an operand in the story.
    case atLeast(Int, Query)
    /// At least so many of the listed queries.
    case any(Int, [Query])
    /// An occurrence of an operand within the first so many words of its field.
    case first(Int, Query)
    /// A query of which every word stands in one field. Fields never nest.
    case field(Field, Query)
    /// The story's language, as a lower-case primary subtag.
    case language(String)
  }

  /// What the part asks for.
  package var form: Form
  /// Where the part begins.
  package var place: Place
  /// The part as the query writes it, white space collapsed, without parentheses around the whole.
  package var text: String

  /// Makes a part of a query.
  package init(_ form: Form, place: Place, text: String) {
    self.form = form
    self.place = place
    self.text = text
  }
}

extension Query {
  /// How many NEARs stand inside one another, at the deepest place.
  var nearDepth: Int {
    switch form {
    case .proximity(.near, let left, let right): 1 + max(left.nearDepth, right.nearDepth)
    case .proximity(_, let left, let right): max(left.nearDepth, right.nearDepth)
    case .or(let members): members.map(\.nearDepth).max() ?? 0
    default: 0
    }
  }
}

/// A place in one piece of a watchlist.
package struct Place: Sendable, Hashable {
  /// The line, from 1.
  package var line: Int
  /// The column, in Unicode scalars from 1.
  package var column: Int

  /// Makes a place.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The first place of a piece.
  package static let start = Place(line: 1, column: 1)
}

/// How the places of two operands are compared.
package enum Proximity: Sendable, Hashable {
  /// In one field, in either order, at most so many words between.
  case near(Int)
  /// The first before the second, at most so many words between.
  case pre(Int)
  /// An occurrence of the first that no occurrence of the second overlaps or stands near.
  case notNear(Int)
  /// An occurrence of the first that overlaps no occurrence of the second.
  case outside
  /// In the same sentence.
  case sentence
  /// In the same paragraph.
  case paragraph
}

/// A field that a query can name. Without one, a query looks in title, summary and content.
package enum Field: String, Sendable, Hashable, CaseIterable {
  case title
  /// Summary and content, two texts.
  case body
  case url
  case author
  case source
  case category
}
