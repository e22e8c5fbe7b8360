import FoundationEssentials

/// Writes documents as JSON Feed 1.1, in UTF-8 that no terminal can be driven by.
package enum JSONFeedWriter {
  /// A whole document, on one line.
  package static func document(_ document: FeedDocument) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("version", "https://jsonfeed.org/version/1.1")
      json.member("title", document.title)
      json.known("home_page_url", document.link)
      json.known("feed_url", document.selfURL)
      json.member("description", document.summary)
      json.known("next_url", document.nextPage)
      json.known("language", document.language)
      json.known("authors", document.authors) { writeMembers(of: $1, to: &$0) }
      json.known("hubs", document.hubs) {
        $0.member("type", "WebSub")
        $0.member("url", $1)
      }
      json.member("_vigie", object: { writeExtension(of: document, to: &$0) })
      json.member(
        "items",
        array: { items in
          for story in document.stories { items.object { writeMembers(of: story, to: &$0) } }
        })
    }
    return json.bytes
  }

  /// One story as an item, on one line: a line of `vigie parse --lines`.
  package static func item(_ story: Story) -> [UInt8] {
    var json = JSONWriter()
    json.object { writeMembers(of: story, to: &$0) }
    return json.bytes
  }

  private static func writeExtension(of document: FeedDocument, to json: inout JSONWriter) {
    json.member("format", document.format.rawValue)
    json.member("encoding", document.encoding)
    json.known("updated", document.updated.map(timestamp))
    json.known("ttl", document.ttlMinutes)
    if !document.skipHours.isEmpty {
      json.member("skip_hours", array: { for hour in document.skipHours { $0.integer(hour) } })
    }
    json.known("skip_days", document.skipDays)
    json.known("update_period", document.updatePeriod)
    json.known("update_frequency", document.updateFrequency)
    json.known("previous_archive", document.previousArchive)
    json.known("next_archive", document.nextArchive)
    json.known("sitemaps", document.sitemaps)
    json.member("degraded", document.isDegraded)
    json.known("warnings", document.warnings) {
      $0.known("line", $1.line)
      $0.member("message", $1.message)
    }
  }

  private static func writeMembers(of story: Story, to json: inout JSONWriter) {
    json.member("id", story.id)
    json.known("url", story.url)
    json.known("title", story.title)
    if story.summaryHTML != nil || !story.summary.isEmpty { json.member("summary", story.summary) }
    if let html = story.contentHTML {
      json.member("content_html", html)
    } else {
      json.member("content_text", story.contentText.isEmpty ? story.summary : story.contentText)
    }
    json.known("date_published", story.published.map(timestamp))
    json.known("date_modified", story.updated.map(timestamp))
    json.known("authors", story.authors) { writeMembers(of: $1, to: &$0) }
    json.known("tags", story.categories)
    json.known("language", story.language)
    json.known("attachments", story.attachments) {
      $0.member("url", $1.url)
      $0.known("mime_type", $1.mimeType)
      $0.known("title", $1.title)
      $0.known("size_in_bytes", $1.size)
    }
  }

  private static func writeMembers(of author: Author, to json: inout JSONWriter) {
    json.known("name", author.name)
    json.known("url", author.url)
    if let email = author.email { json.member("_vigie", object: { $0.member("email", email) }) }
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

/// Members that are left out where there is nothing to say.
extension JSONWriter {
  fileprivate mutating func known(_ key: String, _ value: String?) {
    if let value, !value.isEmpty { member(key, value) }
  }

  fileprivate mutating func known(_ key: String, _ value: Int?) {
    if let value { member(key, value) }
  }

  fileprivate mutating func known(_ key: String, _ values: [String]) {
    if !values.isEmpty { member(key, values) }
  }

  fileprivate mutating func known<Element>(
    _ key: String, _ elements: [Element], members: (inout JSONWriter, Element) -> Void
  ) {
    guard !elements.isEmpty else { return }
    member(key, array: { for element in elements { $0.object { members(&$0, element) } } })
  }
}
