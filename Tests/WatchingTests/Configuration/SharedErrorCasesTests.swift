import Foundation
import TestSupport
import Testing

@testable import Watching

/// The watchlist files of the shared error cases, each with the places at which it must be reported.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct SharedErrorCasesTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Expected: Decodable, Sendable {
      var line: Int?
      var columns: [Int]?
      var also: [[Int]]?
      var anywhere: Bool?
      var message: String
    }

    var name: String
    var yaml: String?
    var query: String?
    var names: [String: [String]]?
    var files: [String: String]?
    var errors: [Expected]

    var testDescription: String { name }
  }

  static func cases() throws -> [Case] { try SharedFolder.jsonLines("cases/errors.jsonl", as: Case.self) }

  @Test func `there are cases of both kinds`() throws {
    let cases = try Self.cases()
    #expect(cases.count { $0.yaml != nil } > 20 && cases.count { $0.query != nil } > 60)
  }

  @Test(arguments: try cases().filter { $0.yaml != nil })
  func `a watchlist file is reported as the shared cases say`(example: Case) throws {
    let folder = try ConfigurationFolder(["list.yaml": example.yaml ?? ""])
    for (name, text) in example.files ?? [:] { try folder.write(text, to: name) }
    let loaded = WatchlistFiles.load(paths: [folder.file("list.yaml")])
    let errors = loaded.problems.filter { $0.severity == .error }
    let shown = folder.shown(errors)
    #expect(errors.isEmpty == example.errors.isEmpty, "\(shown)")
    #expect(!loaded.entries.isEmpty || !example.errors.isEmpty)
    for expected in example.errors {
      let message = try Regex(expected.message)
      #expect(errors.contains { $0.message.contains(message) && expected.covers($0) }, "\(shown)")
    }
  }

  @Test(arguments: try cases().filter { $0.query != nil })
  func `a query in a block of a watchlist is reported two columns further right`(example: Case) throws {
    var yaml = "id: case\n"
    for (name, entries) in example.names ?? [:] { yaml += "names: { \(name): \(entries) }\n" }
    yaml += "query: |-\n"
    let firstLine = yaml.split(separator: "\n").count
    yaml += (example.query ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
    let folder = try ConfigurationFolder(["list.yaml": yaml])
    let loaded = WatchlistFiles.load(paths: [folder.file("list.yaml")])
    let errors = loaded.problems.filter { $0.severity == .error }.map { problem in
      var problem = problem
      (problem.line, problem.column) = (problem.line - firstLine, problem.column - 2)
      return problem
    }
    #expect(errors.isEmpty == example.errors.isEmpty, "\(folder.shown(errors))")
    for expected in example.errors where expected.columns != nil {
      #expect(errors.contains { expected.covers($0) || $0.isAtEnd(of: example.query ?? "") }, "\(folder.shown(errors))")
    }
  }
}

extension SharedErrorCasesTests.Case.Expected {
  func covers(_ problem: ConfigurationProblem) -> Bool {
    if anywhere == true { return true }
    let places = (columns ?? []).map { [line ?? 0, $0] } + (also ?? [])
    return places.contains([problem.line, problem.column])
  }
}

extension ConfigurationProblem {
  fileprivate func isAtEnd(of query: String) -> Bool {
    let lines = query.split(separator: "\n", omittingEmptySubsequences: false)
    return line == lines.count && column == (lines.last?.unicodeScalars.count ?? 0) + 1
  }
}
