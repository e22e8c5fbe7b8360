/// What of a story is matched.
package struct StoryText: Sendable, Equatable {
  /// The title, plain text.
  package var title: String
  /// The summary, plain text; paragraphs are parted by an empty line.
  package var summary: String
  /// The content, plain text; paragraphs are parted by an empty line.
  package var content: String
  /// The story's address.
  package var url: String?
  /// The authors' names.
  package var authors: [String]
  /// The categories.
  package var categories: [String]
  /// What `source:` looks in: the host of the story's address, the feed's id and the feed's title.
  package var sources: [String]
  /// What patterns of `sources: allow` and `deny` are held against: the story's host and the feed's.
  package var hosts: [String]
  /// The declared language, BCP 47.
  package var language: String?

  /// Gathers what is matched.
  package init(
    title: String = "",
    summary: String = "",
    content: String = "",
    url: String? = nil,
    authors: [String] = [],
    categories: [String] = [],
    sources: [String] = [],
    hosts: [String] = [],
    language: String? = nil
  ) {
    self.title = title
    self.summary = summary
    self.content = content
    self.url = url
    self.authors = authors
    self.categories = categories
    self.sources = sources
    self.hosts = hosts
    self.language = language
  }
}
