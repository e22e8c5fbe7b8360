import Matching
import Testing

@Suite struct SharedMatchingTests {
  @Test(.enabled(if: !SharedCases.isAbsent, "the shared examples are not beside this checkout"))
  func `the matcher answers every shared example that is no feed and has no markup`() throws {
    let examples = try SharedCases.lines(of: "matching.jsonl", as: MatchCase.self)
      .filter { $0.story.content_html == nil && $0.group != "markup-feed" && $0.group != "markup" }
    #expect(examples.count > 500)
    for example in examples {
      let watchlist = try #require(Watchlist.parse(example.watchlistText).watchlist, "\(example.name)")
      let match = Matcher([watchlist]).matches(in: example.storyText).first
      let what = "\(example.name): \(example.watchlistText.rule) \(example.story)"
      #expect((match != nil) == example.match, "\(what)")
      if let score = example.score { #expect(match?.score == score, "\(what)") }
      guard let match, let exact = example.exact else { continue }
      #expect(!match.hits.isEmpty && match.hits.allSatisfy { exact.contains($0.exact) }, "\(what): \(match.hits)")
    }
  }
}
