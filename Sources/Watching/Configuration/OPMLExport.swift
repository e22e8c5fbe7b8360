/// Writes feeds as OPML 2.0, for feed readers.
package enum OPMLExport {
  /// Whether users and passwords in addresses are written (fetch safety, Q23).
  package enum Secrets: Sendable {
    case omitted, included
  }

  /// The document; feeds are grouped by their first tag, in the order of their first feeds.
  package static func document(of feeds: [FeedSource], title: String, secrets: Secrets = .omitted) -> String {
    var groups: [(tag: String?, feeds: [FeedSource])] = []
    var indexByTag: [String?: Int] = [:]
    for feed in feeds {
      if let index = indexByTag[feed.tags.first] {
        groups[index].feeds.append(feed)
      } else {
        indexByTag[feed.tags.first] = groups.count
        groups.append((feed.tags.first, [feed]))
      }
    }
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<opml version=\"2.0\">", "  <head>",
      "    <title>\(title.escapedForXML)</title>", "  </head>", "  <body>",
    ]
    for group in groups {
      let outlines = group.feeds.map { outline(of: $0, secrets: secrets) }
      if let tag = group.tag {
        lines.append("    <outline text=\"\(tag.escapedForXML)\">")
        lines += outlines.map { "      " + $0 }
        lines.append("    </outline>")
      } else {
        lines += outlines.map { "    " + $0 }
      }
    }
    lines += ["  </body>", "</opml>"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func outline(of feed: FeedSource, secrets: Secrets) -> String {
    let title = feed.title ?? feed.displayURL
    var attributes = [
      ("type", "rss"), ("text", title), ("title", title),
      ("xmlUrl", secrets == .included ? feed.url : feed.displayURL),
    ]
    if let language = feed.language { attributes.append(("language", language)) }
    // The first tag is the outline around this one. A category's label cannot hold a comma.
    let categories = feed.tags.dropFirst().map { $0.replacing(",", with: " ") }
    if !categories.isEmpty { attributes.append(("category", categories.joined(separator: ","))) }
    return "<outline " + attributes.map { "\($0.0)=\"\($0.1.escapedForXML)\"" }.joined(separator: " ") + "/>"
  }
}

extension String {
  /// The text inside an XML attribute or element, without the controls that XML cannot hold.
  fileprivate var escapedForXML: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      default:
        let isForbidden = scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
        if !isForbidden { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }
}
