import Foundation
import Matching
import TestSupport
import Testing

@testable import Watching

/// The shared matching cases on the whole way that a story takes: watchlist file, story line or feed item, matcher.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct MatchingCaseTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var query: String?
    var watchlist: JSONValue?
    var files: [String: String]?
    var story: JSONValue
    var match: Bool
    var exact: [String]?
    var score: Double?

    var testDescription: String { name }
  }

  static func cases() throws -> [Case] { try SharedFolder.jsonLines("cases/matching.jsonl", as: Case.self) }

  @Test func `there are cases`() throws {
    #expect(try Self.cases().count > 500)
  }

  @Test(arguments: try cases()) func `is answered as the case says`(_ example: Case) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vigie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in example.files ?? [:] { try Data(text.utf8).write(to: folder.appending(path: name)) }

    var watchlist = example.watchlist?.members ?? ["query": .string(example.query ?? "")]
    watchlist["id"] = .string("case")
    let file = folder.appending(path: "case.yaml")
    // JSON is YAML.
    try Data(JSONValue.object(watchlist).json.utf8).write(to: file)
    let (entries, problems) = WatchlistFiles.load(paths: [file.path])
    #expect(problems.filter { $0.severity == .error } == [])

    let stories = try Self.stories(of: example.story)
    let set = WatchlistSet(entries)
    let findings = stories.stories.flatMap { set.findings(in: $0, of: stories.feed) }
    #expect(!findings.isEmpty == example.match)
    if let exact = example.exact, example.match {
      let hits = Set(findings.flatMap(\.match.hits).map(\.exact))
      #expect(!hits.isEmpty && hits.isSubset(of: Set(exact)), "\(hits)")
    }
    if let score = example.score, example.match { #expect(findings.first?.match.score == score) }
  }

  /// The story as a story line, or as the only item of a feed.
  static func stories(of story: JSONValue) throws -> StoryFile {
    guard story["rss_title"] != nil || story["rss_description"] != nil else {
      return StoryFile(lines: Array(try story.json.utf8), name: "case.jsonl")
    }
    let language = story.language.text.map { "<language>\($0)</language>" } ?? ""
    let title = story.rss_title.text ?? ""
    let description = story.rss_description.text.map { "<description>\($0)</description>" } ?? ""
    let feed = """
      <rss version="2.0"><channel><title>t</title>\(language)<item><title>\(title)</title>\(description)</item></channel></rss>
      """
    return try StoryFile(feed: Array(feed.utf8), name: "case.xml")
  }
}
