/// A word, phrase or identifier to look for.
package struct Term: Sendable, Equatable {
  /// How a term is compared with a story's words.
  package enum Comparison: Sendable, Hashable {
    /// After folding: case and diacritics do not count.
    case folded
    /// As written: case and diacritics count.
    case exact
    /// By the stem of its one word, in the story's language.
    case stem
  }

  /// The words to look for, without quotation marks, `=` or `stem:`.
  /// In them `*` at a word's end stands for any ending and `?` for one character.
  package var words: String
  /// How the words are compared.
  package var comparison: Comparison
  /// Where the term begins in its piece.
  package var place: Place
  /// The term as the query writes it.
  package var text: String
  /// The name through which the query reached the term, without its dollar sign.
  package var name: String?

  /// Makes a term.
  package init(_ words: String, comparison: Comparison, place: Place, text: String, name: String? = nil) {
    self.words = words
    self.comparison = comparison
    self.place = place
    self.text = text
    self.name = name
  }

  /// What a hit calls the term: as the query writes it, behind its name where it came from one.
  package var label: String {
    if let name { "$\(name) \(text)" } else { text }
  }
}
