import FeedParsing
import FoundationEssentials

/// Stories to match that come from a file: a feed, or story lines (the items of `vigie parse --lines`).
package struct StoryFile: Sendable {
  /// The stories in file order.
  package var stories: [Story]
  /// The feed that the file stands for in events.
  package var feed: EventFeed
  /// What is wrong with lines that are no stories.
  package private(set) var flaws: [InputError] = []

  /// Reads story lines: one JSON object a line, in the form of a JSON Feed 1.1 item. Blank lines count for nothing, and
  /// lines that are no stories are `flaws`.
  package init(lines bytes: [UInt8], name: String) {
    stories = []
    feed = EventFeed(id: name, url: name, title: name)
    if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
      let advice = "this is no story line but looks like a feed; try `vigie parse \(name) --lines | vigie match … -`"
      flaws.append(InputError(file: name, line: 1, message: advice))
      return
    }
    let decoder = JSONDecoder()
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      do {
        stories.append(Story(try decoder.decode(StoryLine.self, from: Data(line))))
      } catch {
        flaws.append(
          InputError(file: name, line: number, message: "this is no story line: \(StoryLine.words(of: error))"))
      }
    }
  }

  /// Reads a feed file of any format.
  /// - Throws: `InputError` when the file is no feed.
  package init(feed bytes: [UInt8], name: String) throws(InputError) {
    do throws(FeedParsingError) {
      let document = try FeedParser.parse(bytes, contentType: nil, baseURL: nil)
      stories = document.stories
      feed = EventFeed(id: name, url: name, title: document.title.isEmpty ? name : document.title)
    } catch {
      throw InputError(file: name, line: nil, message: error.description)
    }
  }
}

/// Input that cannot be used, with its place.
package struct InputError: Error, Equatable, CustomStringConvertible {
  /// The file's name as the user gave it.
  package var file: String
  /// The line, from 1, where it is known.
  package var line: Int?
  /// What is wrong, and what would be right.
  package var message: String

  package var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}

/// A story line as it stands in the file.
private struct StoryLine: Decodable {
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
  fileprivate init(_ line: StoryLine) {
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
