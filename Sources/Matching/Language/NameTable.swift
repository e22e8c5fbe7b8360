/// The names of a watchlist, each with its alternatives, nested names resolved.
struct NameTable {
  private var alternatives: [String: [Term]] = [:]
  private var references: [String: [String]] = [:]

  /// A table without names.
  static let empty = NameTable()

  private init() {}

  /// Reads every entry of every name and resolves nested names.
  init(_ names: [NamedEntries], diagnostics: inout [Diagnostic]) {
    var entries: [String: [Entry]] = [:]
    for (index, name) in names.enumerated() {
      let read = Self.read(name, at: index, diagnostics: &diagnostics)
      if entries.updateValue(read, forKey: name.name) != nil {
        diagnostics.append(
          Diagnostic(
            piece: .name(index, entry: nil), severity: .error,
            message: "the name `\(name.name)` is defined twice; join the two lists, or rename one"))
      }
    }
    for name in names { references[name.name] = entries[name.name, default: []].compactMap(\.reference) }
    let known = names.map(\.name)
    for entry in known.flatMap({ entries[$0, default: []] }) {
      guard let reference = entry.reference else { continue }
      if entries[reference] == nil {
        diagnostics.append(entry.error(Self.unknownNameMessage(reference, known: known)))
      } else if closure(of: [reference]).contains(entry.owner) {
        diagnostics.append(
          entry.error(
            "`$\(reference)` leads back to `$\(entry.owner)`: a name cannot contain itself; remove one of the two"))
        references[entry.owner]?.removeAll { $0 == reference }
      }
    }
    for name in known {
      alternatives[name] = orderedClosure(of: name).flatMap { entries[$0, default: []].compactMap(\.term) }
    }
  }

  /// A name's alternatives, or nothing if there is no such name.
  func alternatives(of name: String) -> [Term]? {
    alternatives[name]
  }

  /// What to say of a name that is not in the table.
  func unknownNameMessage(_ name: String) -> String {
    Self.unknownNameMessage(name, known: alternatives.keys.sorted())
  }

  /// The given names and all that they contain.
  func closure(of names: Set<String>) -> Set<String> {
    names.reduce(into: []) { reached, name in reached.formUnion(orderedClosure(of: name)) }
  }

  /// A name and all that it contains, each once, in the order of the entries.
  private func orderedClosure(of name: String) -> [String] {
    var reached: [String] = []
    var pending = [name]
    while let next = pending.popLast() {
      if reached.contains(next) { continue }
      reached.append(next)
      pending += references[next, default: []].reversed()
    }
    return reached
  }

  private static func unknownNameMessage(_ name: String, known: [String]) -> String {
    let advice =
      if known.isEmpty {
        "no names are defined here; put the text in quotation marks if the dollar sign belongs to it"
      } else if let nearest = name.nearest(among: known) {
        "did you mean $\(nearest)?"
      } else {
        "the names are \(known.map { "$\($0)" }.joined(separator: ", "))"
      }
    return "there is no name `$\(name)`; \(advice)"
  }
}

extension NameTable {
  /// An entry of a name: a term, or another name.
  private struct Entry {
    let owner: String
    let piece: Diagnostic.Piece
    let content: EntryContent?

    var term: Term? {
      if case .term(let term) = content { term } else { nil }
    }

    var reference: String? {
      if case .name(let name) = content { name } else { nil }
    }

    func error(_ message: String) -> Diagnostic {
      Diagnostic(piece: piece, severity: .error, message: message)
    }
  }

  private static func read(_ name: NamedEntries, at index: Int, diagnostics: inout [Diagnostic]) -> [Entry] {
    func report(_ message: String) {
      diagnostics.append(Diagnostic(piece: .name(index, entry: nil), severity: .error, message: message))
    }
    if name.name.isEmpty || name.name.unicodeScalars.contains(where: { $0.endsQueryWord }) {
      report("a query cannot write the name `\(name.name)`; use letters, digits, `-` and `_`")
    }
    if name.entries.isEmpty { report("the name `\(name.name)` has no alternatives; list at least one word or phrase") }
    return name.entries.enumerated().map { offset, text in
      let piece = Diagnostic.Piece.name(index, entry: offset)
      let (content, found) = EntryParser.parse(text, piece: piece, allowing: .names)
      diagnostics += found
      return Entry(owner: name.name, piece: piece, content: content)
    }
  }
}
