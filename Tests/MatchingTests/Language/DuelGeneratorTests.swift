import Matching
import MatchingOracle
import Testing

@Suite struct DuelGeneratorTests {
  @Test func `makes only sound watchlists, which match some stories and not others`() {
    var generator = DuelGenerator(seed: 1)
    let stories = (0..<20).map { _ in generator.story() }
    var matches = 0
    for number in 0..<200 {
      let text = generator.watchlist(id: "w\(number)")
      let (watchlist, diagnostics) = Watchlist.parse(text)
      #expect(watchlist != nil, "\(text.rule) \(text.exclude ?? ""): \(diagnostics.filter { $0.severity == .error })")
      guard let watchlist else { continue }
      for story in stories {
        var oracle = Oracle(story)
        if oracle.matches(watchlist) { matches += 1 }
      }
    }
    #expect((400..<3000).contains(matches))
  }
}
