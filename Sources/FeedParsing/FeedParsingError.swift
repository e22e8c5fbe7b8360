/// Why a document gives no stories at all.
package enum FeedParsingError: Error, Equatable, CustomStringConvertible {
  /// Nothing but white space, or no byte at all.
  case empty
  /// A web page, by its title where it has one.
  case htmlPage(title: String)
  /// A web page that asks for a name and a password, or for consent.
  case loginPage(title: String)
  /// JSON that says an error, in its own words.
  case jsonError(message: String)
  /// JSON that is no JSON Feed.
  case notAJSONFeed
  /// JSON that cannot be read, and why.
  case brokenJSON(reason: String)
  /// XML of another kind, by its root element.
  case notAFeed(root: String)
  /// A list of feeds, not a feed.
  case feedList
  /// Bytes of another kind, such as a PDF or a compressed file.
  case notText(kind: String)
  /// Text in which no feed was found, and what it begins with.
  case noMarkup(beginning: String)
  /// XML that ends before anything was said.
  case truncated

  package var description: String {
    switch self {
    case .empty: "the document is empty"
    case .htmlPage(let title):
      "this is a web page\(Self.named(title)), not a feed; `vigie feeds discover` finds its feeds"
    case .loginPage(let title): "this is a login or consent page\(Self.named(title)), not a feed"
    case .jsonError(let message): "the server answered with an error in JSON, not a feed: \(message)"
    case .notAJSONFeed: "this is JSON, but not a JSON Feed: it has no `version` of jsonfeed.org and no `items`"
    case .brokenJSON(let reason): "the JSON cannot be read: \(reason)"
    case .notAFeed(let root): "this is XML, but not a feed: its root element is <\(root)>"
    case .feedList: "this is an OPML list of feeds, not a feed; `vigie feeds import` reads it"
    case .notText(let kind): "this is \(kind), not a feed"
    case .noMarkup(let beginning): "no feed was found in this text, which begins with “\(beginning)”"
    case .truncated: "the document ends before its first element does"
    }
  }

  private static func named(_ title: String) -> String {
    title.isEmpty ? "" : " (“\(title)”)"
  }
}
