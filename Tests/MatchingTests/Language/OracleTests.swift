import Matching
import MatchingOracle
import Testing

@Suite struct OracleTests {
  @Test(.enabled(if: !SharedCases.isAbsent, "the shared examples are not beside this checkout"))
  func `the oracle answers every shared example that needs no stemmer and no feed`() throws {
    let examples = try SharedCases.lines(of: "matching.jsonl", as: MatchCase.self).filter(\.isPlain)
    #expect(examples.count > 500)
    for example in examples {
      let watchlist = try #require(Watchlist.parse(example.watchlistText).watchlist, "\(example.name)")
      var oracle = Oracle(example.storyText)
      #expect(
        oracle.matches(watchlist) == example.match, "\(example.name): \(example.watchlistText.rule) \(example.story)")
      if let score = example.score { #expect(oracle.score(of: watchlist) == score, "\(example.name)") }
    }
  }
}
