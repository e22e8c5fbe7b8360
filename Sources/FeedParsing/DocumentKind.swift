/// Tells what bytes are that are no feed.
enum DocumentKind {
  private static let roots: [StaticString] = [
    "<?xml", "<rss", "<rdf:rdf", "<feed", "<channel", "<urlset", "<sitemapindex", "<opml", "<atom:feed", "<rdf",
  ]

  /// Where a document begins behind whatever junk stands in front of it.
  static func start(of bytes: borrowing Span<UInt8>) -> Int {
    var first: Int?
    var index = 0
    let end = min(bytes.count, 65_536)
    while index < end, first == nil {
      if bytes[index] == ASCII.less {
        if bytes.hasWord("<!--", at: index), let close = bytes.firstIndex(ofWord: "-->", from: index + 4) {
          index = close + 3
          continue
        }
        if bytes.hasWord("<!doctype", at: index) || roots.contains(where: { isTag($0, bytes, at: index) }) {
          first = index
        }
      }
      index += 1
    }
    return first ?? bytes.firstIndex(of: ASCII.less, from: 0) ?? bytes.count
  }

  private static func isTag(_ tag: StaticString, _ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    guard bytes.hasWord(tag, at: index) else { return false }
    let end = index + tag.utf8CodeUnitCount
    return end == bytes.count || bytes[end].isSpace || bytes[end] == ASCII.greater || bytes[end] == ASCII.slash
  }

  /// Whether a document is a web page: its first tag says so.
  static func isHTML(_ bytes: borrowing Span<UInt8>) -> Bool {
    var index = 0
    while index < min(bytes.count, 4_096) {
      if bytes[index] == ASCII.less {
        if bytes.hasWord("<!doctype html", at: index) || isTag("<html", bytes, at: index)
          || isTag("<head", bytes, at: index)
          || isTag("<body", bytes, at: index)
        {
          return true
        }
        if roots.dropFirst().contains(where: { isTag($0, bytes, at: index) }) { return false }
      }
      index += 1
    }
    return false
  }

  /// Why a document in which no feed was found is none.
  static func refusal(of bytes: borrowing Span<UInt8>, root: String?) -> FeedParsingError {
    let trimmed = bytes.trimmedRange
    guard !trimmed.isEmpty else { return .empty }
    if isHTML(bytes) || root?.lowercased() == "html" {
      let title = pageTitle(bytes)
      return isLogin(bytes) ? .loginPage(title: title) : .htmlPage(title: title)
    }
    if root?.lowercased() == "opml" { return .feedList }
    let text = bytes.extracting(trimmed)
    if let kind = binaryKind(text) { return .notText(kind: kind) }
    if let root { return .notAFeed(root: root) }
    if text[0] == ASCII.less { return text.count < 200 ? .truncated : .noMarkup(beginning: beginning(text)) }
    return .noMarkup(beginning: beginning(text))
  }

  private static func beginning(_ text: borrowing Span<UInt8>) -> String {
    let shown = HTMLText.plain(text.extracting(0..<min(text.count, 200)), limit: 80)
    return String(shown.map { $0 == "\n" ? " " : $0 })
  }

  private static func binaryKind(_ text: borrowing Span<UInt8>) -> String? {
    if text.hasWord("%pdf-", at: 0) { return "a PDF" }
    if text.hasWord("pk\u{3}\u{4}", at: 0) { return "a ZIP archive" }
    if text.hasWord("gif8", at: 0) || text.hasWord("\u{FFFD}png", at: 0) || text.hasWord("‰png", at: 0) {
      return "a picture"
    }
    var controls = 0
    let length = min(text.count, 1_024)
    for index in 0..<length where text[index] < 0x20 && !text[index].isSpace { controls += 1 }
    return controls * 20 > length ? "binary data" : nil
  }

  /// The text of a page's `<title>`, "" if it has none.
  static func pageTitle(_ bytes: borrowing Span<UInt8>) -> String {
    guard let start = bytes.firstIndex(ofWord: "<title", from: 0),
      let open = bytes.firstIndex(of: ASCII.greater, from: start),
      let end = bytes.firstIndex(ofWord: "</title", from: open)
    else { return "" }
    return HTMLText.title(bytes.extracting(open + 1..<end))
  }

  private static func isLogin(_ bytes: borrowing Span<UInt8>) -> Bool {
    let page = bytes.extracting(0..<min(bytes.count, 262_144))
    return page.firstIndex(ofWord: "type=\"password\"", from: 0) != nil
      || page.firstIndex(ofWord: "type='password'", from: 0) != nil
      || page.firstIndex(ofWord: "type=password", from: 0) != nil
  }
}
