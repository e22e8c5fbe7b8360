import MatchingOracle
import Testing

@testable import Matching

/// The places of a query's parts, held against those of all pairs of occurrences.
@Suite struct PartPlaceTests {
  @Test func `a part's longest places, and the nearest ones of two, are those of trying all pairs`() throws {
    var generator = DuelGenerator(seed: 5)
    let stories = (0..<20).map { _ in generator.story() }
    var kinds: [String: Int] = [:]
    for number in 0..<200 {
      let watchlist = try #require(Watchlist.parse(generator.watchlist(id: "w\(number)")).watchlist)
      let matcher = Matcher([watchlist])
      for story in stories {
        let scratch = MatchScratch()
        _ = matcher.matches(in: story, scratch: scratch)
        let evaluation = Evaluation(matcher.program, scratch, language: StoryLanguage.language(of: story))
        for (node, text) in matcher.program.texts.enumerated() {
          let spans = evaluation.longestSpans(of: node)
          #expect(spans == evaluation.simpleLongestSpans(of: node), "\(text) in \(story)")
          guard case .proximity(let proximity, let left, let right) = matcher.program.nodes[node] else { continue }
          if !spans.isEmpty { kinds["\(proximity)".prefix { $0.isLetter }.description, default: 0] += 1 }
          let nearest = evaluation.fields.indices.compactMap {
            OperandReader(evaluation, text: $0).closest(left, before: right)
          }
          for pair in nearest {
            #expect(
              pair.first.end <= pair.second.start
                && pair.words == evaluation.words(between: pair.first, and: pair.second))
            #expect(evaluation.simpleSpans(of: left).contains(pair.first), "\(text) in \(story)")
            #expect(evaluation.simpleSpans(of: right).contains(pair.second), "\(text) in \(story)")
          }
          #expect(
            nearest.map(\.words).min() == evaluation.simpleDistance(of: left, before: right), "\(text) in \(story)")
        }
      }
    }
    for kind in ["NEAR", "PRE", "NOTNEAR", "OUTSIDE", "SENT", "PARA"] {
      #expect(kinds[kind, default: 0] >= 10, "\(kind) has too few places to show anything")
    }
  }
}

/// Occurrences as the manual defines them: all pairs are tried, all spans kept.
extension Evaluation {
  /// The fewest words between an occurrence of one operand and a later one of another.
  fileprivate func simpleDistance(of left: Int, before right: Int) -> Int? {
    let rights = simpleSpans(of: right)
    return simpleSpans(of: left).flatMap { left in
      rights.filter { $0.text == left.text && $0.start >= left.end }.compactMap { words(between: left, and: $0) }
    }.min()
  }

  /// Of occurrences that begin at one place the longest.
  fileprivate func simpleLongestSpans(of node: Int) -> [TextSpan] {
    let spans = simpleSpans(of: node)
    return spans.indices.compactMap { index in
      let next = index + 1
      let isShorter =
        next < spans.count && (spans[next].text, spans[next].start) == (spans[index].text, spans[index].start)
      return isShorter ? nil : spans[index]
    }
  }

  /// All occurrences of an operand, in order, each once.
  fileprivate func simpleSpans(of node: Int) -> [TextSpan] {
    var spans: [TextSpan] = []
    switch program.nodes[node] {
    case .never, .not, .language, .atLeast, .any:
      break
    case .term:
      spans = fields.indices.flatMap { occurrences(of: node, in: Int32($0)) }
    case .or(let parts):
      for part in program.children[parts] { spans += simpleSpans(of: part) }
    case .and(let parts):
      // A field around one operand; other conjunctions are no operands.
      if parts.count == 1 { return simpleSpans(of: program.children[parts.lowerBound]) }
    case .first(let count, let part):
      return simpleSpans(of: part).filter { wordsThrough($0) <= count }
    case .proximity(let proximity, let left, let right):
      let (left, right) = (simpleSpans(of: left), simpleSpans(of: right))
      join(left, right, by: proximity) { pair in spans.append(pair.0.joined(with: pair.1 ?? pair.0)) }
    }
    spans.normalize()
    return spans
  }

  /// Calls back for each pair of spans that satisfies an operator, or for each left span alone where the operator keeps
  /// only those. Both lists are in order.
  private func join(
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
  fileprivate func words(between span: TextSpan, and other: TextSpan) -> Int? {
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

  private func wordsThrough(_ span: TextSpan) -> Int { WordPositions.through(endEdge(of: span)) }

  private func place(of text: Int32, _ unit: Int32) -> (sentence: Int32, paragraph: Int32) {
    texts[Int(text)].sentences.place(of: Int(unit))
  }
}

extension TextSpan {
  /// Whether two spans share a unit.
  fileprivate func overlaps(_ other: TextSpan) -> Bool {
    text == other.text && start < other.end && other.start < end
  }

  /// The least span that covers both.
  fileprivate func joined(with other: TextSpan) -> TextSpan {
    TextSpan(text: text, start: min(start, other.start), end: max(end, other.end))
  }
}
