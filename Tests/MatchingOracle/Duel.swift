import Matching

/// The engine against the oracle, on random watchlists and random stories.
package struct Duel: Sendable {
  /// What one round came to.
  package struct Result: Sendable {
    /// How many pairs of a watchlist and a story were decided by both.
    package var pairs = 0
    /// How many of them matched.
    package var matches = 0
    /// The plainest difference of each story on which the two do not agree.
    package var differences: [String] = []

    /// Nothing yet.
    package init() {}
  }

  /// The watchlists, and the stories, of one round.
  package static let batch = 200
  /// The pairs of one round.
  package static let pairsOfRound = batch * batch

  private let seed: UInt64
  private var generator: DuelGenerator
  private let watchlists: [Watchlist]
  private let matcher: Matcher

  /// Prepares a round; another seed, or another round, has other watchlists and stories.
  package init(seed: Int, round: Int) {
    self.seed = UInt64(seed &* 1_000_000 &+ round)
    generator = DuelGenerator(seed: self.seed)
    var watchlists: [Watchlist] = []
    for number in 0..<Self.batch {
      let text = generator.watchlist(id: "w\(number)")
      guard let watchlist = Watchlist.parse(text).watchlist else { preconditionFailure("unsound: \(text)") }
      watchlists.append(watchlist)
    }
    self.watchlists = watchlists
    matcher = Matcher(watchlists)
  }

  /// Holds both against all pairs of the round.
  package mutating func run() -> Result {
    var result = Result()
    for _ in 0..<Self.batch {
      let story = generator.story()
      let matches = matcher.matches(in: story)
      result.pairs += watchlists.count
      result.matches += matches.count
      let differences = differences(between: matches, on: story)
      if let plainest = differences.min(by: { $0.count < $1.count }) {
        result.differences.append("seed \(seed): \(plainest)\n\(story)")
      }
    }
    return result
  }

  private func differences(between all: [Match], on story: StoryText) -> [String] {
    // The oracle guesses no language, so it takes the engine's word for that.
    var oracle = Oracle(story, language: StoryLanguage.language(of: story))
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
  private func problem(
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
