import FeedParsing

/// The feeds that a document leads to.
package enum DiscoveredFeeds {
  /// The document itself where it is a feed; else the feeds that it names; the usual places to look where it names none.
  /// - Parameters:
  ///   - baseURL: The document's own address, where it is known.
  ///   - name: What the document is called where it has no address.
  package static func links(in file: RemoteFile, baseURL: String?, name: String) -> [FeedLink] {
    do throws(FeedParsingError) {
      let feed = try FeedParser.parse(file.bytes, contentType: file.contentType, baseURL: baseURL)
      return [FeedLink(url: baseURL ?? feed.selfURL ?? name, title: feed.title)]
    } catch {
      // No feed: then a page, for all that is known.
      let links = FeedDiscovery.links(inHTML: file.bytes, baseURL: baseURL ?? "")
      let named = links.filter { !$0.isGuess }
      return named.isEmpty ? links : named
    }
  }
}
