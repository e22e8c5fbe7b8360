/// Finds, for a query, patterns of which at least one occurs in every story that matches: the rarest required part.
struct TriggerFinder {
  let program: Program
  let patterns: [Pattern]

  /// Patterns that make a query worth evaluating, and what they cost: how often they are expected.
  struct Triggers {
    var patterns: [Int]
    var cost: Double
  }

  /// The triggers of a node; nil where stories may match without any word.
  func triggers(of node: Int) -> Triggers? {
    switch program.nodes[node] {
    case .never:
      Triggers(patterns: [], cost: 0)
    case .term(let pattern, _, _):
      Triggers(patterns: [pattern], cost: cost(of: patterns[pattern]))
    case .and(let parts):
      cheapest(program.children[parts])
    case .or(let parts):
      join(program.children[parts].map(triggers(of:)))
    case .any(let count, let parts):
      // Where n of k hold, one of any k - n + 1 of them holds.
      join(leastOf(program.children[parts].map(triggers(of:)), leaving: count - 1))
    case .not, .language:
      nil
    case .proximity(.notNear, let left, _), .proximity(.outside, let left, _):
      triggers(of: left)
    case .proximity(_, let left, let right):
      cheapest([left, right])
    case .atLeast(_, let part), .first(_, let part):
      triggers(of: part)
    }
  }

  private func cheapest(_ nodes: some Sequence<Int>) -> Triggers? {
    nodes.compactMap(triggers(of:)).min { $0.cost < $1.cost }
  }

  private func leastOf(_ triggers: [Triggers?], leaving count: Int) -> [Triggers?] {
    let sorted = triggers.sorted { ($0?.cost ?? .infinity) < ($1?.cost ?? .infinity) }
    return Array(sorted.dropLast(count))
  }

  private func join(_ triggers: [Triggers?]) -> Triggers? {
    var joined = Triggers(patterns: [], cost: 0)
    for part in triggers {
      guard let part else { return nil }
      joined.patterns += part.patterns
      joined.cost += part.cost
    }
    return joined
  }

  /// A guess of how often a pattern occurs: long words and phrases are rare.
  private func cost(of pattern: Pattern) -> Double {
    var weight = 0
    for part in pattern.parts {
      guard case .literal(let range) = part else { continue }
      let isDense = pattern.scalars[range].first.map(Pattern.isDense) ?? false
      weight += isDense ? range.count * 4 : range.count
    }
    return 1 / Double(1 << min(weight, 40))
  }
}
