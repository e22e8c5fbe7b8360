import FoundationEssentials

/// Everything one feed says: its own fields, its stories in document order, and what was mended to read it.
package struct FeedDocument: Sendable, Equatable {
  /// The dialect the document is written in.
  package var format: FeedFormat
  /// The encoding that the bytes were read as, by its IANA name in lower case.
  package var encoding: String
  /// The feed's title as plain text, "" if it has none.
  package var title = ""
  /// The page that the feed belongs to, absolute.
  package var link: String?
  /// The feed's own address as the feed gives it.
  package var selfURL: String?
  /// What the feed is about, as plain text, "" if it does not say.
  package var summary = ""
  /// The feed's language (BCP 47), as published.
  package var language: String?
  /// When the feed says it last changed.
  package var updated: Date?
  /// The feed's authors, which its stories inherit.
  package var authors: [Author] = []
  /// WebSub hubs.
  package var hubs: [String] = []
  /// How long the feed asks to be cached, in minutes.
  package var ttlMinutes: Int?
  /// Hours of the day (0 to 23, GMT) in which the feed asks not to be read.
  package var skipHours: [Int] = []
  /// Days in which the feed asks not to be read, by their English names.
  package var skipDays: [String] = []
  /// `sy:updatePeriod`: hourly, daily, weekly, monthly or yearly.
  package var updatePeriod: String?
  /// `sy:updateFrequency`: updates in each period.
  package var updateFrequency: Int?
  /// The next page of a paged feed (RFC 5005, JSON Feed).
  package var nextPage: String?
  /// The archive document before this one (RFC 5005).
  package var previousArchive: String?
  /// The archive document after this one (RFC 5005).
  package var nextArchive: String?
  /// The stories in document order, at most `FeedLimits.stories`.
  package var stories: [Story] = []
  /// How many stories stood behind those and were not read.
  package var storiesLeftOut = 0
  /// The sitemaps that a sitemap index lists; such a document has no stories of its own.
  package var sitemaps: [String] = []
  /// What was wrong with the document, and what was made of it.
  package var warnings: [ParseWarning] = []
  /// Whether the root never closed or text may have been lost: such a document's HTTP validators must not be kept.
  package var isDegraded = false
  /// Whether the document was cut inside its last story, of which a part is then missing.
  package var endsInsideStory = false

  /// A document of the given dialect that says nothing yet.
  package init(format: FeedFormat, encoding: String) {
    self.format = format
    self.encoding = encoding
  }
}

extension FeedDocument {
  /// Warns of the stories that were not read, if there are any.
  mutating func warnAboutStoriesLeftOut() {
    guard storiesLeftOut > 0 else { return }
    warnings.append(ParseWarning(message: "the document has \(FeedLimits.words(storiesLeftOut: storiesLeftOut))"))
  }
}

/// The dialects that are read.
package enum FeedFormat: String, Sendable, Equatable {
  case rss090, rss091n, rss091u, rss092, rss093, rss094, rss10, rss20
  /// RSS of no known version.
  case rss
  case atom01, atom02, atom03, atom10
  /// Atom of no known version.
  case atom
  case json10 = "json1"
  case json11
  case newsSitemap = "news-sitemap"
  case sitemap
  case sitemapIndex = "sitemap-index"
  case cdf
}

/// One thing that was wrong with a document.
package struct ParseWarning: Sendable, Equatable {
  /// The line of the document, from 1, where it is known.
  package var line: Int?
  /// What was wrong, and what was made of it.
  package var message: String

  /// A warning about `line`, or about the whole document.
  package init(line: Int? = nil, message: String) {
    self.line = line
    self.message = message
  }
}

/// Bounds on what one document may give, whatever it contains.
package enum FeedLimits {
  /// Stories of one document; the rest is left out with a warning.
  package static let stories = 2_000
  /// Bytes of a title.
  package static let title = 4_096
  /// Bytes of a summary or a content.
  package static let text = 262_144
  /// Bytes of a URL; a longer one counts as absent.
  package static let url = 2_048
  /// Categories, authors or attachments of one story.
  package static let list = 1_000

  /// What is to be said of stories beyond `stories`: "10 stories more than the 2000 that are read".
  package static func words(storiesLeftOut count: Int) -> String {
    "\(count) stories more than the \(stories) that are read"
  }
}
