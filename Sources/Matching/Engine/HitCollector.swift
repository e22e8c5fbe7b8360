/// Gathers the occurrences that take part in a match, and the part of the query that held.
struct HitCollector {
  /// A span and the label of its term.
  struct LabelledSpan: Comparable {
    var span: TextSpan
    var label: Int

    static func < (left: LabelledSpan, right: LabelledSpan) -> Bool {
      (left.span, left.label) < (right.span, right.label)
    }
  }

  let evaluation: Evaluation
  private(set) var spans: [LabelledSpan] = []

  /// Starts with nothing gathered.
  init(_ evaluation: Evaluation) { self.evaluation = evaluation }

  /// The smallest part that held: of alternatives the first that did.
  func reason(_ node: Int) -> Int {
    guard case .or(let parts) = evaluation.program.nodes[node] else { return node }
    guard let first = evaluation.program.children[parts].first(where: evaluation.holds) else { return node }
    // A name's alternatives are not parts that the query writes.
    let text = evaluation.program.texts[node]
    let isName = text.hasPrefix("$") && !text.utf8.contains(UInt8(ascii: " "))
    return isName ? node : reason(first)
  }

  /// Gathers what takes part in a query that holds.
  mutating func add(_ node: Int) {
    switch evaluation.program.nodes[node] {
    case .never, .not, .language:
      break
    case .and(let parts):
      for part in evaluation.program.children[parts] { add(part) }
    case .or(let parts), .any(_, let parts):
      for part in evaluation.program.children[parts] where evaluation.holds(part) { add(part) }
    case .term(_, _, let label):
      spans += evaluation.longestSpans(of: node).map { LabelledSpan(span: $0, label: label) }
    case .atLeast, .proximity, .first:
      for text in evaluation.fields.indices {
        let reader = OperandReader(evaluation, text: text)
        reader.collect(node) { spans.append(LabelledSpan(span: $0, label: $1)) }
      }
    }
  }

  /// Each term's spans, of those that begin at one place only the longest: a prefix may end in several places of a word.
  private func longest() -> [LabelledSpan] {
    func place(_ found: LabelledSpan) -> (Int32, Int32, Int) { (found.span.text, found.span.start, found.label) }
    let sorted = spans.sorted { place($0) == place($1) ? $0.span.end < $1.span.end : place($0) < place($1) }
    return sorted.indices.compactMap { index in
      index + 1 < sorted.count && place(sorted[index]) == place(sorted[index + 1]) ? nil : sorted[index]
    }
  }

  /// The hits in the story's title, summary and content, in order.
  func hits(limit: Int) -> [Hit] {
    var hits: [Hit] = []
    for found in longest().sorted() where hits.count < limit {
      guard let field = HitField(evaluation.fields[Int(found.span.text)]) else { continue }
      let text = evaluation.texts[Int(found.span.text)]
      let source = text.source(of: Int(found.span.start)..<Int(found.span.end))
      let (start, end) = (text.scalars(before: source.lowerBound), text.scalars(before: source.upperBound))
      let context = text.context(of: source)
      hits.append(
        Hit(
          term: evaluation.program.labels[found.label], field: field, start: start, end: end, exact: context.exact,
          prefix: context.prefix, suffix: context.suffix))
    }
    return hits
  }
}

extension HitField {
  /// The text of a set of one field; nil for fields that have no hits.
  fileprivate init?(_ field: FieldSet) {
    switch field {
    case .title: self = .title
    case .summary: self = .summary
    case .content: self = .content
    default: return nil
    }
  }
}
