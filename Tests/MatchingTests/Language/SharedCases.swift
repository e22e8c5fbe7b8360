import Foundation

/// The examples that stand beside the checkout, one JSON object a line.
enum SharedCases {
  /// The folder of the examples, if this checkout stands beside one.
  static let folder: URL? = {
    if let named = ProcessInfo.processInfo.environment["VIGIE_SHARED"] {
      return URL(filePath: named).appending(path: "cases")
    }
    var place = URL(filePath: #filePath).resolvingSymlinksInPath()
    while place.path != "/" {
      place.deleteLastPathComponent()
      let candidate = place.appending(path: "shared/cases")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
    }
    return nil
  }()

  static var isAbsent: Bool { folder == nil }

  /// Reads every line of a file as a value; nothing when the examples are absent.
  static func lines<Value: Decodable>(of file: String, as type: Value.Type) throws -> [Value] {
    guard let folder else { return [] }
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    return try text.split(separator: "\n").map { try JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
  }
}

/// An example of `errors.jsonl`.
struct ErrorCase: Decodable {
  struct Expected: Decodable {
    var line: Int?
    var columns: [Int]?
    var also: [[Int]]?
    var end: Bool?
    var message: String
  }

  var name: String
  var query: String?
  var names: [String: [String]]?
  var errors: [Expected]
}

/// An example of `matching.jsonl`.
struct MatchCase: Decodable {
  struct Author: Decodable {
    var name: String?
  }

  struct Story: Decodable {
    var title: String?
    var summary: String?
    var content_text: String?
    var content_html: String?
    var url: String?
    var language: String?
    var authors: [Author]?
    var tags: [String]?
    var rss_title: String?
    var rss_description: String?
  }

  struct Sources: Decodable {
    var allow: [String]?
    var deny: [String]?
  }

  struct Score: Decodable {
    var threshold: Double
    var terms: [String: Double]
  }

  struct Definition: Decodable {
    enum CodingKeys: String, CodingKey {
      case query, terms, score, exclude, languages, sources, names
      case termsFile = "terms-file"
    }

    var query: String?
    var terms: [String]?
    var score: Score?
    var exclude: String?
    var languages: [String]?
    var sources: Sources?
    var names: [String: [String]]?
    var termsFile: String?
  }

  var name: String
  var group: String
  var query: String?
  var watchlist: Definition?
  var files: [String: String]?
  var story: Story
  var match: Bool
  var exact: [String]?
  var score: Double?
}
