import Testing

@testable import Matching

@Suite struct SharedQueryTests {
  @Test(.enabled(if: !SharedCases.isAbsent, "the shared examples are not beside this checkout"))
  func `reports every shared example's errors at their places`() throws {
    let examples = try SharedCases.lines(of: "errors.jsonl", as: ErrorCase.self)
    #expect(examples.count { $0.query != nil } > 60)
    for example in examples {
      guard let query = example.query else { continue }
      let names = (example.names ?? [:]).map { NamedEntries(name: $0.key, entries: $0.value) }
      let (watchlist, diagnostics) = Watchlist.parse(WatchlistText(id: "case", names: names, rule: .query(query)))
      let errors = diagnostics.filter { $0.severity == .error }
      #expect((watchlist == nil) == !example.errors.isEmpty, "\(example.name): \(query)")
      #expect(errors.count == example.errors.count, "\(example.name): \(query): \(errors)")
      for expected in example.errors {
        let isReported = try errors.contains { try Self.meets(expected, $0, in: query) }
        #expect(isReported, "\(example.name): \(query): \(errors)")
      }
    }
  }

  private static func meets(_ expected: ErrorCase.Expected, _ error: Diagnostic, in query: String) throws -> Bool {
    guard try Regex(expected.message).firstMatch(in: error.message) != nil else { return false }
    let isBehindEnd = expected.end == true && error.column == query.unicodeScalars.count + 1
    return isBehindEnd || (expected.line == error.line && expected.columns?.contains(error.column) == true)
  }

  @Test(.enabled(if: !SharedCases.isAbsent, "the shared examples are not beside this checkout"))
  func `parses every shared example's watchlist, and its canonical spelling alike`() throws {
    let examples = try SharedCases.lines(of: "matching.jsonl", as: MatchCase.self)
    #expect(examples.count > 500)
    for example in examples {
      let text = example.watchlistText
      let (watchlist, diagnostics) = Watchlist.parse(text)
      #expect(watchlist != nil, "\(example.name): \(diagnostics)")
      guard case .query(let query) = watchlist?.rule else { continue }
      var canonical = text
      canonical.rule = .query(query.description)
      let reparsed = Watchlist.parse(canonical).watchlist
      #expect(reparsed?.revision == watchlist?.revision, "\(example.name): \(query)")
      guard case .query(let again) = reparsed?.rule else { continue }
      #expect(again.description == query.description)
    }
  }
}
