import Matching
import MatchingOracle
import Testing

/// An explanation never says anything but what the engine says.
@Suite struct ExplanationVerdictTests {
  @Test(.enabled(if: !SharedCases.isAbsent, "the shared examples are not beside this checkout"))
  func `agrees with the matcher on every shared example`() throws {
    let examples = try SharedCases.lines(of: "matching.jsonl", as: MatchCase.self)
    #expect(examples.count > 500)
    for example in examples {
      let watchlist = try #require(Watchlist.parse(example.watchlistText).watchlist, "\(example.name)")
      check(watchlist, example.storyText, example.name)
    }
  }

  @Test func `agrees with the matcher on random watchlists and stories`() throws {
    var generator = DuelGenerator(seed: 4)
    let stories = (0..<20).map { _ in generator.story() }
    for number in 0..<200 {
      let text = generator.watchlist(id: "w\(number)")
      let watchlist = try #require(Watchlist.parse(text).watchlist, "\(text.rule)")
      for story in stories { check(watchlist, story, "\(text.rule)") }
    }
  }

  private func check(_ watchlist: Watchlist, _ story: StoryText, _ what: String) {
    let matcher = Matcher([watchlist])
    let match = matcher.matches(in: story).first
    let explanation = matcher.explanation(of: story, watchlist: 0)
    #expect(explanation.match == match, "\(what)")
    // The verdicts of the parts come to the verdict on the whole.
    let parts = [
      explanation.rule.holds, explanation.exclude?.holds != true, explanation.languages?.holds != false,
      explanation.sources?.holds != false,
    ]
    #expect(parts.allSatisfy(\.self) == (match != nil), "\(what): \(explanation)")
    #expect(!explanation.reason.isEmpty, "\(what)")
    if let score = match?.score { #expect(explanation.rule.weight == score, "\(what)") }
    checkTree(explanation.rule, what)
    for hit in match?.hits ?? [] {
      #expect(
        explanation.rule.allSpans.contains { ($0.field, $0.start, $0.end) == (hit.field.rawValue, hit.start, hit.end) },
        "\(what): \(hit)")
    }
  }

  /// The verdict on AND, OR, NOT and ANY follows from those on their parts.
  private func checkTree(_ part: ExplainedPart, _ what: String) {
    let held = part.parts.count(where: \.holds)
    switch part.kind {
    case .and, .field: #expect(part.holds == (held == part.parts.count), "\(what): \(part)")
    case .or, .name, .terms: #expect(part.holds == (held > 0), "\(what): \(part)")
    case .not: #expect(part.holds == (held == 0), "\(what): \(part)")
    case .term: #expect(part.holds == !part.spans.isEmpty, "\(what): \(part)")
    case .any, .atLeast, .first, .proximity, .language, .score: break
    }
    for child in part.parts { checkTree(child, what) }
  }
}

extension ExplainedPart {
  /// The places of the part and of all parts below it.
  fileprivate var allSpans: [ExplainedSpan] { spans + parts.flatMap(\.allSpans) }
}
