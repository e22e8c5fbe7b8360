import FeedParsing
import Fetching

extension FeedDocument {
  /// Reads the bytes that a feed's source gave.
  /// - Throws: `PollFailure` with the reason when they hold no stories of a feed.
  static func read(_ bytes: [UInt8], of feed: FeedSource, _ response: FetchResponse?) throws(PollFailure)
    -> FeedDocument
  {
    let document: FeedDocument
    do throws(FeedParsingError) {
      let base = feed.isFile ? nil : response?.finalURL ?? feed.url
      document = try FeedParser.parse(bytes, contentType: response?.contentType, baseURL: base)
    } catch {
      throw PollFailure(.document, error.description)
    }
    guard document.format != .sitemapIndex else {
      let examples = document.sitemaps.prefix(3).joined(separator: ", ")
      throw PollFailure(.document, "this is an index of sitemaps, not a feed; watch one of those: \(examples)")
    }
    return document
  }

  /// The stories that arrived whole: what a cut one lacks may be what decides about it.
  var wholeStories: [Story] { endsInsideStory ? stories.dropLast() : stories }

  /// What is wrong with a document that arrived incomplete.
  var shortfall: PollFailure? {
    guard isDegraded else { return nil }
    return PollFailure(.degraded, "arrived incomplete: \(warnings.last?.message ?? "cut off")")
  }
}
