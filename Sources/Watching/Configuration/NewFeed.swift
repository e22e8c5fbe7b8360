/// A feed that somebody wants in a list.
package struct NewFeed: Sendable, Equatable {
  /// The web address, or the absolute path of a local file.
  package var url: String
  /// The feed's own id; nil for the default.
  package var id: String?
  /// Its title.
  package var title: String?
  /// Its language, as BCP 47 writes it.
  package var language: String?
  /// Its country: two letters.
  package var country: String?
  /// Words for it.
  package var tags: [String]

  /// A feed by its address.
  package init(
    url: String, id: String? = nil, title: String? = nil, language: String? = nil, country: String? = nil,
    tags: [String] = []
  ) {
    self.url = url
    self.id = id
    self.title = title
    self.language = language
    self.country = country
    self.tags = tags
  }

  /// The description of a feed that another list has.
  init(_ listed: ListedFeed) {
    let source = listed.source
    self.init(
      url: source.url, id: listed.idPlace == nil ? nil : source.id, title: source.title, language: source.language,
      country: source.country, tags: source.tags)
  }
}
