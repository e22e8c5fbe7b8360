/// Says in a sentence why a query does not hold: the least that is missing.
struct Shortfall {
  let evaluation: Evaluation
  /// What was found in the story, also in fields that a query does not ask for.
  let scratch: MatchScratch

  private var program: Program { evaluation.program }

  /// No more parts than this are listed one by one.
  private static let listed = 6

  /// Why a node does not hold.
  func words(_ node: Int) -> String {
    switch program.nodes[node] {
    case .never:
      "\(program.texts[node]) can never be found"
    case .term:
      tally([node])
    case .and(let parts):
      conjunction(node, Array(program.children[parts]))
    case .or(let parts):
      alternatives(node, Array(program.children[parts]))
    case .any(let count, let parts):
      selection(of: count, Array(program.children[parts]))
    case .not(let part):
      isCountable(part)
        ? "\(program.texts[part]) is not wanted, and is found \(times(of: part))"
        : "\(shown(part)) is not wanted, and holds"
    case .proximity(let proximity, let left, let right):
      Nearness(evaluation: evaluation, shortfall: self).words(proximity, left, right)
    case .atLeast(let count, let part):
      evaluation.countApart(part, upTo: 1) == 0
        ? words(part)
        : "\(shown(part)) found \(Self.times(evaluation.countApart(part))), ATLEAST/\(count) wants \(count)"
    case .first(let count, let part):
      lateness(count, part)
    case .language(let index):
      evaluation.language.map { "the story is in \($0), not in \(program.languages[index])" }
        ?? "the story's language is not known, lang:\(program.languages[index]) wants it to be"
    }
  }

  // MARK: Lists

  private func conjunction(_ node: Int, _ parts: [Int]) -> String {
    if parts.count == 1 {
      return isCountable(node) ? tally([node]) + elsewhere(node) : "\(words(parts[0])), as \(program.texts[node]) asks"
    }
    let missing = parts.filter { !evaluation.holds($0) }
    if missing.allSatisfy(isCountable) { return tally(parts.filter(isCountable)) }
    return missing.map(words).joined(separator: "; ")
  }

  /// Where a part stands that its field does not have: `, but stands in the summary`.
  private func elsewhere(_ node: Int) -> String {
    let fields = FieldSet.standard.intersection(scratch.fields(of: patterns(of: node)))
    return fields.isEmpty ? "" : ", but stands in the \(fields.names.joined(separator: " and the "))"
  }

  private func patterns(of node: Int) -> [Int] {
    guard case .term(let pattern, _, _) = program.nodes[node] else {
      return program.children(of: node).flatMap(patterns)
    }
    return [pattern]
  }

  private func alternatives(_ node: Int, _ parts: [Int]) -> String {
    if isCountable(node), program.texts[node].hasPrefix("$") { return tally([node]) }
    if parts.allSatisfy(isCountable) { return tally(parts) }
    let nearest = parts.map { (part: $0, closeness: closeness($0)) }.max { $0.closeness < $1.closeness }
    return nearest.flatMap { $0.closeness > 0 ? $0.part : nil }
      .map { "no alternative holds; of \(shown($0)), \(words($0))" }
      ?? "no alternative holds: \(parts.map(words).joined(separator: "; "))"
  }

  private func selection(of count: Int, _ parts: [Int]) -> String {
    let held = parts.filter(evaluation.holds).map { program.texts[$0] }
    let which =
      held.isEmpty ? "none holds" : "only \(held.joined(separator: ", ")) \(held.count == 1 ? "holds" : "hold")"
    return "\(count) of \(parts.count) are wanted, \(which)"
  }

  /// How often parts are found: `$alibaba found 3 times, $transfer never`.
  func tally(_ nodes: [Int]) -> String {
    let (found, missing) = (nodes.filter(evaluation.holds), nodes.filter { !evaluation.holds($0) })
    if found.isEmpty {
      if let only = missing.first, missing.count == 1 { return "\(shown(only)) is never found" }
      return "never found: \(Self.list(missing.map(shown)))"
    }
    let counts = found.prefix(Self.listed).map { "\(shown($0)) found \(times(of: $0))" }
    return missing.isEmpty
      ? counts.joined(separator: ", ") : "\(counts.joined(separator: ", ")), \(Self.list(missing.map(shown))) never"
  }

  /// The first of some texts, and how many more there are.
  static func list(_ texts: [String]) -> String {
    let shown = texts.prefix(listed).joined(separator: ", ")
    return texts.count > listed ? "\(shown) and \(texts.count - listed) more" : shown
  }

  // MARK: Parts

  private func lateness(_ count: Int, _ part: Int) -> String {
    let ends = evaluation.fields.indices.compactMap { OperandReader(evaluation, text: $0).wordsThroughFirst(part) }
    guard let earliest = ends.min() else { return words(part) }
    return
      "\(shown(part)) found \(times(of: part)), the first time up to word \(earliest), FIRST/\(count) wants word \(count)"
  }

  /// Whether the part's occurrences tell all about it: a word, a phrase, a name, alternatives of these, or a field of one.
  private func isCountable(_ node: Int) -> Bool {
    switch program.nodes[node] {
    case .term: true
    case .or(let parts): program.children[parts].allSatisfy(isCountable)
    case .and(let parts): parts.count == 1 && isCountable(program.children[parts.lowerBound])
    case .never, .any, .not, .proximity, .atLeast, .first, .language: false
    }
  }

  private func times(of node: Int) -> String { Self.times(evaluation.longestSpans(of: node).count) }

  /// `once`, `2 times`.
  static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }

  /// The part as the query writes it, in parentheses where it would run into the sentence.
  func shown(_ node: Int) -> String {
    switch program.nodes[node] {
    case .and(let parts) where parts.count > 1: "(\(program.texts[node]))"
    case .or where !program.texts[node].hasPrefix("$") || program.texts[node].contains(" "): "(\(program.texts[node]))"
    case .proximity, .not: "(\(program.texts[node]))"
    default: program.texts[node]
    }
  }

  /// How near a part is to holding, from 0 to 1.
  private func closeness(_ node: Int) -> Double {
    if evaluation.holds(node) { return 1 }
    let parts = program.children(of: node).map(closeness)
    return switch program.nodes[node] {
    case .term, .never, .language, .not: 0
    case .or: parts.max() ?? 0
    case .and, .any, .proximity, .atLeast, .first: 0.9 * parts.reduce(0, +) / Double(parts.count)
    }
  }
}

extension MatchScratch {
  /// The fields in which any of some patterns occurs.
  fileprivate func fields(of patterns: [Int]) -> FieldSet {
    var found: FieldSet = []
    for pattern in patterns {
      var index = heads[pattern]
      while index >= 0 {
        found.formUnion(fields[Int(occurrences[Int(index)].text)])
        index = occurrences[Int(index)].next
      }
    }
    return found
  }
}
