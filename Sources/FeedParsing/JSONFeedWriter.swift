import FoundationEssentials

/// Writes documents as JSON Feed 1.1, in UTF-8 that no terminal can be driven by.
package struct JSONFeedWriter {
  private var output: [UInt8] = []
  private var needsComma = false

  /// A writer that has written nothing.
  package init() {}

  /// A whole document, on one line.
  package static func document(_ document: FeedDocument) -> [UInt8] {
    var writer = JSONFeedWriter()
    writer.write(document)
    return writer.output
  }

  /// One story as an item, on one line: a line of `vigie parse --lines`.
  package static func item(_ story: Story) -> [UInt8] {
    var writer = JSONFeedWriter()
    writer.write(story)
    return writer.output
  }

  // MARK: The model

  private mutating func write(_ document: FeedDocument) {
    object { writer in
      writer.member("version", "https://jsonfeed.org/version/1.1")
      writer.member("title", document.title)
      writer.optionalMember("home_page_url", document.link)
      writer.optionalMember("feed_url", document.selfURL)
      if !document.summary.isEmpty { writer.member("description", document.summary) }
      writer.optionalMember("next_url", document.nextPage)
      writer.optionalMember("language", document.language)
      writer.write(document.authors)
      if !document.hubs.isEmpty {
        writer.list("hubs", document.hubs) { writer, hub in
          writer.object {
            $0.member("type", "WebSub")
            $0.member("url", hub)
          }
        }
      }
      writer.name("_vigie")
      writer.writeExtension(of: document)
      writer.list("items", document.stories) { $0.write($1) }
    }
  }

  private mutating func writeExtension(of document: FeedDocument) {
    object { writer in
      writer.member("format", document.format.rawValue)
      writer.member("encoding", document.encoding)
      writer.optionalMember("updated", document.updated.map(Self.timestamp))
      writer.optionalMember("ttl", document.ttlMinutes)
      if !document.skipHours.isEmpty { writer.list("skip_hours", document.skipHours) { $0.value($1) } }
      if !document.skipDays.isEmpty { writer.list("skip_days", document.skipDays) { $0.value($1) } }
      writer.optionalMember("update_period", document.updatePeriod)
      writer.optionalMember("update_frequency", document.updateFrequency)
      writer.optionalMember("previous_archive", document.previousArchive)
      writer.optionalMember("next_archive", document.nextArchive)
      if !document.sitemaps.isEmpty { writer.list("sitemaps", document.sitemaps) { $0.value($1) } }
      writer.name("degraded")
      writer.raw(document.isDegraded ? "true" : "false")
      if !document.warnings.isEmpty {
        writer.list("warnings", document.warnings) { writer, warning in
          writer.object {
            $0.optionalMember("line", warning.line)
            $0.member("message", warning.message)
          }
        }
      }
    }
  }

  private mutating func write(_ story: Story) {
    object { writer in
      writer.member("id", story.id)
      writer.optionalMember("url", story.url)
      if !story.title.isEmpty { writer.member("title", story.title) }
      if story.summaryHTML != nil || !story.summary.isEmpty { writer.member("summary", story.summary) }
      if let html = story.contentHTML {
        writer.member("content_html", html)
      } else {
        writer.member("content_text", story.contentText.isEmpty ? story.summary : story.contentText)
      }
      writer.optionalMember("date_published", story.published.map(Self.timestamp))
      writer.optionalMember("date_modified", story.updated.map(Self.timestamp))
      writer.write(story.authors)
      if !story.categories.isEmpty { writer.list("tags", story.categories) { $0.value($1) } }
      writer.optionalMember("language", story.language)
      if !story.attachments.isEmpty {
        writer.list("attachments", story.attachments) { writer, file in
          writer.object {
            $0.member("url", file.url)
            $0.optionalMember("mime_type", file.mimeType)
            $0.optionalMember("title", file.title)
            $0.optionalMember("size_in_bytes", file.size)
          }
        }
      }
    }
  }

  private mutating func write(_ authors: [Author]) {
    guard !authors.isEmpty else { return }
    list("authors", authors) { writer, author in
      writer.object {
        $0.optionalMember("name", author.name)
        $0.optionalMember("url", author.url)
        if let email = author.email {
          $0.name("_vigie")
          $0.object { $0.member("email", email) }
        }
      }
    }
  }

  // MARK: JSON

  private mutating func object(_ members: (inout JSONFeedWriter) -> Void) {
    separate()
    output.append(UInt8(ascii: "{"))
    needsComma = false
    members(&self)
    output.append(UInt8(ascii: "}"))
    needsComma = true
  }

  private mutating func list<Element>(
    _ name: String, _ elements: [Element], _ write: (inout JSONFeedWriter, Element) -> Void
  ) {
    self.name(name)
    output.append(ASCII.bracket)
    needsComma = false
    for element in elements { write(&self, element) }
    output.append(UInt8(ascii: "]"))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { output.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func name(_ name: String) {
    separate()
    string(name)
    output.append(ASCII.colon)
    needsComma = false
  }

  private mutating func member(_ name: String, _ value: String) {
    self.name(name)
    self.value(value)
  }

  private mutating func optionalMember(_ name: String, _ value: String?) {
    if let value { member(name, value) }
  }

  private mutating func optionalMember(_ name: String, _ value: Int?) {
    guard let value else { return }
    self.name(name)
    self.value(value)
  }

  private mutating func value(_ text: String) {
    separate()
    string(text)
  }

  private mutating func value(_ number: Int) { raw(String(number)) }

  private mutating func raw(_ text: String) {
    separate()
    output.append(text)
  }

  private mutating func string(_ text: String) {
    output.append(ASCII.quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output.append("\\\"")
      case "\\": output.append("\\\\")
      case "\n": output.append("\\n")
      case "\r": output.append("\\r")
      case "\t": output.append("\\t")
      case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{61C}", "\u{200E}", "\u{200F}",
        "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        let digits = String(scalar.value, radix: 16)
        output.append("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
      default: output.append(scalar)
      }
    }
    output.append(ASCII.quote)
  }

  /// An instant as RFC 3339 in UTC, with its milliseconds where it has any.
  static func timestamp(_ date: Date) -> String {
    let milliseconds = Int((date.timeIntervalSince1970 * 1_000).rounded(.down))
    let days = Int((Double(milliseconds) / 86_400_000).rounded(.down))
    let rest = milliseconds - days * 86_400_000
    let (year, month, day) = CivilDate.civil(daysSince1970: days)
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    let second = rest / 1_000
    let fraction = rest % 1_000 == 0 ? "" : "." + padded(rest % 1_000, 3)
    return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) + "T" + padded(second / 3_600, 2) + ":"
      + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2) + fraction + "Z"
  }
}
