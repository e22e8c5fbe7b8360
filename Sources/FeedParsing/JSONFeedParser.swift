import FoundationEssentials

/// Reads JSON Feed 1.0 and 1.1, with patience for values of the wrong type.
enum JSONFeedParser {
  /// Whether a document is JSON rather than XML.
  static func looksLikeJSON(_ bytes: borrowing Span<UInt8>, at start: Int) -> Bool {
    bytes[start] == UInt8(ascii: "{") || bytes[start] == ASCII.bracket
  }

  /// The feed that a JSON document is.
  static func parse(_ decoded: DecodedText, baseURL: String?) throws(FeedParsingError) -> FeedDocument {
    let value: JSONValue
    var repaired: JSONRepair.Result?
    do {
      value = try JSONDecoder().decode(JSONValue.self, from: Data(decoded.bytes))
    } catch {
      let mended = JSONRepair.repair(decoded.bytes.span)
      repaired = mended
      do {
        value = try JSONDecoder().decode(JSONValue.self, from: Data(mended.bytes))
      } catch {
        throw .brokenJSON(reason: "it is malformed")
      }
    }
    let version = value["version"]?.string ?? ""
    guard case .object = value, version.contains("jsonfeed.org") || value["items"]?.array != nil else {
      throw refusal(of: value)
    }
    var document = FeedDocument(format: version.hasSuffix("/1") ? .json10 : .json11, encoding: decoded.encoding)
    document.title = title(value["title"])
    document.summary = text(value["description"])
    document.link = url(value["home_page_url"], baseURL)
    document.selfURL = url(value["feed_url"], baseURL)
    document.nextPage = url(value["next_url"], baseURL)
    document.language = value["language"]?.string
    document.hubs = (value["hubs"]?.array ?? []).compactMap { url($0["url"], baseURL) }
    document.authors = authors(value)
    let items = value["items"]?.array ?? []
    document.stories = items.prefix(FeedLimits.stories).compactMap { story($0) }
    if items.count > FeedLimits.stories {
      let rest = items.count - FeedLimits.stories
      document.warnings.append(
        ParseWarning(message: "the document has \(rest) stories more than the \(FeedLimits.stories) that are read"))
    }
    document.completeStories(baseURL: baseURL)
    if let repaired {
      document.isDegraded = repaired.isTruncated
      document.warnings.append(
        ParseWarning(message: repaired.isTruncated ? "the JSON is cut off" : "the JSON is malformed and was mended"))
    }
    return document
  }

  private static func refusal(of value: JSONValue) -> FeedParsingError {
    let error = value["error"] ?? value["errors"]?.array?.first ?? value["message"]
    guard let error else { return .notAJSONFeed }
    let message = error.string ?? error["message"]?.string ?? value["message"]?.string ?? "no words given"
    return .jsonError(message: String(message.prefix(200)))
  }

  private static func story(_ item: JSONValue) -> Story? {
    guard case .object = item else { return nil }
    var draft = StoryDraft()
    let title = title(item["title"])
    if !title.isEmpty { draft.title.offer(title, rank: 0) }
    if let id = item["id"]?.text, !id.isEmpty { draft.id.offer(id, rank: 0) }
    if let url = url(item["url"], nil) ?? url(item["external_url"], nil) { draft.link.offer(url, rank: 0) }
    if let summary = item["summary"]?.string { draft.summary.offer(field(summary, isHTML: false), rank: 0) }
    if let html = item["content_html"]?.string {
      draft.content.offer(field(html, isHTML: true), rank: 0)
    } else if let text = item["content_text"]?.string {
      draft.content.offer(field(text, isHTML: false), rank: 0)
    }
    if let date = date(item["date_published"]) { draft.published.offer(date, rank: 0) }
    if let date = date(item["date_modified"]) { draft.updated.offer(date, rank: 0) }
    if let language = item["language"]?.string, !language.isEmpty { draft.language.offer(language, rank: 0) }
    for author in authors(item) { draft.add(author, rank: 0) }
    for tag in item["tags"]?.array ?? [] { draft.addCategory(Self.title(tag)) }
    for file in item["attachments"]?.array ?? [] {
      guard let address = url(file["url"], nil) else { continue }
      let size = file["size_in_bytes"]?.integer ?? file["length"]?.integer
      draft.add(
        Attachment(url: address, mimeType: file["mime_type"]?.string, size: size, title: file["title"]?.string))
    }
    if let image = url(item["image"], nil) ?? url(item["banner_image"], nil) { draft.addThumbnail(image) }
    var story = draft.story()
    // Text that came as text stays text.
    if item["content_html"]?.string == nil { story.contentHTML = nil }
    return story
  }

  private static func field(_ text: String, isHTML: Bool) -> FieldText {
    var capture = FieldCapture(field: .content(rank: 0), writing: isHTML ? .html : .plain)
    capture.append(Array(text.utf8).span)
    let (html, text) = capture.htmlAndText()
    return FieldText(html: html, text: text)
  }

  private static func title(_ value: JSONValue?) -> String {
    HTMLText.title(Array((value?.text ?? "").utf8).span)
  }

  private static func text(_ value: JSONValue?) -> String {
    HTMLText.body(Array((value?.string ?? "").utf8).span)
  }

  private static func url(_ value: JSONValue?, _ base: String?) -> String? {
    guard let text = value?.string, let url = URLResolution.cleaned(Array(text.utf8).span) else { return nil }
    return URLResolution.resolve(url, against: base)
  }

  private static func date(_ value: JSONValue?) -> Date? {
    DateParser.date(Array((value?.text ?? "").utf8).span)
  }

  /// `authors` of 1.1, then `author` of 1.0.
  private static func authors(_ value: JSONValue) -> [Author] {
    let list = (value["authors"]?.array ?? []) + (value["author"].map { [$0] } ?? [])
    return list.prefix(FeedLimits.list).compactMap { entry in
      let author = Author(
        name: (entry["name"]?.string ?? entry.string).flatMap { $0.isEmpty ? nil : $0 }, url: entry["url"]?.string,
        email: entry["_vigie"]?["email"]?.string)
      return author == Author() ? nil : author
    }
  }
}
