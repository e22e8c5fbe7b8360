import Matching

/// Reads the watchlists of one file.
struct WatchlistReader {
  private(set) var reader: YAMLReader
  /// The watchlists that are sound.
  private(set) var entries: [WatchlistEntry] = []
  /// Every id that the file gives, also of watchlists that are not sound, with its place.
  private(set) var ids: [(id: String, place: FilePlace)] = []

  private static let keys = [
    "id", "title", "severity", "languages", "sources", "names", "query", "terms", "terms-file", "score", "exclude",
    "on-update", "tests",
  ]

  private let scrutiny: Scrutiny

  /// Reads a file that holds one watchlist, or a list of them.
  init(_ source: SourceText, _ scrutiny: Scrutiny) {
    self.scrutiny = scrutiny
    reader = YAMLReader(source: source)
    let document = YAMLDocument(source)
    reader.report(document.problems)
    guard let root = document.root else {
      if document.problems.isEmpty { reader.report("this file holds no watchlist", at: .start) }
      return
    }
    if case .sequence(let nodes) = root.content {
      for node in nodes { readWatchlist(node) }
    } else {
      readWatchlist(root)
    }
  }

  private mutating func readWatchlist(_ node: YAMLNode) {
    let problemsBefore = reader.errorCount
    guard let keys = reader.mapping(node, "a watchlist", keys: Self.keys) else { return }
    let id = readID(keys["id"], of: node)
    let title = keys["title"].flatMap { reader.filledText($0.value, "`title`") }
    let severity = keys["severity"].flatMap { reader.choice($0.value, "`severity`", of: Severity.self) }
    let onUpdate = keys["on-update"].flatMap {
      reader.choice($0.value, "`on-update`", of: WatchlistEntry.OnUpdate.self)
    }
    let tests = keys["tests"].map { InlineTestReader.tests($0.value, with: &reader) }

    var words = WatchlistWords(id: id ?? "")
    words.read(keys, of: node, with: &reader)
    let isWhole = reader.errorCount == problemsBefore
    let (definition, findings) = Watchlist.parse(words.text, scrutiny)
    let problems = words.origins.problems(for: findings, in: reader.source)
    // Doubts about a watchlist that was read only in part would be about our reading, not about the file.
    reader.report(isWhole ? problems : problems.filter { $0.severity == .error })
    guard let id, isWhole, let definition else { return }
    entries.append(
      WatchlistEntry(
        id: id, title: title ?? id, severity: severity ?? .medium, onUpdate: onUpdate ?? .ignore,
        definition: definition, tests: tests ?? [], file: reader.source.file, line: node.place.line))
  }

  private mutating func readID(_ entry: YAMLEntry?, of node: YAMLNode) -> String? {
    guard let entry else {
      reader.report(
        "this watchlist has no `id`; give it a short, stable one such as `id: alibaba-data`", at: node.place)
      return nil
    }
    guard let id = reader.label(entry.value, "`id`") else { return nil }
    ids.append((id, entry.value.place))
    return id
  }
}
