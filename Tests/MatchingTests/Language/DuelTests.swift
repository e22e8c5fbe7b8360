import Foundation
import Matching
import Testing

/// The engine against the oracle, on random watchlists and random stories.
///
/// `VIGIE_DUEL_PAIRS` and `VIGIE_DUEL_SEED` ask for more pairs, or for others. A release build does a million.
@Suite struct DuelTests {
  private static let batch = 200

  private static let pairs = number("VIGIE_DUEL_PAIRS") ?? defaultPairs
  private static let seed = number("VIGIE_DUEL_SEED") ?? 1

  private static var defaultPairs: Int {
    #if DEBUG
      200_000
    #else
      1_000_000
    #endif
  }

  private static func number(_ variable: String) -> Int? {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
  }

  @Test func `the engine and the oracle agree on random watchlists and stories`() async {
    let rounds = (Self.pairs + Self.batch * Self.batch - 1) / (Self.batch * Self.batch)
    await withTaskGroup(of: [String].self) { group in
      for round in 0..<rounds {
        group.addTask { Self.differences(seed: UInt64(Self.seed * 1_000_000 + round)) }
      }
      var reported = 0
      for await differences in group {
        for difference in differences where reported < 20 {
          reported += 1
          Issue.record("\(difference)")
        }
      }
    }
  }

  /// Watchlists of which one matches where the engine knows a story's language.
  private static let languageProbes = [
    "en", "fr", "de", "zh", "ja", "ko", "el", "he", "th", "ru", "ar", "hi",
  ].compactMap { Watchlist.parse(WatchlistText(id: $0, rule: .query("lang:\($0)"))).watchlist }

  private static func differences(seed: UInt64) -> [String] {
    var generator = DuelGenerator(seed: seed)
    let texts = (0..<batch).map { generator.watchlist(id: "w\($0)") }
    let watchlists = texts.compactMap { Watchlist.parse($0).watchlist }
    guard watchlists.count == texts.count else { return ["seed \(seed) made an unsound watchlist"] }
    let matcher = Matcher(watchlists + languageProbes)
    var differences: [String] = []
    for _ in 0..<batch {
      let story = generator.story()
      let all = matcher.matches(in: story)
      let matches = all.filter { $0.watchlist < batch }
      // The oracle guesses no language, so it takes the engine's word for that.
      var oracle = Oracle(story, language: all.first { $0.watchlist >= batch }?.language)
      let found = Set(matches.map(\.watchlist))
      for (index, watchlist) in watchlists.enumerated() where oracle.matches(watchlist) != found.contains(index) {
        let says =
          found.contains(index) ? "the engine matches, the oracle does not" : "the oracle matches, the engine does not"
        differences.append("seed \(seed): \(says)\n\(texts[index])\n\(story)")
      }
      for match in matches where match.score != oracle.score(of: watchlists[match.watchlist]) {
        differences.append("seed \(seed): scores differ\n\(texts[match.watchlist])\n\(story)")
      }
    }
    return differences
  }
}
