/// Finds the feeds of a web page.
package enum FeedDiscovery {
  /// The feeds that the page names, in its order, then the usual places to look.
  package static func links(inHTML page: [UInt8], baseURL: String) -> [FeedLink] { [] }
}
