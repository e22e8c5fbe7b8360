import Foundation

@testable import FeedParsing

/// A document of the corpus, and what is known of its whole before parts of it are read.
struct WildDocument {
  let name: String
  let bytes: [UInt8]
  /// The whole as it is read; nil if it is refused.
  let whole: FeedDocument?
  /// Where each of its stories ends, in bytes; empty where that cannot be told from the bytes alone.
  private let storyEnds: [Int]

  /// The document of that name, read once.
  init(name: String) throws {
    self.name = name
    bytes = try SharedCorpus.bytes(of: name)
    whole = try? FeedParser.parse(bytes, contentType: nil, baseURL: "http://example.org/")
    let ends = Self.endTags(in: bytes)
    // Otherwise an end tag stands in a comment or a section, or one is missing.
    storyEnds = ends.count == whole?.stories.count && whole?.isDegraded == false ? ends : []
  }

  /// What is wrong with the reading of the first `length` bytes; nil if nothing is.
  func fault(of part: FeedDocument?, upTo length: Int) -> String? {
    guard let whole else { return nil }
    let stories = part?.stories ?? []
    let ended = storyEnds.prefix { $0 <= length }.count
    if stories.count < ended, part?.encoding ?? whole.encoding == whole.encoding {
      return "has \(stories.count) of the \(ended) stories that end before"
    }
    guard let part, part.encoding == whole.encoding else { return nil }
    if stories.count > whole.stories.count + 1 {
      return "has \(stories.count) stories, the whole \(whole.stories.count)"
    }
    // The last story may be cut, and the others are complete.
    for (story, other) in zip(stories.dropLast(), whole.stories) {
      if let field = Self.difference(of: story, from: other) {
        return "has another \(field) in the story “\(other.title.prefix(40))”"
      }
    }
    return nil
  }

  /// The lengths at which the document is cut: all up to `limit` of them, else as many evenly, and behind tags and lines.
  func cuts(atMost limit: Int) -> [Int] {
    guard bytes.count > limit else { return Array(bytes.indices) }
    let even = stride(from: 0, to: bytes.count, by: max(1, bytes.count * 2 / limit))
    let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: ">") || bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    let some = stride(from: 0, to: ends.count, by: max(1, ends.count * 2 / limit)).map { ends[$0] }
    return Array(Set(even).union(some)).sorted()
  }

  private static func difference(of story: Story, from other: Story) -> String? {
    if story.title != other.title { return "title" }
    if story.idOrigin == .publisher, story.id != other.id { return "id" }
    if story.summary != other.summary { return "summary" }
    if story.contentText != other.contentText { return "content" }
    if story.published != other.published || story.updated != other.updated { return "date" }
    return story.categories == other.categories ? nil : "category"
  }

  private static func endTags(in bytes: [UInt8]) -> [Int] {
    let tags = ["</item>", "</entry>", "</url>"].map { Array($0.utf8) }
    return bytes.indices.filter { bytes[$0] == UInt8(ascii: "<") }.compactMap { start in
      tags.first { bytes[start...].starts(with: $0) { $0 | 0x20 == $1 | 0x20 } }.map { start + $0.count }
    }
  }
}
