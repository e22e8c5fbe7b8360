/// Finds where in one text an operand's occurrences begin and end.
///
/// All occurrences count, and nested operators may have more of them than memory holds: in a text that repeats two words
/// n times, nearly n times as many as words within the distance. But an operator looks at one edge of each operand only.
/// So an operand is asked at which units its occurrences begin, given what is wanted of their ends, or the reverse, and
/// answers with at most one edge a unit.
final class OperandReader {
  /// A unit at which occurrences have an edge, and the highest value that their other edges have.
  struct Edge {
    var unit: Int32
    var value: Int32
  }

  enum Side {
    case start, end
  }

  let evaluation: Evaluation
  /// The text's number among the story's.
  let index: Int32
  private let text: FoldedText
  private lazy var positions = text.positions
  /// The occurrences of the terms asked for, in order.
  private var known: [Int: [TextSpan]] = [:]
  private var coveredRanges: [Int: [Range<Int32>]] = [:]

  /// Reads in one of a story's texts.
  init(_ evaluation: Evaluation, text index: Int) {
    self.evaluation = evaluation
    self.index = Int32(index)
    text = evaluation.texts[index]
  }

  /// The whole text.
  var everywhere: Range<Int32> { 0..<Int32(text.count) }

  /// The units at which an operand's occurrences in a region have one edge, in order, each with the highest value of
  /// the other edges; edges without a value do not count.
  func edges(_ side: Side, of node: Int, in region: Range<Int32>, value: (Int32) -> Int32?) -> [Edge] {
    switch evaluation.program.nodes[node] {
    case .term:
      return occurrences(of: node, in: region).compactMap { span in
        let (unit, other) = side == .start ? (span.start, span.end) : (span.end, span.start)
        return value(other).map { Edge(unit: unit, value: $0) }
      }.highest
    case .or(let parts), .and(let parts):
      // A conjunction here is a field around one operand.
      return evaluation.program.children[parts].flatMap { edges(side, of: $0, in: region, value: value) }.highest
    case .proximity(.pre(let limit), let first, let second):
      return edges(side, of: first, before: second, within: limit, in: region, value: value)
    case .proximity(.near(let limit), let left, let right):
      let forward = edges(side, of: left, before: right, within: limit, in: region, value: value)
      return (forward + edges(side, of: right, before: left, within: limit, in: region, value: value)).highest
    case .proximity(.outside, let left, let right):
      return gaps(between: right, in: region).flatMap { edges(side, of: left, in: $0, value: value) }.highest
    default:
      return []
    }
  }

  /// The edges of what covers an occurrence of `first` and a later one of `second`.
  func edges(
    _ side: Side, of first: Int, before second: Int, within limit: Int, in region: Range<Int32>,
    value: (Int32) -> Int32?
  ) -> [Edge] {
    // The edge farther from the side that is asked for comes first, as only its value counts.
    let (far, near) = side == .start ? (second, first) : (first, second)
    let reached = EdgeWindow(edges(side, of: far, in: region, value: value))
    guard !reached.isEmpty else { return [] }
    return edges(side, of: near, in: region) { self.highest(in: reached, from: $0, side, within: limit) }
  }

  /// The highest value of the begins behind an end, or of the ends before a begin, with at most so many words between.
  private func highest(in window: EdgeWindow, from unit: Int32, _ side: Side, within limit: Int) -> Int32? {
    if side == .start {
      let end = positions.edge(behind: Int(unit) - 1, in: text)
      return window.highest(from: unit) { WordPositions.between(end, self.startEdge(at: $0)) <= limit }
    }
    let start = startEdge(at: unit)
    return window.highest(upTo: unit) { WordPositions.between(self.endEdge(at: $0), start) <= limit }
  }

  /// The units where a begin is reached from an end of `node`, or the reverse, as a test of single units.
  func reaches(_ side: Side, _ edges: [Edge], within limit: Int) -> (Int32) -> Bool {
    let window = EdgeWindow(edges)
    return { window.isEmpty ? false : self.highest(in: window, from: $0, side, within: limit) != nil }
  }

  /// A term's occurrences inside a region, in order.
  func occurrences(of node: Int, in region: Range<Int32>) -> [TextSpan] {
    let spans: [TextSpan]
    if let found = known[node] {
      spans = found
    } else {
      spans = evaluation.occurrences(of: node, in: index)
      known[node] = spans
    }
    if region == everywhere { return spans }
    let first = spans.partitioningIndex { $0.start >= region.lowerBound }
    return spans[first...].prefix { $0.start < region.upperBound }.filter { $0.end <= region.upperBound }
  }

  // MARK: Regions

  /// The parts of a region that no occurrence of an operand overlaps.
  func gaps(between node: Int, in region: Range<Int32>) -> [Range<Int32>] {
    let covered = covered(by: node)
    var gaps: [Range<Int32>] = []
    var start = region.lowerBound
    for range in covered[covered.partitioningIndex { $0.upperBound > start }...] {
      if range.lowerBound >= region.upperBound { break }
      if range.lowerBound > start { gaps.append(start..<range.lowerBound) }
      start = max(start, range.upperBound)
      if start >= region.upperBound { return gaps }
    }
    gaps.append(start..<region.upperBound)
    return gaps
  }

  /// What an operand's occurrences cover, in order and apart. Nested operators ask for it once for each of their regions.
  private func covered(by node: Int) -> [Range<Int32>] {
    if let known = coveredRanges[node] { return known }
    var ranges: [Range<Int32>] = []
    for edge in edges(.start, of: node, in: everywhere, value: { $0 }) {
      if let last = ranges.last, last.upperBound >= edge.unit {
        ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, edge.value)
      } else {
        ranges.append(edge.unit..<edge.value)
      }
    }
    coveredRanges[node] = ranges
    return ranges
  }

  /// The sentences or paragraphs of the text, each with the signs that lead it.
  func regions(_ unit: KeyPath<SentenceMap.Start, Int32>) -> [Range<Int32>] {
    var regions: [Range<Int32>] = []
    let starts = text.sentences.starts
    for (place, start) in starts.enumerated() {
      if place > 0, starts[place - 1][keyPath: unit] == start[keyPath: unit] { continue }
      var lead = Int32(start.unit)
      if let last = regions.last {
        regions[regions.count - 1] = last.lowerBound..<lead
        while lead > 0, !text.unit(Int(lead) - 1).isWord { lead -= 1 }
      } else {
        lead = 0
      }
      regions.append(lead..<Int32(text.count))
    }
    return regions
  }

  // MARK: Words

  /// The words from the text's begin to an end.
  func wordsThrough(_ end: Int32) -> Int { WordPositions.through(endEdge(at: end)) }

  /// The words between an end and a later begin.
  func words(between end: Int32, and start: Int32) -> Int {
    WordPositions.between(endEdge(at: end), startEdge(at: start))
  }

  private func startEdge(at unit: Int32) -> WordPositions.Edge { positions.edge(before: Int(unit), in: text) }

  private func endEdge(at unit: Int32) -> WordPositions.Edge { positions.edge(behind: Int(unit) - 1, in: text) }
}

extension [OperandReader.Edge] {
  /// The edges in order, one a unit, with the highest value.
  var highest: [OperandReader.Edge] {
    guard count > 1 else { return self }
    var kept = 1
    var sorted = sorted { ($0.unit, $1.value) < ($1.unit, $0.value) }
    for index in 1..<sorted.count where sorted[index].unit != sorted[kept - 1].unit {
      sorted[kept] = sorted[index]
      kept += 1
    }
    sorted.removeSubrange(kept...)
    return sorted
  }
}
