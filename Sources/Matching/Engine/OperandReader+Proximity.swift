/// The operators that nothing nests: whether they hold in a text, and what takes part in them.
extension OperandReader {
  /// What is wanted of an occurrence: where it lies, begins and ends.
  struct Wish {
    var region: Range<Int32>
    var start: (Int32) -> Bool = { _ in true }
    var end: (Int32) -> Bool = { _ in true }
  }

  /// Whether an operand or an operator over operands occurs.
  func holds(_ node: Int) -> Bool {
    switch evaluation.program.nodes[node] {
    case .first(let count, let part):
      wordsThroughFirst(part).map { $0 <= count } ?? false
    case .proximity(.notNear(let limit), let left, let right):
      apart(from: right, by: limit).contains { occurs(left, $0) }
    case .proximity(.sentence, let left, let right):
      regions(\.sentence).contains { meet(left, right, in: $0) }
    case .proximity(.paragraph, let left, let right):
      regions(\.paragraph).contains { meet(left, right, in: $0) }
    default:
      occurs(node, Wish(region: everywhere))
    }
  }

  /// The words from the text's begin to the first end of an operand's occurrences; nil where there is none.
  func wordsThroughFirst(_ node: Int) -> Int? {
    edges(.end, of: node, in: everywhere) { _ in 0 }.first.map { wordsThrough($0.unit) }
  }

  private func occurs(_ node: Int, _ wish: Wish) -> Bool {
    edges(.start, of: node, in: wish.region) { wish.end($0) ? 0 : nil }.contains { wish.start($0.unit) }
  }

  /// The occurrences of an operand, or of an operator over operands, of those that begin at one place only the longest;
  /// nothing for what has no places.
  func longestSpans(of node: Int) -> [TextSpan] {
    longest(of: node).map { TextSpan(text: index, start: $0.unit, end: $0.value) }
  }

  /// The begins of a node's occurrences, each with the last of its ends.
  private func longest(of node: Int) -> [Edge] {
    switch evaluation.program.nodes[node] {
    case .never, .not, .language, .atLeast, .any:
      return []
    case .or(let parts):
      return evaluation.program.children[parts].flatMap(longest).highest
    case .and(let parts):
      // A field around one part; other conjunctions have no places.
      return parts.count == 1 ? longest(of: evaluation.program.children[parts.lowerBound]) : []
    case .first(let count, let part):
      return edges(.start, of: part, in: everywhere) { self.wordsThrough($0) <= count ? $0 : nil }
    case .proximity(.notNear(let limit), let left, let right):
      return apart(from: right, by: limit).flatMap { wish in
        edges(.start, of: left, in: wish.region) { wish.end($0) ? $0 : nil }.filter { wish.start($0.unit) }
      }.highest
    case .proximity(.sentence, let left, let right):
      return regions(\.sentence).flatMap { longest(of: left, meeting: right, in: $0) }.highest
    case .proximity(.paragraph, let left, let right):
      return regions(\.paragraph).flatMap { longest(of: left, meeting: right, in: $0) }.highest
    case .term, .proximity:
      return edges(.start, of: node, in: everywhere) { $0 }
    }
  }

  private func longest(of left: Int, meeting right: Int, in region: Range<Int32>) -> [Edge] {
    [(left, right), (right, left)].flatMap { edges(.start, of: $0, before: $1, within: .max, in: region) { $0 } }
  }

  /// How many occurrences of an operand do not overlap, counted from the left.
  func countApart(_ node: Int, upTo limit: Int) -> Int {
    var count = 0
    var end: Int32 = 0
    // The highest of the negative ends is the first.
    for edge in edges(.start, of: node, in: everywhere, value: { -$0 }) where count < limit && edge.unit >= end {
      count += 1
      end = -edge.value
    }
    return count
  }

  /// Calls back for each occurrence of a term that takes part, with the term's label; some more than once.
  func collect(_ node: Int, _ body: (TextSpan, Int) -> Void) {
    switch evaluation.program.nodes[node] {
    case .atLeast(_, let part):
      collect(part, Wish(region: everywhere), body)
    case .first(let count, let part):
      collect(part, Wish(region: everywhere, end: { self.wordsThrough($0) <= count }), body)
    case .proximity(.notNear(let limit), let left, let right):
      for wish in apart(from: right, by: limit) { collect(left, wish, body) }
    case .proximity(.sentence, let left, let right):
      for region in regions(\.sentence) { collectMeeting(left, right, in: region, body) }
    case .proximity(.paragraph, let left, let right):
      for region in regions(\.paragraph) { collectMeeting(left, right, in: region, body) }
    default:
      collect(node, Wish(region: everywhere), body)
    }
  }

  private func collect(_ node: Int, _ wish: Wish, _ body: (TextSpan, Int) -> Void) {
    switch evaluation.program.nodes[node] {
    case .term(_, _, let label):
      for span in occurrences(of: node, in: wish.region) where wish.start(span.start) && wish.end(span.end) {
        body(span, label)
      }
    case .or(let parts), .and(let parts):
      for part in evaluation.program.children[parts] { collect(part, wish, body) }
    case .proximity(.pre(let limit), let first, let second):
      collect(first, before: second, within: limit, wish, body)
    case .proximity(.near(let limit), let left, let right):
      collect(left, before: right, within: limit, wish, body)
      collect(right, before: left, within: limit, wish, body)
    case .proximity(.outside, let left, let right):
      for gap in gaps(between: right, in: wish.region) {
        collect(left, Wish(region: gap, start: wish.start, end: wish.end), body)
      }
    default:
      break
    }
  }

  private func collect(
    _ first: Int, before second: Int, within limit: Int, _ wish: Wish, _ body: (TextSpan, Int) -> Void
  ) {
    let starts = edges(.start, of: second, in: wish.region) { wish.end($0) ? 0 : nil }
    let ends = edges(.end, of: first, in: wish.region) { wish.start($0) ? 0 : nil }
    guard !starts.isEmpty, !ends.isEmpty else { return }
    let reachesStart = reaches(.start, starts, within: limit)
    let reachesEnd = reaches(.end, ends, within: limit)
    collect(first, Wish(region: wish.region, start: wish.start, end: reachesStart), body)
    collect(second, Wish(region: wish.region, start: reachesEnd, end: wish.end), body)
  }

  // MARK: Sentences and paragraphs

  private func meet(_ left: Int, _ right: Int, in region: Range<Int32>) -> Bool {
    follows(left, right, in: region) || follows(right, left, in: region)
  }

  /// Whether an occurrence of `second` begins behind one of `first`.
  private func follows(_ first: Int, _ second: Int, in region: Range<Int32>) -> Bool {
    guard let end = edges(.end, of: first, in: region, value: { _ in 0 }).first else { return false }
    guard let start = edges(.start, of: second, in: region, value: { _ in 0 }).last else { return false }
    return end.unit <= start.unit
  }

  private func collectMeeting(_ left: Int, _ right: Int, in region: Range<Int32>, _ body: (TextSpan, Int) -> Void) {
    for (first, second) in [(left, right), (right, left)] {
      guard let end = edges(.end, of: first, in: region, value: { _ in 0 }).first?.unit else { return }
      guard let start = edges(.start, of: second, in: region, value: { _ in 0 }).last?.unit else { return }
      collect(first, Wish(region: region, end: { $0 <= start }), body)
      collect(second, Wish(region: region, start: { $0 >= end }), body)
    }
  }

  // MARK: Keeping apart

  /// Where occurrences may lie that nothing of an operand overlaps or stands near.
  private func apart(from node: Int, by limit: Int) -> [Wish] {
    gaps(between: node, in: everywhere).map { gap in
      Wish(
        region: gap,
        start: { gap.lowerBound == 0 || self.words(between: gap.lowerBound, and: $0) > limit },
        end: { gap.upperBound == self.everywhere.upperBound || self.words(between: $0, and: gap.upperBound) > limit })
    }
  }
}
