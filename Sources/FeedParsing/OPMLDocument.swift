/// A list of feeds as OPML gives it, flattened.
package struct OPMLDocument: Sendable, Equatable {
  /// The list's title, "" if it has none.
  package var title = ""
  /// The feeds in document order.
  package var outlines: [OPMLFeed] = []
  /// What was wrong with the document, and what was made of it.
  package var warnings: [ParseWarning] = []
  /// Whether the root never closed: feeds may be missing.
  package var isTruncated = false

  /// A list without feeds.
  package init() {}
}

/// One feed of an OPML list.
package struct OPMLFeed: Sendable, Equatable {
  /// The feed's address.
  package var xmlURL: String
  /// `title`, else `text`, "" if it has neither.
  package var title: String
  /// The page that the feed belongs to.
  package var htmlURL: String?
  /// The feed's language.
  package var language: String?
  /// The titles of the outlines around it, outermost first, then its own `category` labels.
  package var categories: [String]
  /// The line of the document, from 1.
  package var line: Int

  /// A feed at `xmlURL`.
  package init(
    xmlURL: String, title: String, htmlURL: String? = nil, language: String? = nil, categories: [String] = [], line: Int
  ) {
    self.xmlURL = xmlURL
    self.title = title
    self.htmlURL = htmlURL
    self.language = language
    self.categories = categories
    self.line = line
  }
}
