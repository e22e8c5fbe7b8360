/// The names of a watchlist, each with its alternatives, nested names resolved.
struct NameTable {
  private var terms: [String: [Term]] = [:]
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
    terms = entries.mapValues { $0.compactMap(\.term) }
    references = entries.mapValues { $0.compactMap(\.reference) }
    let known = names.map(\.name)
    let circular = circularReferences(of: known)
    var unknown = 0
    for entry in known.flatMap({ entries[$0, default: []] }) {
      guard let reference = entry.reference else { continue }
      if entries[reference] == nil {
        diagnostics.append(entry.error(Self.unknownNameMessage(reference, after: unknown) { known }))
        unknown += 1
      } else if circular.contains(Reference(owner: entry.owner, name: reference)) {
        diagnostics.append(
          entry.error(
            "`$\(reference)` leads back to `$\(entry.owner)`: a name cannot contain itself; remove one of the two"))
        references[entry.owner]?.removeAll { $0 == reference }
      }
    }
  }

  /// A name's alternatives, and how many names they come from, its own among them; nil if there is no such name. Takes
  /// time in proportion to both.
  func alternatives(of name: String) -> (terms: [Term], names: Int)? {
    guard terms[name] != nil else { return nil }
    let closure = orderedClosure(of: [name])
    return (closure.flatMap { terms[$0, default: []] }, closure.count)
  }

  /// What to say of a name that is not in the table, after so many others that are not.
  func unknownNameMessage(_ name: String, after others: Int) -> String {
    Self.unknownNameMessage(name, after: others) { terms.keys.sorted() }
  }

  /// The given names and all that they contain.
  func closure(of names: Set<String>) -> Set<String> { Set(orderedClosure(of: Array(names))) }

  /// Names and all that they contain, each once, in the order of the entries.
  private func orderedClosure(of names: [String]) -> [String] {
    var ordered: [String] = []
    var reached: Set<String> = []
    var pending: [String] = names.reversed()
    while let next = pending.popLast() {
      guard reached.insert(next).inserted else { continue }
      ordered.append(next)
      pending += references[next, default: []].reversed()
    }
    return ordered
  }

  /// The references without which no name contains itself: of names in a ring that of the first one, unless another name
  /// leads into the ring. Takes time in proportion to the references.
  private func circularReferences(of names: [String]) -> Set<Reference> {
    var users: [String: [String]] = [:]
    for owner in names {
      for name in references[owner, default: []] where references[name] != nil {
        users[name, default: []].append(owner)
      }
    }
    var circular: Set<Reference> = []
    var seen: Set<String> = []
    var open: Set<String> = []
    for name in names where seen.insert(name).inserted {
      // From each name to those that use it, in depth. A user that is gone through at the time closes a ring.
      var path = [(name: name, users: users[name, default: []])]
      open.insert(name)
      while let last = path.last {
        guard let user = path[path.count - 1].users.popLast() else {
          path.removeLast()
          open.remove(last.name)
          continue
        }
        if open.contains(user) {
          circular.insert(Reference(owner: user, name: last.name))
        } else if seen.insert(user).inserted {
          path.append((user, users[user, default: []]))
          open.insert(user)
        }
      }
    }
    return circular
  }

  /// The nearest of thousands of names takes milliseconds to find, and is worth them for so many errors.
  private static let errorsWithAdvice = 20
  /// Names that are listed at most.
  private static let namesListed = 10

  private static func unknownNameMessage(_ name: String, after others: Int, among known: () -> [String]) -> String {
    let advice = others < errorsWithAdvice ? advice(on: name, among: known()) : "define it in `names`"
    return "there is no name `$\(name)`; \(advice)"
  }

  private static func advice(on name: String, among known: [String]) -> String {
    if known.isEmpty {
      return "no names are defined here; put the text in quotation marks if the dollar sign belongs to it"
    }
    if let nearest = name.nearest(among: known) { return "did you mean $\(nearest)?" }
    let list = known.prefix(namesListed).map { "$\($0)" }.joined(separator: ", ")
    return "the names are \(list)" + (known.count > namesListed ? " and \(known.count - namesListed) more" : "")
  }
}

extension NameTable {
  /// A name in an entry of another.
  private struct Reference: Hashable {
    let owner: String
    let name: String
  }

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
