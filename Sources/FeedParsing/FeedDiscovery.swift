/// Finds the feeds of a web page.
package enum FeedDiscovery {
  /// The feeds that the page's head names, in their order, then the usual places to look. The body may hold what readers
  /// wrote, and is left out.
  package static func links(inHTML page: [UInt8], baseURL: String) -> [FeedLink] {
    let text = DecodedText(page, contentType: nil)
    var links: [FeedLink] = []
    var base = baseURL
    var index = 0
    let bytes = text.bytes.span
    while let start = bytes.firstIndex(of: ASCII.less, from: index) {
      index = start + 1
      if bytes.hasWord("<!--", at: start) {
        guard let end = bytes.firstIndex(ofWord: "-->", from: start + 4) else { break }
        index = end + 3
        continue
      }
      if bytes.hasWord("<script", at: start) || bytes.hasWord("<style", at: start) {
        let name: StaticString = bytes.hasWord("<script", at: start) ? "</script" : "</style"
        guard let end = bytes.firstIndex(ofWord: name, from: start) else { break }
        index = end + 1
        continue
      }
      if bytes.hasWord("</head", at: start) || bytes.hasWord("<body", at: start) { break }
      guard bytes.hasWord("<link", at: start) || bytes.hasWord("<base", at: start) else { continue }
      let tag = Attributes(of: bytes, from: start + 1)
      index = max(tag.end, index)
      guard let href = tag["href"], let address = URLResolution.cleaned(Array(href.utf8).span) else { continue }
      switch tag.name {
      case "base": base = URLResolution.resolve(address, against: baseURL)
      case "link": if let link = feedLink(tag, address, base) { add(link, to: &links) }
      default: break
      }
    }
    for path in usualPlaces {
      add(FeedLink(url: URLResolution.resolve(path, against: baseURL), isGuess: true), to: &links)
    }
    return links
  }

  private static let usualPlaces = ["/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json"]

  private static func add(_ link: FeedLink, to links: inout [FeedLink]) {
    if links.count < 200, !links.contains(where: { $0.url == link.url }) { links.append(link) }
  }

  private static func feedLink(_ tag: Attributes, _ address: String, _ base: String) -> FeedLink? {
    let relations = (tag["rel"] ?? "").lowercased().split { $0 == " " || $0 == "\n" || $0 == "\t" }
    let type = (tag["type"] ?? "").lowercased()
    let isFeedType = ["rss", "atom", "feed+json", "rdf+xml"].contains { type.contains($0) }
    guard relations.contains("feed") || (relations.contains("alternate") && (isFeedType || type == "application/json"))
    else { return nil }
    return FeedLink(
      url: URLResolution.resolve(address, against: base), title: HTMLText.title(Array((tag["title"] ?? "").utf8).span),
      mimeType: type.isEmpty ? nil : type)
  }

  /// The attributes of one tag, references resolved.
  private struct Attributes {
    private(set) var name = ""
    private(set) var end: Int
    private var values: [String: String] = [:]

    init(of bytes: borrowing Span<UInt8>, from start: Int) {
      var index = start
      while index < bytes.count, bytes[index].isLetter { index += 1 }
      name = bytes.extracting(start..<index).string.lowercased()
      end = index
      while index < bytes.count, bytes[index] != ASCII.greater {
        guard bytes[index].isLetter else {
          index += 1
          continue
        }
        let nameStart = index
        while index < bytes.count, bytes[index].isLetter || bytes[index] == ASCII.hyphen { index += 1 }
        let attribute = bytes.extracting(nameStart..<index).string.lowercased()
        while index < bytes.count, bytes[index].isSpace { index += 1 }
        guard index < bytes.count, bytes[index] == ASCII.equals else { continue }
        index += 1
        while index < bytes.count, bytes[index].isSpace { index += 1 }
        guard index < bytes.count else { break }
        var valueEnd = index
        if bytes[index] == ASCII.quote || bytes[index] == ASCII.apostrophe {
          index += 1
          valueEnd = bytes.firstIndex(of: bytes[index - 1], from: index) ?? bytes.count
        } else {
          while valueEnd < bytes.count, !bytes[valueEnd].isSpace, bytes[valueEnd] != ASCII.greater { valueEnd += 1 }
        }
        let value = HTMLText.decodingReferences(bytes.extracting(index..<valueEnd))
        values[attribute] = values[attribute] ?? value.span.string
        index = min(valueEnd + 1, bytes.count)
        if valueEnd < bytes.count, bytes[valueEnd] == ASCII.greater { index = valueEnd }
      }
      end = index
    }

    subscript(name: String) -> String? { values[name] }
  }
}
