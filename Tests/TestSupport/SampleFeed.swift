/// Small feeds for tests.
package enum SampleFeed {
  /// An RSS 2.0 document with a story for each id, titled "Alibaba" and the id, and perhaps more in its channel.
  package static func rss(_ ids: [String], channel: String = "") -> String {
    let items = ids.map {
      "<item><guid isPermaLink=\"false\">\($0)</guid><title>Alibaba \($0)</title></item>"
    }
    return """
      <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" \
      xmlns:fh="http://purl.org/syndication/history/1.0"><channel><title>Sample</title>\(channel)\(items.joined())\
      </channel></rss>
      """
  }
}
