import FoundationEssentials

/// Collects what the members of a JSON Feed say.
struct JSONFeedReader {
  /// What the feed said so far.
  private(set) var document: FeedDocument
  private let baseURL: String?

  /// A reader that fills `document`.
  init(document: FeedDocument, baseURL: String?) {
    self.document = document
    self.baseURL = baseURL
  }

  /// Reads the feed and its items, behind which `itemsLeftOut` more stood.
  mutating func read(_ feed: JSONValue, itemsLeftOut: Int = 0) {
    document.title = title(feed["title"])
    document.summary = feed["description"]?.string.map { field($0, isHTML: true).text } ?? ""
    document.link = url(feed["home_page_url"], baseURL)
    document.selfURL = url(feed["feed_url"], baseURL)
    document.nextPage = url(feed["next_url"], baseURL)
    document.language = feed["language"]?.string
    for hub in feed["hubs"]?.array ?? [] {
      if let url = url(hub["url"], baseURL), document.hubs.count < 100 { document.hubs.append(url) }
    }
    document.authors = Self.authors(feed)
    let items = feed["items"]?.array ?? []
    for item in items.prefix(FeedLimits.stories) {
      if let story = story(item) { document.stories.append(story) }
    }
    document.storiesLeftOut = max(items.count - FeedLimits.stories, 0) + itemsLeftOut
    document.warnAboutStoriesLeftOut()
  }

  private mutating func story(_ item: JSONValue) -> Story? {
    guard case .object = item else { return nil }
    var draft = StoryDraft()
    let title = title(item["title"])
    if !title.isEmpty { draft.title.offer(title, rank: 0) }
    if let id = id(item["id"]) { draft.id.offer(id, rank: 0) }
    if let url = url(item["url"], nil) ?? url(item["external_url"], nil) { draft.link.offer(url, rank: 0) }
    if let summary = item["summary"]?.string { draft.offerSummary(field(summary, isHTML: false), rank: 0) }
    if let html = item["content_html"]?.string {
      draft.content.offer(field(html, isHTML: true), rank: 0)
    } else if let text = item["content_text"]?.string {
      draft.content.offer(field(text, isHTML: false), rank: 0)
    }
    if let date = date(item["date_published"]) { draft.published.offer(date, rank: 0) }
    if let date = date(item["date_modified"]) { draft.updated.offer(date, rank: 0) }
    if let language = item["language"]?.string, !language.isEmpty { draft.language.offer(language, rank: 0) }
    for author in Self.authors(item) { draft.add(author, rank: 0) }
    for tag in item["tags"]?.array ?? [] { draft.addCategory(self.title(tag)) }
    for file in item["attachments"]?.array ?? [] {
      guard let address = url(file["url"], nil) else { continue }
      let size = file["size_in_bytes"]?.integer ?? file["length"]?.integer
      draft.add(
        Attachment(url: address, mimeType: file["mime_type"]?.string, size: size, title: Self.line(file["title"])))
    }
    if let image = url(item["image"], nil) ?? url(item["banner_image"], nil) { draft.addThumbnail(image) }
    var story = draft.story()
    // Text that came as text stays text.
    if item["content_html"]?.string == nil { story.contentHTML = nil }
    return story
  }

  /// `authors` of 1.1, then `author` of 1.0; either may be one or a list.
  private static func authors(_ value: JSONValue) -> [Author] {
    let list = [value["authors"], value["author"]].compactMap(\.self).flatMap { $0.array ?? [$0] }
    return list.prefix(FeedLimits.list).compactMap { entry in
      let author = Author(
        name: line(entry["name"]) ?? line(entry), url: line(entry["url"]), email: line(entry["_vigie"]?["email"]))
      return author == Author() ? nil : author
    }
  }

  // MARK: Values

  private mutating func field(_ text: String, isHTML: Bool) -> FieldText {
    var capture = FieldCapture(field: .content(rank: 0), writing: isHTML ? .html : .plain)
    capture.append(Array(text.utf8).span)
    let (html, plain) = capture.htmlAndText()
    if html.utf8.count > FeedLimits.text - 4 { noteCut(of: "a text", bytes: text.utf8.count, to: FeedLimits.text) }
    return FieldText(html: html, text: plain)
  }

  private mutating func title(_ value: JSONValue?) -> String {
    let text = value?.text ?? ""
    let title = HTMLText.title(Array(text.utf8).span)
    // A cut leaves at most three bytes out beside those that are too many.
    if title.utf8.count > FeedLimits.title - 4 { noteCut(of: "a title", bytes: text.utf8.count, to: FeedLimits.title) }
    return title
  }

  private mutating func id(_ value: JSONValue?) -> String? {
    guard let text = value?.text, !text.isEmpty else { return nil }
    guard text.utf8.count > FeedLimits.title else { return text }
    noteCut(of: "an id", bytes: text.utf8.count, to: FeedLimits.title)
    var capture = FieldCapture(field: .id(rank: 0), writing: .plain)
    capture.append(Array(text.utf8).span)
    return capture.trimmed()
  }

  private mutating func url(_ value: JSONValue?, _ base: String?) -> String? {
    guard let text = value?.string else { return nil }
    guard let url = URLResolution.cleaned(Array(text.utf8).span) else {
      if text.utf8.count > FeedLimits.url { warn("an address of \(text.utf8.count) bytes was left out") }
      return nil
    }
    return URLResolution.resolve(url, against: base)
  }

  private mutating func date(_ value: JSONValue?) -> Date? {
    guard let text = value?.text, !text.isEmpty else { return nil }
    let date = DateParser.date(Array(text.utf8).span)
    if date == nil { warn("“\(text.prefix(60))” is no date") }
    return date
  }

  private static func line(_ value: JSONValue?) -> String? {
    guard let text = value?.string else { return nil }
    let line = HTMLText.plain(Array(text.utf8).span, limit: FeedLimits.title)
    return line.isEmpty ? nil : line
  }

  private mutating func noteCut(of kind: String, bytes count: Int, to limit: Int) {
    if count > limit { warn("\(kind) of \(count) bytes was cut to \(limit)") }
  }

  private mutating func warn(_ message: String) {
    guard document.warnings.count < 50 else { return }
    document.warnings.append(ParseWarning(message: message))
  }
}
