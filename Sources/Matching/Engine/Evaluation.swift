/// Decides queries over the occurrences found in one story.
struct Evaluation {
  let program: Program
  /// The story's texts, and the field of each.
  let texts: [FoldedText]
  let fields: [FieldSet]
  private let occurrences: [MatchScratch.Occurrence]
  private let heads: [Int32]
  /// The story's language, nil where it is undetermined.
  var language: String?

  /// Takes what has been found in a story.
  init(_ program: Program, _ scratch: MatchScratch, language: String?) {
    self.program = program
    self.language = language
    texts = scratch.texts
    fields = scratch.fields
    occurrences = scratch.occurrences
    heads = scratch.heads
  }

  /// Whether a node's query holds.
  func holds(_ node: Int) -> Bool {
    switch program.nodes[node] {
    case .never:
      false
    case .term(let pattern, let fields, _):
      occurs(pattern, in: fields)
    case .and(let parts):
      program.children[parts].allSatisfy(holds)
    case .or(let parts):
      program.children[parts].contains(where: holds)
    case .any(let count, let parts):
      hold(count, of: program.children[parts])
    case .not(let part):
      !holds(part)
    case .atLeast(let count, let part):
      countApart(part, upTo: count) >= count
    case .language(let index):
      language == program.languages[index]
    case .proximity, .first:
      mayOccur(node) && fields.indices.contains { OperandReader(self, text: $0).holds(node) }
    }
  }

  /// Whether all that an operand needs occurs in the story, wherever that may be.
  private func mayOccur(_ node: Int) -> Bool {
    switch program.nodes[node] {
    case .term(let pattern, _, _): heads[pattern] >= 0
    case .or(let parts), .and(let parts): program.children[parts].contains(where: mayOccur)
    case .proximity(.notNear, let left, _), .proximity(.outside, let left, _): mayOccur(left)
    case .proximity(_, let left, let right): mayOccur(left) && mayOccur(right)
    case .first(_, let part), .atLeast(_, let part): mayOccur(part)
    case .never, .any, .not, .language: false
    }
  }

  private func occurs(_ pattern: Int, in wanted: FieldSet) -> Bool {
    var index = heads[pattern]
    while index >= 0 {
      let occurrence = occurrences[Int(index)]
      if wanted.contains(fields[Int(occurrence.text)]) { return true }
      index = occurrence.next
    }
    return false
  }

  private func hold(_ count: Int, of nodes: ArraySlice<Int>) -> Bool {
    var missing = count
    for node in nodes where holds(node) {
      missing -= 1
      if missing <= 0 { return true }
    }
    return missing <= 0
  }

  /// A node's occurrences that do not overlap, counted from the left.
  func countApart(_ node: Int, upTo limit: Int = .max) -> Int {
    fields.indices.reduce(0) { $0 + OperandReader(self, text: $1).countApart(node, upTo: limit) }
  }

  // MARK: Spans

  /// All occurrences of an operand, in order, each once.
  func spans(of node: Int) -> [TextSpan] {
    var spans: [TextSpan] = []
    switch program.nodes[node] {
    case .never, .not, .language, .atLeast, .any:
      break
    case .term(let pattern, let fields, _):
      addOccurrences(of: pattern, in: fields, to: &spans)
    case .or(let parts):
      for part in program.children[parts] { spans += self.spans(of: part) }
    case .and(let parts):
      // A field around one operand; other conjunctions are no operands.
      if parts.count == 1 { return self.spans(of: program.children[parts.lowerBound]) }
    case .first(let count, let part):
      return self.spans(of: part).filter { wordsThrough($0) <= count }
    case .proximity(let proximity, let left, let right):
      let (left, right) = (self.spans(of: left), self.spans(of: right))
      join(left, right, by: proximity) { pair in spans.append(pair.0.joined(with: pair.1 ?? pair.0)) }
    }
    spans.normalize()
    return spans
  }

  /// A term's occurrences in one text, in order.
  func occurrences(of node: Int, in text: Int32) -> [TextSpan] {
    guard case .term(let pattern, let wanted, _) = program.nodes[node], wanted.contains(fields[Int(text)]) else {
      return []
    }
    var spans: [TextSpan] = []
    var index = heads[pattern]
    while index >= 0 {
      let occurrence = occurrences[Int(index)]
      if occurrence.text == text {
        spans.append(TextSpan(text: text, start: occurrence.start, end: occurrence.end))
      }
      index = occurrence.next
    }
    spans.normalize()
    return spans
  }

  private func addOccurrences(of pattern: Int, in wanted: FieldSet, to spans: inout [TextSpan]) {
    var index = heads[pattern]
    while index >= 0 {
      let occurrence = occurrences[Int(index)]
      if wanted.contains(fields[Int(occurrence.text)]) {
        spans.append(TextSpan(text: occurrence.text, start: occurrence.start, end: occurrence.end))
      }
      index = occurrence.next
    }
  }

  /// Calls back for each pair of spans that satisfies an operator, or for each left span alone where the operator keeps
  /// only those. Both lists are in order.
  func join(
    _ left: [TextSpan], _ right: [TextSpan], by proximity: Proximity, _ body: ((TextSpan, TextSpan?)) -> Void
  ) {
    switch proximity {
    case .near(let limit):
      joinInOrder(left, right, within: limit) { body(($0, $1)) }
      joinInOrder(right, left, within: limit) { body(($1, $0)) }
    case .pre(let limit):
      joinInOrder(left, right, within: limit) { body(($0, $1)) }
    case .notNear(let limit):
      for span in left where !right.contains(where: { isNear(span, $0, limit) }) { body((span, nil)) }
    case .outside:
      for span in left where !right.contains(where: span.overlaps) { body((span, nil)) }
    case .sentence:
      joinWithin(left, right, unit: \.sentence, body)
    case .paragraph:
      joinWithin(left, right, unit: \.paragraph, body)
    }
  }

  /// Pairs of a span and a later one with at most so many words between.
  private func joinInOrder(
    _ first: [TextSpan], _ second: [TextSpan], within limit: Int, _ body: (TextSpan, TextSpan) -> Void
  ) {
    guard !second.isEmpty else { return }
    for span in first {
      let end = endEdge(of: span)
      var index = second.partitioningIndex { ($0.text, $0.start) >= (span.text, span.end) }
      while index < second.count, second[index].text == span.text {
        guard WordPositions.between(end, startEdge(of: second[index])) <= limit else { break }
        body(span, second[index])
        index += 1
      }
    }
  }

  private func isNear(_ span: TextSpan, _ other: TextSpan, _ limit: Int) -> Bool {
    span.overlaps(other) || words(between: span, and: other).map { $0 <= limit } ?? false
  }

  /// The words between two spans; nil where they overlap or stand in different texts.
  func words(between span: TextSpan, and other: TextSpan) -> Int? {
    guard span.text == other.text, !span.overlaps(other) else { return nil }
    let (first, second) = span.start < other.start ? (span, other) : (other, span)
    return WordPositions.between(endEdge(of: first), startEdge(of: second))
  }

  private func joinWithin(
    _ left: [TextSpan], _ right: [TextSpan], unit: KeyPath<(sentence: Int32, paragraph: Int32), Int32>,
    _ body: ((TextSpan, TextSpan?)) -> Void
  ) {
    for span in left {
      let place = firstPlace(of: span)[keyPath: unit]
      guard lastPlace(of: span)[keyPath: unit] == place else { continue }
      for other in right where other.text == span.text && !other.overlaps(span) {
        guard firstPlace(of: other)[keyPath: unit] == place, lastPlace(of: other)[keyPath: unit] == place else {
          continue
        }
        body((span, other))
      }
    }
  }

  // MARK: Places

  private func endEdge(of span: TextSpan) -> WordPositions.Edge {
    let text = texts[Int(span.text)]
    return text.positions.edge(behind: Int(span.end) - 1, in: text)
  }

  /// The sentence and the paragraph in which a span begins. Signs that lead a word belong to its sentence.
  private func firstPlace(of span: TextSpan) -> (sentence: Int32, paragraph: Int32) {
    let text = texts[Int(span.text)]
    var unit = span.start
    while unit + 1 < span.end, !text.unit(Int(unit)).isWord { unit += 1 }
    return place(of: span.text, unit)
  }

  private func lastPlace(of span: TextSpan) -> (sentence: Int32, paragraph: Int32) {
    place(of: span.text, span.end - 1)
  }

  private func startEdge(of span: TextSpan) -> WordPositions.Edge {
    let text = texts[Int(span.text)]
    return text.positions.edge(before: Int(span.start), in: text)
  }

  func wordsThrough(_ span: TextSpan) -> Int { WordPositions.through(endEdge(of: span)) }

  private func place(of text: Int32, _ unit: Int32) -> (sentence: Int32, paragraph: Int32) {
    texts[Int(text)].sentences.place(of: Int(unit))
  }
}
