/// The queries of all watchlists, laid out flat.
struct Program: Sendable {
  /// One part of a query. Ranges lie in `children`.
  enum Node: Sendable {
    /// An occurrence of a pattern; the label is what hits call it.
    case term(pattern: Int, fields: FieldSet, label: Int)
    case never
    case and(Range<Int>)
    case or(Range<Int>)
    case any(Int, Range<Int>)
    case not(Int)
    case proximity(Proximity, Int, Int)
    case atLeast(Int, Int)
    case first(Int, Int)
    case language(Int)
  }

  private(set) var nodes: [Node] = []
  /// For each node, the part of the query as it is written.
  private(set) var texts: [String] = []
  /// The nodes below others.
  private(set) var children: [Int] = []
  /// What hits call their terms.
  private(set) var labels: [String] = []
  /// The languages that queries ask for.
  private(set) var languages: [String] = []
  /// The fields that any query looks in.
  private(set) var fields: FieldSet = []

  /// Adds a query and returns its root.
  mutating func add(_ query: Query, patterns: inout PatternSet) -> Int {
    add(query, in: .standard, &patterns)
  }

  /// Adds a term by itself, as an entry of `terms` or `score`, and returns its node.
  mutating func add(_ term: Term, patterns: inout PatternSet) -> Int {
    add(term, in: .standard, &patterns)
  }

  private mutating func add(_ query: Query, in fields: FieldSet, _ patterns: inout PatternSet) -> Int {
    let node: Node
    switch query.form {
    case .term(let term):
      return add(term, in: fields, &patterns)
    case .name(_, let alternatives):
      let terms = alternatives.map { add($0, in: fields, &patterns) }
      node = .or(group(terms))
    case .and(let parts):
      node = .and(group(parts.map { add($0, in: fields, &patterns) }))
    case .or(let parts):
      node = .or(group(parts.map { add($0, in: fields, &patterns) }))
    case .any(let count, let parts):
      node = .any(count, group(parts.map { add($0, in: fields, &patterns) }))
    case .not(let part):
      node = .not(add(part, in: fields, &patterns))
    case .proximity(let proximity, let left, let right):
      node = .proximity(proximity, add(left, in: fields, &patterns), add(right, in: fields, &patterns))
    case .atLeast(let count, let part):
      node = .atLeast(count, add(part, in: fields, &patterns))
    case .first(let count, let part):
      node = .first(count, add(part, in: fields, &patterns))
    case .field(let field, let part):
      let inner = add(part, in: FieldSet(field), &patterns)
      node = .and(group([inner]))
    case .language(let tag):
      languages.append(tag)
      node = .language(languages.count - 1)
    }
    return append(node, text: query.text)
  }

  private mutating func add(_ term: Term, in fields: FieldSet, _ patterns: inout PatternSet) -> Int {
    self.fields.formUnion(fields)
    guard let pattern = patterns.number(of: term, isAddress: fields == .url) else {
      return append(.never, text: term.text)
    }
    labels.append(term.label)
    return append(.term(pattern: pattern, fields: fields, label: labels.count - 1), text: term.text)
  }

  private mutating func append(_ node: Node, text: String) -> Int {
    nodes.append(node)
    texts.append(text)
    return nodes.count - 1
  }

  private mutating func group(_ members: [Int]) -> Range<Int> {
    let first = children.count
    children += members
    return first..<children.count
  }
}

/// The patterns of all watchlists, each once.
struct PatternSet {
  private struct Identity: Hashable {
    var words: String
    var comparison: Term.Comparison
    var isAddress: Bool
  }

  private(set) var patterns: [Pattern] = []
  private var numbers: [Identity: Int?] = [:]
  private var reader = PatternReader()

  /// The number of a term's pattern; nil where it can never be found.
  mutating func number(of term: Term, isAddress: Bool) -> Int? {
    let identity = Identity(words: term.words, comparison: term.comparison, isAddress: isAddress)
    if let known = numbers[identity] { return known }
    var number: Int?
    if let pattern = reader.pattern(for: term, isAddress: isAddress) {
      number = patterns.count
      patterns.append(pattern)
    }
    numbers[identity] = .some(number)
    return number
  }
}
