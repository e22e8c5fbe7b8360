import FoundationEssentials

/// The text of new entries in a list.
struct FeedListText {
  let format: FeedLists.Format
  /// The list's path, to which the paths of local files are relative.
  let list: String

  /// The list's text with the feeds behind it, before an end marker `...`; nil is a list that does not exist yet.
  func appending(_ feeds: [NewFeed], to source: SourceText?) throws(FeedListEditingError) -> String {
    var text = source?.text ?? ""
    var indentation = ""
    var end = ""
    if format == .yaml, let source {
      let root = YAMLDocument(source).root
      if let root { (text, indentation) = try opened(source, root: root) }
      end = documentEnd(of: source, behind: root?.place ?? .start)
      text.removeLast(end.count)
    }
    let lineBreak = text.utf8.contains(UInt8(ascii: "\r")) ? "\r\n" : "\n"
    if let last = text.unicodeScalars.last, last != "\n" { text += lineBreak }
    for feed in feeds {
      let lines = format == .yaml ? yamlLines(of: feed) : [textLine(of: feed)]
      for line in lines { text += indentation + line + lineBreak }
    }
    return text + end
  }

  /// The text from the marker that ends the document; empty where there is none. No text of a YAML file can hold such a
  /// line, not even one in quotes or behind `|`.
  private func documentEnd(of source: SourceText, behind place: FilePlace) -> String {
    let marker = (place.line...source.lineCount).first { number in
      let line = source.line(number).unicodeScalars
      return line.starts(with: "...".unicodeScalars) && line.dropFirst(3).first.map { $0 == " " || $0 == "\t" } ?? true
    }
    return marker.map { String(source.text[source.index(of: FilePlace(line: $0, column: 1))...]) } ?? ""
  }

  /// The text to append to, and the indentation of its entries. An empty `[]` makes room for entries on lines.
  private func opened(_ source: SourceText, root: YAMLNode) throws(FeedListEditingError) -> (String, String) {
    guard case .sequence(let entries) = root.content else { return (source.text, "") }
    if source.scalar(at: root.place) == "-" {
      return (source.text, String(repeating: " ", count: root.place.column - 1))
    }
    let start = source.index(of: root.place)
    guard entries.isEmpty, let end = source.text[start...].firstIndex(of: "]") else {
      throw .notExtensible(list: list)
    }
    return (String(source.text[..<start] + source.text[source.text.index(after: end)...]), "")
  }

  private func yamlLines(of feed: NewFeed) -> [String] {
    var lines = ["- url: \(path(of: feed).yamlText)"]
    if let id = feed.id { lines.append("  id: \(id.yamlText)") }
    if let title = feed.title, !title.allSatisfy(\.isWhitespace) { lines.append("  title: \(title.yamlText)") }
    if let language = feed.language { lines.append("  language: \(language.yamlText)") }
    if let country = feed.country { lines.append("  country: \(country.yamlText)") }
    if !feed.tags.isEmpty { lines.append("  tags: [\(feed.tags.map(\.yamlText).joined(separator: ", "))]") }
    return lines
  }

  private func textLine(of feed: NewFeed) -> String {
    ([path(of: feed)] + feed.tags).map(\.listWord).joined(separator: " ")
  }

  /// A local file below the list's folder is written relative to it, so that the two can move together.
  private func path(of feed: NewFeed) -> String {
    guard feed.url.hasPrefix("/") else { return feed.url }
    let list = URL(filePath: ConfigurationPath.absolute(list)).standardizedFileURL
    let folder = list.deletingLastPathComponent().path(percentEncoded: false)
    let file = URL(filePath: feed.url).standardizedFileURL.path(percentEncoded: false)
    return file.hasPrefix(folder) ? String(file.dropFirst(folder.count)) : file
  }
}

extension String {
  /// The text as a YAML scalar: plain where every YAML reader takes it for a text, else in double quotes.
  fileprivate var yamlText: String {
    isPlainYAML ? self : "\"" + unicodeScalars.map(\.escapedForYAML).joined() + "\""
  }

  private var isPlainYAML: Bool {
    guard let first = unicodeScalars.first, first.properties.isAlphabetic || first == "/" || first == ".",
      unicodeScalars.last != " ", unicodeScalars.last != ":", !contains(": "), !contains(" #")
    else { return false }
    let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    return !words.contains(lowercased()) && Double(self) == nil
      && unicodeScalars.allSatisfy { !",[]{}\"\\\t".unicodeScalars.contains($0) && !$0.needsYAMLEscape }
  }

  /// The text as one word of a `.txt` list. Such a list has no escapes, so a double quote becomes a single one.
  fileprivate var listWord: String {
    let isWord = !isEmpty && !hasPrefix("#") && !contains { $0.isWhitespace || $0 == "\"" }
    if isWord { return self }
    let quoted = unicodeScalars.map { $0 == "\"" ? "'" : $0.needsYAMLEscape ? " " : String($0) }.joined()
    return "\"\(quoted)\""
  }
}

extension Unicode.Scalar {
  /// Controls and line separators, which a list cannot hold as they are.
  fileprivate var needsYAMLEscape: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  fileprivate var escapedForYAML: String {
    switch self {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\t": "\\t"
    default: needsYAMLEscape ? "\\u\(codePointName.dropFirst(2))" : String(self)
    }
  }
}
