/// Reads from an evaluation what became of each part of a query.
struct PartReader {
  let evaluation: Evaluation

  /// Of longer lists only the terms that occur are told.
  private static let longestList = 20
  /// Occurrences of one part that are told.
  private static let mostSpans = 1_000

  private var program: Program { evaluation.program }

  /// The part that a node is, with all parts below it.
  func part(_ node: Int) -> ExplainedPart {
    var part = ExplainedPart(kind: kind(of: node), text: program.texts[node], holds: evaluation.holds(node))
    let spans = evaluation.longestSpans(of: node)
    part.spans = spans.prefix(Self.mostSpans).map(explained)
    part.omittedSpans = spans.count - part.spans.count
    let children = program.children(of: node)
    if part.kind == .name {
      add(children, to: &part) { self.part($0) }
    } else {
      part.parts = children.map(self.part)
    }
    return part
  }

  /// The terms of a list; the verdict on the whole is the engine's.
  func list(_ nodes: [Int], holds: Bool) -> ExplainedPart {
    var list = ExplainedPart(kind: .terms, text: "terms", holds: holds)
    add(nodes, to: &list) { part($0) }
    return list
  }

  /// The terms of a score with their weights; the verdict on the whole is the engine's.
  func score(_ nodes: [Int], weights: [Double], threshold: Double, holds: Bool) -> ExplainedPart {
    var score = ExplainedPart(kind: .score, text: "score", holds: holds, threshold: threshold)
    let weights = Dictionary(uniqueKeysWithValues: zip(nodes, weights))
    add(nodes, to: &score) { node in
      var term = part(node)
      term.weight = weights[node]
      return term
    }
    score.weight = Watchlist.sum(of: score.parts.filter(\.holds).compactMap(\.weight))
    return score
  }

  private func add(_ nodes: [Int], to part: inout ExplainedPart, _ make: (Int) -> ExplainedPart) {
    let told = nodes.count > Self.longestList ? nodes.filter(evaluation.holds) : nodes
    part.parts = told.map(make)
    part.omitted = nodes.count - told.count
  }

  private func kind(of node: Int) -> ExplainedPart.Kind {
    switch program.nodes[node] {
    case .term, .never: .term
    case .and(let parts): parts.count == 1 ? .field : .and
    case .or: program.texts[node].hasPrefix("$") && !program.texts[node].contains(" ") ? .name : .or
    case .any: .any
    case .not: .not
    case .proximity: .proximity
    case .atLeast: .atLeast
    case .first: .first
    case .language: .language
    }
  }

  private func explained(_ span: TextSpan) -> ExplainedSpan {
    let text = evaluation.texts[Int(span.text)]
    let source = text.source(of: Int(span.start)..<Int(span.end))
    let context = text.context(of: source)
    return ExplainedSpan(
      field: evaluation.fields[Int(span.text)].name, start: text.scalars(before: source.lowerBound),
      end: text.scalars(before: source.upperBound), exact: context.exact, prefix: context.prefix, suffix: context.suffix
    )
  }
}

extension Program {
  /// The nodes of which a node is made.
  func children(of node: Int) -> [Int] {
    switch nodes[node] {
    case .term, .never, .language: []
    case .and(let parts), .or(let parts), .any(_, let parts): Array(children[parts])
    case .not(let part), .atLeast(_, let part), .first(_, let part): [part]
    case .proximity(_, let left, let right): [left, right]
    }
  }
}

extension FieldSet {
  /// The name of a set of one field.
  var name: String { names.first ?? "text" }

  /// The names of its fields, in the order of a story.
  var names: [String] {
    let named: [(FieldSet, String)] = [
      (.title, "title"), (.summary, "summary"), (.content, "content"), (.url, "url"), (.author, "author"),
      (.source, "source"), (.category, "category"),
    ]
    return named.filter { contains($0.0) }.map(\.1)
  }
}
