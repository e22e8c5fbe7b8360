/// A feed that a web page links to.
package struct FeedLink: Sendable, Equatable {
  /// The feed's address, absolute.
  package var url: String
  /// The title that the page gives it, "" if none.
  package var title: String
  /// The media type that the page gives it.
  package var mimeType: String?
  /// Whether the page names it, or it is only one of the usual places to look.
  package var isGuess: Bool

  /// A link to `url`.
  package init(url: String, title: String = "", mimeType: String? = nil, isGuess: Bool = false) {
    self.url = url
    self.title = title
    self.mimeType = mimeType
    self.isGuess = isGuess
  }
}
