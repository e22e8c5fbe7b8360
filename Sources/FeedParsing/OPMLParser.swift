/// Reads OPML lists of feeds.
package enum OPMLParser {
  /// The feeds of a list, flattened, in document order.
  package static func parse(_ bytes: [UInt8]) throws(FeedParsingError) -> OPMLDocument {
    throw .empty
  }
}
