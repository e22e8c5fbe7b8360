import FeedParsing
import FoundationEssentials

/// A story line as it stands in the file.
struct StoryLine: Decodable {
  struct Person: Decodable {
    var name: String?
    var url: String?
  }

  var id: String?
  var url: String?
  var title: String?
  var summary: String?
  var contentHTML: String?
  var contentText: String?
  var datePublished: String?
  var dateModified: String?
  var authors: [Person]?
  var tags: [String]?
  var language: String?

  enum CodingKeys: String, CodingKey {
    case id, url, title, summary, authors, tags, language
    case contentHTML = "content_html"
    case contentText = "content_text"
    case datePublished = "date_published"
    case dateModified = "date_modified"
  }

  /// What the decoder found, in plain words.
  static func words(of error: any Error) -> String {
    switch error {
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      return key.isEmpty ? "a JSON object is needed" : "`\(key)` has the wrong type"
    default: return "it is not valid JSON"
    }
  }
}

extension Story {
  /// The story of a line.
  init(_ line: StoryLine) {
    let texts = [line.title, line.summary, line.contentText, line.contentHTML].compactMap(\.self)
    let hash = { SHA256.digest(parts: texts).prefix(16).hexadecimal }
    let origin: StoryIDOrigin = line.id != nil ? .publisher : line.url != nil ? .link : .text
    self.init(id: line.id ?? line.url ?? hash(), idOrigin: origin)
    title = line.title ?? ""
    url = line.url
    summary = line.summary ?? ""
    let content = line.contentText ?? line.contentHTML.map(HTMLText.plainText) ?? ""
    contentText = content == summary ? "" : content
    contentHTML = line.contentHTML
    authors = (line.authors ?? []).map { Author(name: $0.name, url: $0.url) }
    categories = line.tags ?? []
    published = line.datePublished.flatMap { FeedDate.parse($0) }
    updated = line.dateModified.flatMap { FeedDate.parse($0) }
    language = line.language
  }
}
