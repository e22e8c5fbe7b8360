/// Turns the bytes of a feed of any dialect into its stories.
package enum FeedParser {
  /// Reads one document.
  ///
  /// - Parameters:
  ///   - contentType: the HTTP `Content-Type` header, if any.
  ///   - baseURL: the request's final URL, against which relative links are resolved.
  package static func parse(
    _ bytes: [UInt8], contentType: String?, baseURL: String?
  ) throws(FeedParsingError) -> FeedDocument {
    throw .empty
  }
}
