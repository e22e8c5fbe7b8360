/// A compiled set of watchlists. Immutable: threads may share one, each with a scratch of its own.
package struct Matcher: Sendable {
  /// What a watchlist's terms and queries have become.
  struct Entry: Sendable {
    var watchlist: Watchlist
    /// The root of the query, or the nodes of the terms.
    var root: Int?
    var terms: [Int]
    var exclude: Int?
    /// Whether the verdict depends on the story's language, which then is worth detecting.
    var asksForLanguage: Bool
  }

  /// A watchlist, and the term of it, that a pattern makes worth a look.
  private struct Trigger: Sendable {
    var watchlist: Int32
    var term: Int32
  }

  let entries: [Entry]
  let program: Program
  private let finder: PatternFinder
  private let stems: StemIndex
  /// Tells matchers apart.
  private let identity = UInt64.random(in: 1...UInt64.max)
  private let triggers: [Trigger]
  private let triggerRanges: [Range<Int32>]
  /// Watchlists that may match without any word.
  private let untriggered: [Int]

  /// Compiles watchlists. Costs a few microseconds a term.
  package init(_ watchlists: [Watchlist]) {
    var program = Program()
    var patterns = PatternSet()
    entries = watchlists.map { watchlist in
      var entry = Entry(watchlist: watchlist, terms: [], asksForLanguage: watchlist.asksForLanguage)
      switch watchlist.rule {
      case .query(let query): entry.root = program.add(query, patterns: &patterns)
      case .terms(let terms): entry.terms = terms.map { program.add($0, patterns: &patterns) }
      case .score(_, let terms): entry.terms = terms.map { program.add($0.term, patterns: &patterns) }
      }
      entry.exclude = watchlist.exclude.map { program.add($0, patterns: &patterns) }
      return entry
    }
    self.program = program
    finder = PatternFinder(patterns.patterns)
    stems = StemIndex(patterns.patterns)

    let triggerFinder = TriggerFinder(program: program, patterns: patterns.patterns)
    var found: [(pattern: Int, trigger: Trigger)] = []
    var untriggered: [Int] = []
    for (index, entry) in entries.enumerated() {
      for (number, node) in entry.terms.enumerated() {
        guard case .term(let pattern, _, _) = program.nodes[node] else { continue }
        found.append((pattern, Trigger(watchlist: Int32(index), term: Int32(number))))
      }
      guard let root = entry.root else {
        if case .score(let threshold, _) = entry.watchlist.rule, threshold <= 0 { untriggered.append(index) }
        continue
      }
      if let triggers = triggerFinder.triggers(of: root) {
        found += Set(triggers.patterns).map { ($0, Trigger(watchlist: Int32(index), term: -1)) }
      } else {
        untriggered.append(index)
      }
    }
    self.untriggered = untriggered
    found.sort {
      ($0.pattern, $0.trigger.watchlist, $0.trigger.term) < ($1.pattern, $1.trigger.watchlist, $1.trigger.term)
    }
    triggers = found.map(\.trigger)
    var ranges = Array(repeating: Int32(0)..<0, count: patterns.patterns.count)
    var first = 0
    while first < found.count {
      var end = first + 1
      while end < found.count, found[end].pattern == found[first].pattern { end += 1 }
      ranges[found[first].pattern] = Int32(first)..<Int32(end)
      first = end
    }
    triggerRanges = ranges
  }

  /// The watchlists that a story matches, in their order.
  package func matches(in story: StoryText) -> [Match] {
    matches(in: story, scratch: MatchScratch())
  }

  /// The watchlists that a story matches, in their order, with storage from earlier stories.
  package func matches(in story: StoryText, scratch: MatchScratch) -> [Match] {
    let spoken = stems.isEmpty ? nil : StoryLanguage.language(of: story)
    scan(story, in: spoken, into: scratch)
    let candidates = candidates(in: scratch)
    guard !candidates.isEmpty else { return [] }
    // Detecting costs more than matching: only who asks gets to know.
    lazy var detected = spoken ?? StoryLanguage.language(of: story)
    lazy var assumed = StoryLanguage.assumedLanguage(of: story)
    var evaluation = Evaluation(program, scratch, language: nil)
    return candidates.compactMap { candidate in
      // Most candidates end here, before the watchlist is touched.
      if let root = entries[candidate.watchlist].root, !entries[candidate.watchlist].asksForLanguage,
        !evaluation.holds(root)
      {
        return nil
      }
      let entry = entries[candidate.watchlist]
      guard entry.watchlist.allows(hosts: story.hosts) else { return nil }
      if entry.asksForLanguage {
        evaluation.language = detected
        guard entry.watchlist.allows(language: detected) else { return nil }
      }
      guard var match = evaluate(candidate, entry, evaluation) else { return nil }
      if let exclude = entry.exclude, evaluation.holds(exclude) { return nil }
      match.language = entry.asksForLanguage ? detected : assumed
      return match
    }
  }

  private func scan(_ story: StoryText, in language: String?, into scratch: MatchScratch) {
    scratch.reset(patternCount: finder.patterns.count, owner: identity)
    scratch.add(story.title, field: .title)
    scratch.add(story.summary, field: .summary)
    if story.content != story.summary { scratch.add(story.content, field: .content) }
    if program.fields.contains(.url), let url = story.url { scratch.add(url, field: .url) }
    func add(_ texts: [String], _ field: FieldSet) {
      guard program.fields.contains(field) else { return }
      for text in texts { scratch.add(text, field: field) }
    }
    add(story.authors, .author)
    add(story.sources, .source)
    add(story.categories, .category)
    let stems = language.flatMap(stems.patterns(in:))
    if let language, stems != nil { scratch.stems.use(language: language) }
    for index in 0..<scratch.textCount {
      TextScan(finder: finder, scratch: scratch, text: scratch.texts[index], index: index, stems: stems).run()
    }
  }

  /// A watchlist worth evaluating, and its terms that occur.
  struct Candidate {
    var watchlist: Int
    var terms: [Int]
  }

  private func candidates(in scratch: MatchScratch) -> [Candidate] {
    var hits: [Trigger] = untriggered.map { Trigger(watchlist: Int32($0), term: -1) }
    for pattern in scratch.found {
      let range = triggerRanges[pattern]
      hits += triggers[Int(range.lowerBound)..<Int(range.upperBound)]
    }
    hits.sort { ($0.watchlist, $0.term) < ($1.watchlist, $1.term) }
    var candidates: [Candidate] = []
    for hit in hits {
      if candidates.last?.watchlist != Int(hit.watchlist) {
        candidates.append(Candidate(watchlist: Int(hit.watchlist), terms: []))
      }
      if hit.term >= 0, candidates[candidates.count - 1].terms.last != Int(hit.term) {
        candidates[candidates.count - 1].terms.append(Int(hit.term))
      }
    }
    return candidates
  }

  func evaluate(_ candidate: Candidate, _ entry: Entry, _ evaluation: Evaluation) -> Match? {
    if let root = entry.root {
      guard evaluation.holds(root) else { return nil }
      var collector = HitCollector(evaluation)
      collector.add(root)
      let why = program.texts[collector.reason(root)]
      return Match(watchlist: candidate.watchlist, hits: collector.hits(limit: Match.hitLimit), why: why)
    }
    let terms = candidate.terms.filter { evaluation.holds(entry.terms[$0]) }
    var hits: [Hit] {
      var collector = HitCollector(evaluation)
      for term in terms { collector.add(entry.terms[term]) }
      return collector.hits(limit: Match.hitLimit)
    }
    switch entry.watchlist.rule {
    case .score(let threshold, let weighted):
      let sum = Watchlist.sum(of: terms.map { weighted[$0].weight })
      guard sum >= threshold else { return nil }
      let parts = terms.map { "\(weighted[$0].term.text) \(Self.text(weighted[$0].weight))" }
      let why = "\(parts.joined(separator: " + ")) = \(Self.text(sum))"
      return Match(watchlist: candidate.watchlist, hits: hits, score: sum, why: why)
    case .terms(let list):
      guard !terms.isEmpty else { return nil }
      let why = terms.map { list[$0].text }.joined(separator: ", ")
      return Match(watchlist: candidate.watchlist, hits: hits, why: why)
    case .query:
      return nil
    }
  }

  /// A number without a needless fraction.
  static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
