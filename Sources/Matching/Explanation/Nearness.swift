/// Says in a sentence why two operands do not stand to each other as a query wants.
struct Nearness {
  let evaluation: Evaluation
  let shortfall: Shortfall

  /// Why no occurrences of two operands satisfy an operator.
  func words(_ proximity: Proximity, _ left: Int, _ right: Int) -> String {
    let (lefts, rights) = (evaluation.spans(of: left), evaluation.spans(of: right))
    let isFirstOnly = proximity.keepsFirstOnly
    if lefts.isEmpty || rights.isEmpty && !isFirstOnly { return absence([left, right], isFirstOnly: isFirstOnly) }
    return switch proximity {
    case .near(let limit):
      nearest(lefts, rights, "\(proximity) wants at most \(limit)")
    case .pre(let limit):
      behind(lefts, rights, proximity, limit)
    case .sentence:
      "both found, never in one sentence\(remark(lefts, rights))"
    case .paragraph:
      "both found, never in one paragraph\(remark(lefts, rights))"
    case .notNear(let limit):
      "\(each(left, lefts)) has \(shortfall.shown(right)) over it or within \(Self.words(limit))"
    case .outside:
      "\(each(left, lefts)) lies in or over \(shortfall.shown(right))"
    }
  }

  /// Which of the operands are missing.
  private func absence(_ operands: [Int], isFirstOnly: Bool) -> String {
    let asked = isFirstOnly ? [operands[0]] : operands
    let missing = asked.filter { !evaluation.holds($0) }
    // An operand that is itself a proximity has a reason of its own.
    let deep = missing.filter { if case .proximity = evaluation.program.nodes[$0] { true } else { false } }
    return deep.isEmpty ? shortfall.tally(asked) : missing.map(shortfall.words).joined(separator: "; ")
  }

  private func each(_ node: Int, _ spans: [TextSpan]) -> String {
    let count = evaluation.longestSpans(of: node).count
    let shown = shortfall.shown(node)
    return count == 1 ? "the only occurrence of \(shown)" : "each of the \(count) occurrences of \(shown)"
  }

  private func behind(_ lefts: [TextSpan], _ rights: [TextSpan], _ proximity: Proximity, _ limit: Int) -> String {
    let pairs = pairs(lefts, rights) { $0.end <= $1.start }
    if let best = pairs.min(by: { $0.words < $1.words }) {
      return "both found, nearest in this order: \(words(best)), \(proximity) wants at most \(limit)"
    }
    return "both found, but never in this order\(remark(lefts, rights))"
  }

  private func nearest(_ lefts: [TextSpan], _ rights: [TextSpan], _ wanted: String) -> String {
    guard let best = closest(lefts, rights) else { return apart(lefts, rights) }
    return "both found, nearest: \(words(best)), \(wanted)"
  }

  private func remark(_ lefts: [TextSpan], _ rights: [TextSpan]) -> String {
    closest(lefts, rights).map { "; nearest: \(words($0))" } ?? ""
  }

  /// Why there is no pair that could be near.
  private func apart(_ lefts: [TextSpan], _ rights: [TextSpan]) -> String {
    if lefts.contains(where: { left in rights.contains { $0.text == left.text } }) {
      return "both found, but only where they overlap"
    }
    return "both found, never in one text: \(place(lefts[0])), \(place(rights[0]))"
  }

  // MARK: Pairs

  /// Two occurrences in one text, and the words between them.
  private struct Pair {
    var first: TextSpan
    var second: TextSpan
    var words: Int
  }

  private func closest(_ lefts: [TextSpan], _ rights: [TextSpan]) -> Pair? {
    pairs(lefts, rights) { _, _ in true }.min { $0.words < $1.words }
  }

  private func pairs(_ lefts: [TextSpan], _ rights: [TextSpan], where isWanted: (TextSpan, TextSpan) -> Bool) -> [Pair]
  {
    lefts.flatMap { left in
      rights.compactMap { right in
        guard isWanted(left, right), let words = evaluation.words(between: left, and: right) else { return nil }
        return left.start < right.start
          ? Pair(first: left, second: right, words: words) : Pair(first: right, second: left, words: words)
      }
    }
  }

  /// `'transferts' 41 words behind 'Alibaba'`.
  private func words(_ pair: Pair) -> String {
    let distance = pair.words == 0 ? "directly" : Self.words(pair.words)
    return "\(quoted(pair.second)) \(distance) behind \(quoted(pair.first))"
  }

  private static func words(_ count: Int) -> String { count == 1 ? "1 word" : "\(count) words" }

  private func place(_ span: TextSpan) -> String {
    "\(quoted(span)) in the \(evaluation.fields[Int(span.text)].name)"
  }

  private func quoted(_ span: TextSpan) -> String {
    let text = evaluation.texts[Int(span.text)]
    return "'\(text.context(of: text.source(of: Int(span.start)..<Int(span.end))).exact)'"
  }
}

extension Proximity {
  /// Whether the operator asks only for occurrences of its first operand.
  fileprivate var keepsFirstOnly: Bool {
    switch self {
    case .notNear, .outside: true
    case .near, .pre, .sentence, .paragraph: false
    }
  }
}
