extension FeedFormat {
  /// What the beginning of a document says about its dialect beside the root's name.
  struct Head {
    private let bytes: [UInt8]

    /// Keeps the first two kilobytes.
    init(_ document: borrowing Span<UInt8>) {
      var bytes: [UInt8] = []
      bytes.append(document.extracting(0..<min(document.count, 2_048)))
      self.bytes = bytes
    }

    /// Whether `words`, in lower case, stand there in letters of either case.
    fileprivate func says(_ words: StaticString) -> Bool { bytes.span.firstIndex(ofWord: words, from: 0) != nil }
  }

  /// The dialect of a document.
  static func detect(root: XMLLocalName, version: String?, head: Head) -> FeedFormat {
    switch root {
    case .urlset: return head.says("schemas/sitemap-news") ? .newsSitemap : .sitemap
    case .feed: return atom(version: version, head: head)
    case .rdf: return head.says("rdf/simple/0.9") ? .rss090 : .rss10
    case .channel: return head.says("<channel href") ? .cdf : .rss
    default: break
    }
    switch version?.prefix(4) {
    case "0.90": return .rss090
    case "0.91": return head.says("netscape.com") ? .rss091n : .rss091u
    case "0.92": return .rss092
    case "0.93": return .rss093
    case "0.94": return .rss094
    case "1.0": return .rss10
    case "2.0", "2.0.", "2", "2.00", "2.1", "2.01": return .rss20
    default: return .rss
    }
  }

  private static func atom(version: String?, head: Head) -> FeedFormat {
    switch version {
    case "0.1": .atom01
    case "0.2": .atom02
    case "0.3": .atom03
    case "1.0": .atom10
    default:
      if head.says("w3.org/2005/atom") { .atom10 } else if head.says("purl.org/atom/ns") { .atom03 } else { .atom }
    }
  }
}

extension FeedDocument {
  /// Sees relative addresses from the feed's link or the request, gives names to stories that have none but a link,
  /// and hands the feed's language and authors down.
  mutating func completeStories(baseURL: String?) {
    let base = link.flatMap { URLResolution.isAbsolute($0) ? $0 : nil } ?? baseURL
    for index in stories.indices {
      if let url = stories[index].url, !URLResolution.isAbsolute(url) {
        stories[index].url = URLResolution.resolve(url, against: base)
        if stories[index].idOrigin == .link { stories[index].id = stories[index].url ?? url }
      }
      for file in stories[index].attachments.indices
      where !URLResolution.isAbsolute(stories[index].attachments[file].url) {
        stories[index].attachments[file].url = URLResolution.resolve(
          stories[index].attachments[file].url, against: base)
      }
      stories[index].language = stories[index].language ?? language
      if stories[index].authors.isEmpty { stories[index].authors = authors }
    }
    if let address = selfURL { selfURL = URLResolution.resolve(address, against: baseURL) }
  }
}
