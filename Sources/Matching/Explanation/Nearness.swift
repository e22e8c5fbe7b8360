/// Says in a sentence why two operands do not stand to each other as a query wants.
struct Nearness {
  let evaluation: Evaluation
  let shortfall: Shortfall

  /// Why no occurrences of two operands satisfy an operator.
  func words(_ proximity: Proximity, _ left: Int, _ right: Int) -> String {
    let (lefts, rights) = (evaluation.longestSpans(of: left), evaluation.longestSpans(of: right))
    let isFirstOnly = proximity.keepsFirstOnly
    if lefts.isEmpty || rights.isEmpty && !isFirstOnly { return absence([left, right], isFirstOnly: isFirstOnly) }
    return switch proximity {
    case .near(let limit):
      closest(left, right).map { "both found, nearest: \(words($0)), \(proximity) wants at most \(limit)" }
        ?? apart(lefts, rights)
    case .pre(let limit):
      behind(left, right, "\(proximity) wants at most \(limit)")
    case .sentence:
      "both found, never in one sentence\(remark(left, right))"
    case .paragraph:
      "both found, never in one paragraph\(remark(left, right))"
    case .notNear(let limit):
      "\(each(left, lefts.count)) has \(shortfall.shown(right)) over it or within \(Self.words(limit))"
    case .outside:
      "\(each(left, lefts.count)) lies in or over \(shortfall.shown(right))"
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

  private func each(_ node: Int, _ count: Int) -> String {
    let shown = shortfall.shown(node)
    return count == 1 ? "the only occurrence of \(shown)" : "each of the \(count) occurrences of \(shown)"
  }

  private func behind(_ left: Int, _ right: Int, _ wanted: String) -> String {
    if let best = closest(left, before: right) {
      return "both found, nearest in this order: \(words(best)), \(wanted)"
    }
    return "both found, but never in this order\(remark(left, right))"
  }

  private func remark(_ left: Int, _ right: Int) -> String {
    closest(left, right).map { "; nearest: \(words($0))" } ?? ""
  }

  /// Why there is no pair that could be near.
  private func apart(_ lefts: [TextSpan], _ rights: [TextSpan]) -> String {
    if !Set(lefts.map(\.text)).isDisjoint(with: rights.map(\.text)) {
      return "both found, but only where they overlap"
    }
    return "both found, never in one text: \(place(lefts[0])), \(place(rights[0]))"
  }

  // MARK: Pairs

  /// The nearest occurrences of two operands, in either order.
  private func closest(_ left: Int, _ right: Int) -> OperandReader.Pair? {
    let pairs = [closest(left, before: right), closest(right, before: left)].compactMap(\.self)
    return pairs.min { ($0.words, $0.first) < ($1.words, $1.first) }
  }

  /// The nearest occurrences of two operands, one behind the other.
  private func closest(_ first: Int, before second: Int) -> OperandReader.Pair? {
    let pairs = evaluation.fields.indices.compactMap { text in
      OperandReader(evaluation, text: text).closest(first, before: second)
    }
    return pairs.min { $0.words < $1.words }
  }

  /// `'transferts' 41 words behind 'Alibaba'`.
  private func words(_ pair: OperandReader.Pair) -> String {
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

extension OperandReader {
  /// Two occurrences that do not overlap, and the words between them.
  struct Pair {
    var first: TextSpan
    var second: TextSpan
    var words: Int
  }

  /// The occurrence of an operand and the later one of another with the fewest words between; of several the first.
  func closest(_ first: Int, before second: Int) -> Pair? {
    // Of occurrences with one edge in common the shortest: the last begin, and of the negative ends the highest.
    let ends = edges(.end, of: first, in: everywhere) { $0 }
    var best: Pair?
    var passed = 0
    for start in edges(.start, of: second, in: everywhere, value: { -$0 }) {
      while passed < ends.count, ends[passed].unit <= start.unit { passed += 1 }
      guard passed > 0 else { continue }
      let end = ends[passed - 1]
      let words = words(between: end.unit, and: start.unit)
      guard words < best?.words ?? .max else { continue }
      best = Pair(
        first: TextSpan(text: index, start: end.value, end: end.unit),
        second: TextSpan(text: index, start: start.unit, end: -start.value), words: words)
    }
    return best
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
