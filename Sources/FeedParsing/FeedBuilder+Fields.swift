import FoundationEssentials

/// What feeds say in text.
extension FeedBuilder {
  mutating func begin(_ field: Field, _ writing: FieldCapture.Writing) {
    capture.begin(field, writing)
    isCapturing = true
  }

  /// What a field's text is written in, by its attributes and by the habits of its dialect.
  func writing(of element: borrowing XMLElement, _ field: Field) -> FieldCapture.Writing {
    switch field {
    case .title, .summary, .content: break
    case .author, .category, .keywords: return .plain
    default: return .plain
    }
    let namespace = resolved(element.name.name).namespace
    if namespace == .xhtml { return .markup }
    let type = element.count > 0 ? element[.type]?.lowercased() : nil
    let mode = element.count > 0 ? element[.mode]?.lowercased() : nil
    if mode == "base64" { return .base64(isHTML: type?.contains("html") ?? false) }
    guard namespace == .atom else { return type == "text/plain" || type == "plain" ? .plain : .html }
    switch type {
    case "xhtml", "application/xhtml+xml": return .markup
    case "html", "text/html": return mode == "xml" ? .markup : .html
    case nil: return mode == "escaped" ? .html : .plain
    case "text", "text/plain": return .plain
    case let type? where type.hasSuffix("+xml") || type.hasSuffix("/xml"): return .markup
    case let type?: return type.hasPrefix("text/") || !type.contains("/") ? .plain : .base64(isHTML: true)
    }
  }

  mutating func finishCapture() {
    isCapturing = false
    if draft != nil { finishStoryField() } else { finishFeedField() }
  }

  private mutating func finishStoryField() {
    switch capture.field {
    case .title(let rank):
      if draft?.title.wants(rank) ?? false, let text = title() {
        draft?.title.offer(text, rank: rank)
      }
    case .summary(let rank):
      if draft?.wantsSummary(rank) ?? false, let text = fieldText() { draft?.offerSummary(text, rank: rank) }
    case .content(let rank):
      if draft?.content.wants(rank) ?? false, let text = fieldText() { draft?.content.offer(text, rank: rank) }
    case .link:
      if let url = address() {
        let base = base(in: contexts.last)
        draft?.link.offer(base == baseURL ? url : URLResolution.resolve(url, against: base), rank: 0)
      }
    case .id(let rank):
      if let id = identifier() { draft?.id.offer(id, rank: rank) }
    case .published(let rank):
      if let date = date() { draft?.published.offer(date, rank: rank) }
    case .updated(let rank):
      if let date = date() { draft?.updated.offer(date, rank: rank) }
    case .author(let rank):
      if let author = AuthorText.author(capture.title()) { draft?.add(author, rank: rank) }
    case .category:
      draft?.addCategory(capture.title())
    case .keywords:
      for label in capture.title().split(separator: ",") { draft?.addCategory(String(label.drop { $0 == " " })) }
    case .language:
      if let language = nonEmpty(capture.trimmed()) { draft?.language.offer(language, rank: 0) }
    case .personName, .personURI, .personEmail:
      finishPersonField()
    default: break
    }
  }

  private mutating func finishFeedField() {
    switch capture.field {
    case .title(let rank):
      if let text = title() { feedDraft.title.offer(text, rank: rank) }
    case .summary(let rank):
      if let text = fieldText() { feedDraft.summary.offer(text, rank: rank) }
    case .link:
      if let url = address() { feedDraft.link.offer(url, rank: 0) }
    case .updated(let rank):
      if let date = date() { feedDraft.updated.offer(date, rank: rank) }
    case .author(let rank):
      if let author = AuthorText.author(capture.title()) { feedDraft.add(author, rank: rank) }
    case .language:
      if let language = nonEmpty(capture.trimmed()) { feedDraft.language.offer(language, rank: 0) }
    case .ttl: document.ttlMinutes = document.ttlMinutes ?? number()
    case .skipHour:
      if let hour = number(), (0...24).contains(hour), document.skipHours.count < 24 {
        document.skipHours.append(hour % 24)
      }
    case .skipDay:
      if let day = nonEmpty(capture.trimmed()), document.skipDays.count < 7 { document.skipDays.append(day) }
    case .updatePeriod: document.updatePeriod = document.updatePeriod ?? nonEmpty(capture.trimmed())
    case .updateFrequency: document.updateFrequency = document.updateFrequency ?? number()
    case .sitemapAddress:
      if let url = address(), document.sitemaps.count < 50_000 { document.sitemaps.append(url) }
    case .personName, .personURI, .personEmail:
      finishPersonField()
    default: break
    }
  }

  private mutating func finishPersonField() {
    switch capture.field {
    case .personName:
      if person?.name == nil, let name = nonEmpty(capture.title()) { person?.name = name }
    case .personURI:
      if person?.url == nil, let url = address() {
        let base = base(in: contexts.last)
        person?.url = URLResolution.resolve(url, against: base)
      }
    default:
      if person?.email == nil, let email = nonEmpty(capture.trimmed()) { person?.email = email }
    }
  }

  private mutating func fieldText() -> FieldText? {
    let (html, text) = capture.htmlAndText()
    if capture.bytes.count > FeedLimits.text, html.utf8.count > FeedLimits.text - 4 {
      warn("a text of \(capture.bytes.count) bytes was cut to \(FeedLimits.text)")
    }
    return html.isEmpty ? nil : FieldText(html: html, text: text)
  }

  private mutating func title() -> String? {
    let text = capture.title()
    // A cut leaves at most three bytes out beside those that are too many.
    if capture.bytes.count > FeedLimits.title, text.utf8.count > FeedLimits.title - 4 {
      warn("a title of \(capture.bytes.count) bytes was cut to \(FeedLimits.title)")
    }
    return nonEmpty(text)
  }

  private mutating func identifier() -> String? {
    let length = capture.bytes.span.trimmedRange.count
    if length > FeedLimits.title { warn("an id of \(length) bytes was cut to \(FeedLimits.title)") }
    return nonEmpty(capture.trimmed())
  }

  private mutating func address() -> String? {
    if let url = capture.url() { return url }
    let length = capture.bytes.span.trimmedRange.count
    if length > FeedLimits.url { warn("an address of \(length) bytes was left out") }
    return nil
  }

  private func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }

  private func number() -> Int? { Int(capture.trimmed()) }

  private mutating func date() -> Date? {
    if let date = DateParser.date(capture.bytes.span) { return date }
    if !capture.bytes.span.trimmedRange.isEmpty { warn("“\(capture.trimmed().prefix(60))” is no date") }
    return nil
  }

  /// Keeps a finding about the line that the reader is at, unless there are many already.
  mutating func warn(_ message: String) {
    guard document.warnings.count < 50 else { return }
    document.warnings.append(ParseWarning(line: line, message: message))
  }
}
