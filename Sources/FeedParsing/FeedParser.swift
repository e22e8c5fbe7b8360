/// Turns the bytes of a feed of any dialect into its stories.
package enum FeedParser {
  /// Reads one document: strictly first, and what is not well-formed once more after it was mended.
  ///
  /// - Parameters:
  ///   - contentType: the HTTP `Content-Type` header, if any.
  ///   - baseURL: the request's final URL, against which relative links are resolved.
  package static func parse(
    _ bytes: [UInt8], contentType: String?, baseURL: String?
  ) throws(FeedParsingError) -> FeedDocument {
    let decoded = DecodedText(bytes, contentType: contentType)
    let text = decoded.bytes.span
    let range = text.trimmedRange
    guard !range.isEmpty else { throw .empty }
    var document: FeedDocument
    if JSONFeedParser.looksLikeJSON(text, at: range.lowerBound) {
      document = try JSONFeedParser.parse(decoded, baseURL: baseURL)
    } else {
      document = try parseXML(decoded, contentsFrom: range.lowerBound, baseURL: baseURL)
    }
    document.warnings = decoded.warnings + document.warnings
    return document
  }

  private static func parseXML(
    _ decoded: DecodedText, contentsFrom start: Int, baseURL: String?
  ) throws(FeedParsingError) -> FeedDocument {
    let text = decoded.bytes.span
    let head = FeedFormat.Head(text)
    var builder = FeedBuilder(baseURL: baseURL, encoding: decoded.encoding, head: head)
    let strict = XMLReader.read(text, into: &builder)
    // What stands behind the root's end is not the feed's, and takes nothing from it.
    if strict.failure == nil || (builder.isComplete && builder.isFeed) {
      guard builder.isFeed else { throw DocumentKind.refusal(of: text, root: builder.root) }
      var document = builder.finish()
      document.warnings += strict.warnings
      if let failure = strict.failure { document.warnings.append(failure) }
      return document
    }
    let failure = strict.failure ?? ParseWarning(message: "the document ends before its root element does")
    if DocumentKind.isHTML(text) { throw DocumentKind.refusal(of: text, root: nil) }
    let repaired = MarkupRepair.repair(text)
    builder = FeedBuilder(baseURL: baseURL, encoding: decoded.encoding, head: head)
    let second = XMLReader.read(repaired.bytes.span, into: &builder)
    guard builder.isFeed else { throw DocumentKind.refusal(of: text, root: builder.root) }
    var document = builder.finish()
    document.isDegraded = repaired.isTruncated || second.failure != nil
    document.endsInsideStory = repaired.endsInsideStory
    document.warnings = [failure] + repaired.warnings + document.warnings
    if let failure = second.failure { document.warnings.append(failure) }
    return document
  }
}
