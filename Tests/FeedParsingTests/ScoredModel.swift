import Foundation

@testable import FeedParsing

/// A document as the corpus's assertions address it.
struct ScoredModel {
  private let root: JSONValue

  /// The model of what `vigie parse` prints.
  init(of document: FeedDocument) {
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    func date(_ value: Date?) -> JSONValue { text(value.map(JSONFeedWriter.timestamp)) }
    func number(_ value: Int?) -> JSONValue { value.map { .number(Double($0)) } ?? .null }
    let entries = document.stories.map { story in
      let content = story.contentHTML ?? (story.contentText.isEmpty ? story.summary : story.contentText)
      let hasSummary = story.summaryHTML != nil || !story.summary.isEmpty
      let authors = story.authors.map {
        JSONValue.object(["name": text($0.name), "uri": text($0.url), "email": text($0.email)])
      }
      let files = story.attachments.map {
        JSONValue.object(["url": text($0.url), "type": text($0.mimeType), "length": number($0.size)])
      }
      return JSONValue.object([
        "id": text(story.id), "title": story.title.isEmpty ? .null : text(story.title), "link": text(story.url),
        "summary": hasSummary ? text(story.summary) : .null, "content": text(content),
        "published": date(story.published), "updated": date(story.updated), "authors": .array(authors),
        "categories": .array(story.categories.map(JSONValue.string)), "enclosures": .array(files),
        "language": text(story.language),
      ])
    }
    let feed = JSONValue.object([
      "title": text(document.title), "link": text(document.link), "self": text(document.selfURL),
      "description": text(document.summary), "language": text(document.language),
      "updated": date(document.updated), "ttl": number(document.ttlMinutes), "hub": text(document.hubs.first),
      "skipHours": .array(document.skipHours.map { number($0) }),
      "skipDays": .array(document.skipDays.map(JSONValue.string)),
    ])
    root = .object(["encoding": text(document.encoding), "feed": feed, "entries": .array(entries)])
  }

  /// Whether any of an assertion's paths has any of its values.
  func satisfies(_ check: CorpusTests.Check) -> Bool {
    ([check.path] + (check.alt ?? [])).contains { path in
      let found = value(at: path)
      return ([check.value] + (check.alt_values ?? [])).contains { Self.agree(found, $0, check.cmp) }
    }
  }

  private func value(at path: [JSONValue]) -> JSONValue {
    var value = root
    for step in path {
      if step.string == "#" { return .number(Double(value.array?.count ?? 0)) }
      if let name = step.string {
        value = value[name] ?? .null
      } else if let index = step.integer, let list = value.array, index < list.count {
        value = list[index]
      } else {
        return .null
      }
    }
    return value
  }

  private static func agree(_ found: JSONValue, _ wanted: JSONValue, _ comparison: String) -> Bool {
    if comparison == "list" { return found.array?.map(\.text) == wanted.array?.map(\.text) }
    if comparison == "one_of" { return wanted.array?.contains { $0.text == found.text } ?? false }
    if comparison == "author_string" { return names(found).contains(collapsed(wanted.text ?? "")) }
    guard let found = found.text, let wanted = wanted.text else { return false }
    switch comparison {
    case "text": return collapsed(found) == wanted || stripped(found) == wanted.filter { !$0.isWhitespace }
    case "date": return seconds(found) != nil && seconds(found) == seconds(wanted)
    case "lang": return found.lowercased() == wanted.lowercased()
    case "encoding": return family(found) == family(wanted)
    default:
      return found.trimmingCharacters(in: .whitespacesAndNewlines)
        == wanted.trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  private static func collapsed(_ text: String) -> String {
    text.split { $0.isWhitespace || $0 == "\u{200B}" || $0 == "\u{FEFF}" }.joined(separator: " ")
  }

  /// The text without tags, scripts and white space: simpler than the parser's own reading, so as to judge it.
  private static func stripped(_ html: String) -> String {
    var text: [UInt8] = []
    var bytes = Array(html.utf8)[...]
    while let byte = bytes.first {
      let next = bytes.dropFirst().first ?? 0
      if byte == UInt8(ascii: "<"), next.isLetter || next == UInt8(ascii: "/") || next == UInt8(ascii: "!"),
        let end = bytes.firstIndex(of: UInt8(ascii: ">"))
      {
        let isScript = ["<script", "<style"].contains { bytes.starts(with: $0.utf8) }
        bytes = bytes[(end + 1)...]
        if isScript { bytes = bytes.drop { $0 != UInt8(ascii: "<") } }
      } else {
        text.append(byte)
        bytes = bytes.dropFirst()
      }
    }
    let plain = HTMLText.decodingReferences(text.span).span.string
    return String(plain.filter { !$0.isWhitespace && $0 != "\u{A0}" && $0 != "\u{200B}" && $0 != "\u{FEFF}" })
  }

  private static func seconds(_ text: String) -> Int? {
    DateParser.date(Array(text.utf8).span).map { Int($0.timeIntervalSince1970.rounded(.down)) }
  }

  private static func family(_ name: String) -> String {
    switch name.lowercased() {
    case "gb2312", "gbk": "gb18030"
    case "iso-8859-1": "windows-1252"
    case "us-ascii", "ascii", "utf8": "utf-8"
    case "sjis", "shift-jis": "shift_jis"
    case let name where name.hasPrefix("utf-16") || name.hasPrefix("utf_16") || name == "utf16" || name == "u16":
      "utf-16"
    case let name where name.hasPrefix("utf-32") || name.hasPrefix("utf_32") || name == "utf32": "utf-32"
    case let name: name
    }
  }

  private static func names(_ authors: JSONValue) -> [String] {
    var forms: [String] = []
    let list = authors.array ?? []
    for author in list {
      let (name, email) = (author["name"]?.string, author["email"]?.string)
      forms += [name, email].compactMap(\.self)
      if let name, let email { forms += ["\(name) (\(email))", "\(email) (\(name))", "\(name) <\(email)>"] }
    }
    forms.append(list.map { $0["name"]?.string ?? "" }.joined(separator: ", "))
    return forms.map(collapsed)
  }
}
