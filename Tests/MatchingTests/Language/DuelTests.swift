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

  /// The plainest difference of each story on which engine and oracle do not agree.
  private static func differences(seed: UInt64) -> [String] {
    var generator = DuelGenerator(seed: seed)
    let watchlists = (0..<batch).compactMap { Watchlist.parse(generator.watchlist(id: "w\($0)")).watchlist }
    guard watchlists.count == batch else { return ["seed \(seed) made an unsound watchlist"] }
    let matcher = Matcher(watchlists + languageProbes)
    return (0..<batch).compactMap { _ in
      let story = generator.story()
      let differences = differences(between: matcher.matches(in: story), and: watchlists, on: story)
      return differences.min { $0.count < $1.count }.map { "seed \(seed): \($0)\n\(story)" }
    }
  }

  private static func differences(between all: [Match], and watchlists: [Watchlist], on story: StoryText) -> [String] {
    // The oracle guesses no language, so it takes the engine's word for that.
    var oracle = Oracle(story, language: all.first { $0.watchlist >= batch }?.language)
    let matches = Dictionary(uniqueKeysWithValues: all.map { ($0.watchlist, $0) })
    return watchlists.enumerated().compactMap { index, watchlist in
      guard let match = matches[index] else {
        return oracle.matches(watchlist) ? "only the oracle matches \(watchlist.spelling)" : nil
      }
      if !oracle.matches(watchlist) { return "only the engine matches \(watchlist.spelling)" }
      if match.score != oracle.score(of: watchlist) { return "scores differ: \(watchlist.spelling)" }
      return problem(in: match.hits, of: watchlist, story, &oracle).map { "\($0) of \(watchlist.spelling)" }
    }
  }

  /// What is wrong with a match's hits, if anything is.
  private static func problem(
    in hits: [Hit], of watchlist: Watchlist, _ story: StoryText, _ oracle: inout Oracle
  ) -> String? {
    let fields = HitField.allCases
    let order = hits.map { [fields.firstIndex(of: $0.field) ?? 0, $0.start, $0.end] }
    if !zip(order, order.dropFirst()).allSatisfy({ !$1.lexicographicallyPrecedes($0) }) {
      return "hits out of order: \(hits)"
    }
    let terms = Dictionary(watchlist.terms.map { ($0.label, $0) }) { first, _ in first }
    for hit in hits {
      let text = [story.title, story.summary, story.content][fields.firstIndex(of: hit.field) ?? 0]
      let slice = String(String.UnicodeScalarView(Array(text.unicodeScalars)[hit.start..<hit.end]))
      if slice != hit.exact { return "\(hit) is not the slice `\(slice)`" }
      guard let term = terms[hit.term] else { return "\(hit) is of no term" }
      if !oracle.places(of: term).contains(.init(field: hit.field, start: hit.start, end: hit.end)) {
        return "the oracle does not find \(hit)"
      }
    }
    return nil
  }
}

extension Watchlist {
  /// The watchlist in a line.
  fileprivate var spelling: String {
    let rule =
      switch rule {
      case .query(let query): query.description
      case .terms(let terms): "any of \(terms)"
      case .score(let threshold, let terms): "\(threshold) from \(terms.map { "\($0.term): \($0.weight)" })"
      }
    return "\(rule) excluding \(exclude?.description ?? "nothing"), in \(languages)"
  }

  /// Every term that a hit can be of.
  fileprivate var terms: [Term] {
    switch rule {
    case .query(let query): query.terms
    case .terms(let terms): terms
    case .score(_, let terms): terms.map(\.term)
    }
  }
}

extension Query {
  fileprivate var terms: [Term] {
    switch form {
    case .term(let term): [term]
    case .name(_, let alternatives): alternatives
    default: children.flatMap(\.terms)
    }
  }
}
