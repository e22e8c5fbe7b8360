import Foundation
import Testing

@testable import FeedParsing

/// Holds the parser to what the tests of other projects, and two independent parsers, say of wild feeds.
@Suite(.enabled(if: SharedCorpus.isPresent, "the shared corpus is not beside this checkout"))
struct CorpusTests {
  struct Case: Decodable {
    var id: String
    var file: String
    var set: String
    var group: String?
    var http_headers: [String: String]?
    var base_url: String?
    var outcome: String?
    var min_entries: Int?
    var max_entries: Int?
    var check: [Check]?
  }

  struct Check: Decodable {
    var path: [JSONValue]
    var cmp: String
    var value: JSONValue
    var confidence: String?
    var alt: [[JSONValue]]?
    var alt_values: [JSONValue]?
  }

  @Test func `agrees with other parsers on all but the known misses`() throws {
    var total = 0
    var misses: [String: [String]] = [:]
    for item in try SharedCorpus.lines(of: "cases.jsonl", as: Case.self) {
      let checks = (item.check ?? []).filter { !["disputed", "stretch", "optional"].contains($0.confidence ?? "") }
      guard item.group != "compression", !item.file.hasSuffix(".gz") else { continue }
      let headers = Dictionary(uniqueKeysWithValues: (item.http_headers ?? [:]).map { ($0.key.lowercased(), $0.value) })
      let bytes = try SharedCorpus.bytes(of: item.file)
      // What is refused has no stories, and satisfies nothing.
      let document = try? FeedParser.parse(
        bytes, contentType: headers["content-type"], baseURL: item.base_url ?? headers["content-location"])
      if item.set == "hostile" {
        let stories = document?.stories.count ?? 0
        #expect(stories >= item.min_entries ?? 0 && stories <= item.max_entries ?? .max, "\(item.id)")
      }
      let model = document.map(ScoredModel.init(of:))
      for check in checks {
        total += 1
        if model?.satisfies(check) ?? false { continue }
        misses[item.id, default: []].append(check.path.map(\.description).joined(separator: "/"))
      }
    }
    let count = misses.values.reduce(0) { $0 + $1.count }
    #expect(total > 20_000)
    #expect(count * 100 < total, "\(count) of \(total) missed")
    for (id, paths) in misses where KnownMisses.reason(of: id) == nil {
      Issue.record("\(id): \(paths.joined(separator: ", "))")
    }
    #expect(KnownMisses.cases.subtracting(misses.keys).sorted() == [], "these are listed, and pass")
  }
}

extension JSONValue: CustomStringConvertible {
  /// A step of a path, as one reads it.
  public var description: String { text ?? "?" }
}
