extension Matcher {
  /// Why a story matches one of the watchlists, or why it does not. Every verdict is the engine's own.
  package func explanation(of story: StoryText, watchlist index: Int) -> Explanation {
    let scratch = MatchScratch()
    let match = matches(in: story, scratch: scratch).first { $0.watchlist == index }
    let language = StoryLanguage.language(of: story)
    let evaluation = Evaluation(program, scratch, language: language)
    let entry = entries[index]
    let watchlist = entry.watchlist
    let holds = evaluate(Candidate(watchlist: index, terms: Array(entry.terms.indices)), entry, evaluation) != nil
    var explanation = Explanation(
      match: match, reason: "", language: language, rule: rule(of: entry, holds, evaluation),
      exclude: entry.exclude.map(PartReader(evaluation: evaluation).part),
      languages: watchlist.languages.isEmpty ? nil : watchlist.condition(onLanguage: language),
      sources: watchlist.allowSources.isEmpty && watchlist.denySources.isEmpty
        ? nil : watchlist.condition(onHosts: story.hosts))
    explanation.reason =
      match?.why ?? shortfall(entry, explanation, Shortfall(evaluation: evaluation, scratch: scratch))
    return explanation
  }

  private func rule(of entry: Entry, _ holds: Bool, _ evaluation: Evaluation) -> ExplainedPart {
    let reader = PartReader(evaluation: evaluation)
    if let root = entry.root { return reader.part(root) }
    guard case .score(let threshold, let terms) = entry.watchlist.rule else {
      return reader.list(entry.terms, holds: holds)
    }
    return reader.score(entry.terms, weights: terms.map(\.weight), threshold: threshold, holds: holds)
  }

  /// The first of the watchlist's conditions that the story does not meet, in a sentence.
  private func shortfall(_ entry: Entry, _ explanation: Explanation, _ shortfall: Shortfall) -> String {
    if !explanation.rule.holds {
      if let root = entry.root { return shortfall.words(root) }
      return explanation.rule.kind == .score ? sum(explanation.rule) : shortfall.tally(entry.terms)
    }
    for condition in [explanation.languages, explanation.sources] {
      if let condition, !condition.holds { return condition.words }
    }
    guard let exclude = entry.exclude else { return "" }
    let part = HitCollector(shortfall.evaluation).reason(exclude)
    return "the rule holds, but so does `exclude`: \(program.texts[part])"
  }

  /// `the sum is 3, the threshold 10: armée 3; never found: Alibaba 6`.
  private func sum(_ score: ExplainedPart) -> String {
    func list(_ parts: [ExplainedPart]) -> String {
      Shortfall.list(parts.map { "\($0.text) \(Self.text($0.weight ?? 0))" })
    }
    let sum = "the sum is \(Self.text(score.weight ?? 0)), the threshold \(Self.text(score.threshold ?? 0))"
    let found = score.parts.filter(\.holds)
    let missing = score.parts.filter { !$0.holds && ($0.weight ?? 0) > 0 }
    let parts = [
      found.isEmpty ? nil : list(found), missing.isEmpty ? nil : "never found: \(list(missing))",
      score.omitted > 0 ? "\(score.omitted) terms never found" : nil,
    ]
    return "\(sum): \(parts.compactMap(\.self).joined(separator: "; "))"
  }
}

extension Watchlist {
  fileprivate func condition(onLanguage language: String?) -> ExplainedCondition {
    let wanted = languages.joined(separator: ", ")
    let words =
      language.map { "the story is in \($0), the watchlist wants \(wanted)" }
      ?? "the story's language is not known, which passes; the watchlist wants \(wanted)"
    return ExplainedCondition(holds: allows(language: language), words: words)
  }

  fileprivate func condition(onHosts hosts: [String]) -> ExplainedCondition {
    let holds = allows(hosts: hosts)
    let from = hosts.isEmpty ? "a story without a host" : hosts.joined(separator: ", ")
    for pattern in denySources {
      if let host = hosts.first(where: pattern.covers) {
        return ExplainedCondition(holds: holds, words: "`deny: \(pattern)` covers \(host)")
      }
    }
    let allowed = allowSources.map(\.description).joined(separator: ", ")
    let words =
      allowed.isEmpty
      ? "no pattern of `deny` covers \(from)" : "`allow: \(allowed)` \(holds ? "covers" : "does not cover") \(from)"
    return ExplainedCondition(holds: holds, words: words)
  }
}
