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

  /// A node's occurrences in order, of those that begin at one place only the longest; nothing for what has no places.
  func longestSpans(of node: Int) -> [TextSpan] {
    fields.indices.flatMap { OperandReader(self, text: $0).longestSpans(of: node) }
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
}
