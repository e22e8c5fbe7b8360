import FeedParsing
import FoundationEssentials

/// A story line as it stands in the file.
struct StoryLine: Decodable {
  struct Person: Decodable {
    var name: String?
    var url: String?
  }

  /// An id, which some programs write as a number.
  struct Identifier: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      do {
        text = String(try value.decode(Int64.self))
      } catch DecodingError.typeMismatch {
        text = try value.decode(String.self)
      }
    }
  }

  var id: Identifier?
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
  /// The story of a line. Programs that write every key leave the text empty where there is none.
  init(_ line: StoryLine) {
    let texts = [line.title, line.summary, line.contentText, line.contentHTML].compactMap(\.self)
    let hash = { SHA256.digest(parts: texts).prefix(16).hexadecimal }
    let id = line.id.flatMap { $0.text.isEmpty ? nil : $0.text }
    let link = line.url.flatMap { $0.isEmpty ? nil : $0 }
    let origin: StoryIDOrigin = id != nil ? .publisher : link != nil ? .link : .text
    self.init(id: id ?? link ?? hash(), idOrigin: origin)
    title = line.title ?? ""
    url = link
    summary = line.summary ?? ""
    let text = line.contentText ?? ""
    let content = text.isEmpty ? line.contentHTML.map(HTMLText.plainText) ?? "" : text
    contentText = content == summary ? "" : content
    contentHTML = line.contentHTML
    authors = (line.authors ?? []).map { Author(name: $0.name, url: $0.url) }
    categories = line.tags ?? []
    published = line.datePublished.flatMap { FeedDate.parse($0) }
    updated = line.dateModified.flatMap { FeedDate.parse($0) }
    language = line.language
  }
}
