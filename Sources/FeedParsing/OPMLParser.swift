/// Reads OPML lists of feeds.
package enum OPMLParser {
  /// The feeds of a list, flattened, in document order.
  package static func parse(_ bytes: [UInt8]) throws(FeedParsingError) -> OPMLDocument {
    let decoded = DecodedText(bytes, contentType: nil)
    guard !decoded.bytes.span.trimmedRange.isEmpty else { throw .empty }
    var builder = OPMLBuilder()
    var outcome = XMLReader.read(decoded.bytes.span, into: &builder)
    var warnings = decoded.warnings
    var isTruncated = false
    if let failure = outcome.failure {
      let repaired = MarkupRepair.repair(decoded.bytes.span)
      builder = OPMLBuilder()
      warnings.append(failure)
      warnings += repaired.warnings
      outcome = XMLReader.read(repaired.bytes.span, into: &builder)
      isTruncated = repaired.isTruncated || outcome.failure != nil
    }
    guard builder.isOPML else { throw DocumentKind.refusal(of: decoded.bytes.span, root: builder.root) }
    var document = builder.document
    document.warnings = warnings + outcome.warnings
    document.isTruncated = isTruncated
    return document
  }
}

/// Collects the outlines of an OPML document.
private struct OPMLBuilder: XMLHandler {
  private(set) var document = OPMLDocument()
  private(set) var isOPML = false
  private(set) var root: String?
  /// The titles of the open outlines; nil for one that is a feed.
  private var outlines: [String?] = []
  private var titleBytes: [UInt8]?

  mutating func start(_ element: borrowing XMLElement) {
    if root == nil { root = element.name.spelt }
    switch element.name.name.local {
    case .opml: isOPML = true
    case .outline: startOutline(element)
    case .title where outlines.isEmpty && document.title.isEmpty: titleBytes = []
    default: break
    }
  }

  mutating func end(_ element: XMLElementName) {
    switch element.name.local {
    case .outline: _ = outlines.popLast()
    case .title:
      if let titleBytes { document.title = HTMLText.title(titleBytes.span) }
      titleBytes = nil
    default: break
    }
  }

  mutating func text(_ bytes: borrowing Span<UInt8>) {
    if titleBytes != nil { titleBytes?.append(bytes) }
  }

  private mutating func startOutline(_ element: borrowing XMLElement) {
    let title = [element[.title], element[.text]].compactMap(\.self).first { !$0.isEmpty } ?? ""
    guard let url = element.address(.xmlurl) ?? (element[.type] == "rss" ? element.address(.url) : nil) else {
      outlines.append(title)
      return
    }
    var categories = outlines.compactMap(\.self).filter { !$0.isEmpty }
    for category in (element[.category] ?? "").split(separator: ",") {
      let label = category.drop { $0 == " " || $0 == "/" }
      if !label.isEmpty, !categories.contains(String(label)) { categories.append(String(label)) }
    }
    document.outlines.append(
      OPMLFeed(
        xmlURL: url, title: title, htmlURL: element[.htmlurl].flatMap { $0.isEmpty ? nil : $0 },
        language: element[.language].flatMap { $0.isEmpty ? nil : $0 }, categories: categories, line: element.firstLine)
    )
    outlines.append(nil)
  }
}
