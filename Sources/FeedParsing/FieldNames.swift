/// What an element's name says about where it may stand, for documents whose tags cannot be trusted.
enum FieldNames {
  /// Where an element may stand.
  enum Kind {
    /// One story of many, in which no other begins.
    case story
    /// A field of a story or feed, in which no other field begins.
    case field
    case other
  }

  /// Where the element of that name may stand.
  static func kind(_ name: String) -> Kind {
    let lowercased = name.lowercased()
    let parts = lowercased.split(separator: ":", maxSplits: 1)
    if parts.count == 2 { return prefixedFields.contains(String(parts[1])) && parts[0] != "media" ? .field : .other }
    if lowercased == "item" || lowercased == "entry" { return .story }
    return fields.contains(lowercased) ? .field : .other
  }

  /// Whether HTML's element of that name never has an end tag.
  static func isVoid(_ name: String) -> Bool {
    voids.contains(name.lowercased())
  }

  private static let fields: Set<String> = [
    "title", "link", "description", "guid", "pubdate", "category", "comments", "language", "copyright",
    "managingeditor", "webmaster", "lastbuilddate", "generator", "docs", "ttl", "summary", "content", "id", "updated",
    "published", "issued", "modified", "created",
  ]
  private static let prefixedFields: Set<String> = [
    "creator", "date", "subject", "encoded", "title", "description", "language", "publisher", "rights", "summary",
    "subtitle", "author", "keywords", "updated", "published", "id",
  ]
  private static let voids: Set<String> = [
    "br", "hr", "img", "input", "wbr", "area", "col", "embed", "source", "track", "param", "meta",
  ]
}
