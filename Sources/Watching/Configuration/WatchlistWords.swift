import Matching

/// Gathers the words of one watchlist, and where each of them stands.
///
/// What cannot be read is reported and left out, so that the rest can still be parsed for its own mistakes.
struct WatchlistWords {
  private let id: String
  private var names: [NamedEntries] = []
  private var rule: RuleText?
  private var exclude: String?
  private var languages: [String] = []
  private var allowedSources: [String] = []
  private var deniedSources: [String] = []
  /// Where the pieces stand.
  private(set) var origins = PieceOrigins()

  /// Stands in for what could not be read; findings about it are about nothing in the file.
  private static let placeholder = "placeholder"

  init(id: String) {
    self.id = id
  }

  /// What was read, for the query language's parser.
  var text: WatchlistText {
    WatchlistText(
      id: id, names: names, rule: rule ?? .terms([Self.placeholder]), exclude: exclude, languages: languages,
      allowSources: allowedSources, denySources: deniedSources)
  }

  /// Reads the keys that say what a watchlist matches.
  mutating func read(_ keys: [String: YAMLEntry], of node: YAMLNode, with reader: inout YAMLReader) {
    if let entry = keys["languages"] {
      let texts = reader.texts(entry.value, "`languages`", example: "fr, en")
      (languages, origins.languages) = (texts.map(\.text), texts.map(\.node))
    }
    if let entry = keys["sources"] { readSources(entry.value, with: &reader) }
    let areNamesReadable = keys["names"].map { readNames($0.value, with: &reader) } ?? true
    readRule(keys, of: node, with: &reader)
    for key in ["query", "exclude"] {
      if let entry = keys[key] { warnOfComment(behind: entry.value, with: &reader) }
    }
    if let entry = keys["exclude"], let text = reader.filledText(entry.value, "`exclude`") {
      (exclude, origins.exclude) = (text, entry.value)
    }
    if !areNamesReadable {
      // Every `$name` would be reported as unknown.
      (rule, exclude) = (nil, nil)
    }
  }

  /// In `alpha OR #beta`, YAML reads `#beta` as a comment: the query loses a word and may still be sound.
  private func warnOfComment(behind node: YAMLNode, with reader: inout YAMLReader) {
    guard case .scalar(let text, .plain) = node.content else { return }
    let end = ScalarPlaces(of: node, in: reader.source).end
    let behind = reader.source.line(end.line).unicodeScalars.dropFirst(end.column - 1)
    let comment = behind.drop { $0 == " " || $0 == "\t" }
    guard !text.isEmpty, comment.first == "#", comment.dropFirst().first?.properties.isAlphabetic == true else {
      return
    }
    let place = FilePlace(line: end.line, column: end.column + behind.count - comment.count)
    reader.report(
      "what begins with `#` here is a comment, no part of the query; put the query behind `|` to look for it",
      at: place,
      severity: .warning)
  }

  private mutating func readSources(_ node: YAMLNode, with reader: inout YAMLReader) {
    guard let keys = reader.mapping(node, "`sources`", keys: ["allow", "deny"]) else { return }
    if let entry = keys["allow"] {
      let texts = reader.filledTexts(entry.value, "`allow`", example: "\"*.example.org\"")
      (allowedSources, origins.allowedSources) = (texts.map(\.text), texts.map(\.node))
    }
    if let entry = keys["deny"] {
      let texts = reader.texts(entry.value, "`deny`", example: "\"*.example.org\"")
      (deniedSources, origins.deniedSources) = (texts.map(\.text), texts.map(\.node))
    }
  }

  /// False where not even the names themselves are known.
  private mutating func readNames(_ node: YAMLNode, with reader: inout YAMLReader) -> Bool {
    guard let entries = reader.entries(node, "`names`", example: "alibaba: [Alibaba, 阿里巴巴]") else { return false }
    for (name, entry) in entries {
      let texts = reader.filledTexts(entry.value, name.quoted, example: "Alibaba, 阿里巴巴")
      names.append(NamedEntries(name: name, entries: texts.isEmpty ? [Self.placeholder] : texts.map(\.text)))
      origins.names.append((entry.key, texts.map(\.node)))
    }
    return true
  }

  // MARK: The rule

  /// A watchlist has exactly one of `query`, `terms` and/or `terms-file`, and `score` (M20).
  private mutating func readRule(_ keys: [String: YAMLEntry], of node: YAMLNode, with reader: inout YAMLReader) {
    let forms = ["query", "terms", "terms-file", "score"].compactMap { keys[$0] }
      .sorted { $0.key.place < $1.key.place }
    guard let first = forms.first else {
      reader.report(
        "this watchlist looks for nothing; give it `query`, `terms`, `terms-file` or `score`", at: node.place)
      return
    }
    if let second = forms.dropFirst().first(where: { $0.formName != first.formName }) {
      reader.report(
        "a watchlist has one of `query`, `terms` (with or without `terms-file`) and `score`; "
          + "this one has two, remove one of them", at: second.key.place)
    }
    if let entry = keys["query"], let query = reader.filledText(entry.value, "`query`") {
      (rule, origins.query) = (.query(query), entry.value)
    }
    if keys["terms"] != nil || keys["terms-file"] != nil {
      readTerms(keys["terms"]?.value, file: keys["terms-file"]?.value, with: &reader)
    }
    if let entry = keys["score"] { readScore(entry.value, with: &reader) }
  }

  private mutating func readTerms(_ node: YAMLNode?, file: YAMLNode?, with reader: inout YAMLReader) {
    var terms: [String] = []
    if let node {
      let texts = reader.filledTexts(node, "`terms`", example: "Alibaba, data transfer*")
      terms = texts.map(\.text)
      origins.terms = texts.map { .scalar($0.node) }
    }
    if let file, let path = reader.filledText(file, "`terms-file`") {
      let source = reader.source.file
      let named = NamedPath(
        path: ConfigurationPath.resolve(path, besides: source), origin: .init(file: source, place: file.place))
      do {
        let list = TermsFile(try named.read())
        terms += list.lines.map(\.term)
        origins.terms += list.lines.map { .line(file: list.file, place: $0.place) }
        if list.lines.isEmpty { reader.report("\(path.quoted) holds no terms", at: file.place) }
      } catch {
        reader.report([error])
      }
    }
    rule = terms.isEmpty ? nil : .terms(terms)
  }

  private mutating func readScore(_ node: YAMLNode, with reader: inout YAMLReader) {
    guard let keys = reader.mapping(node, "`score`", keys: ["threshold", "terms"]) else { return }
    for key in ["threshold", "terms"] where keys[key] == nil {
      reader.report("`score` has no `\(key)`", at: node.place)
    }
    let threshold = keys["threshold"].flatMap { reader.number($0.value, "`threshold`") }
    origins.threshold = keys["threshold"]?.value
    guard let node = keys["terms"]?.value,
      let entries = reader.entries(node, "`terms` of a score", example: "Alibaba: 6, recipe: -20")
    else { return }
    var terms: [WeightedTerm] = []
    for (term, entry) in entries {
      guard let weight = reader.number(entry.value, "the weight of \(term.quoted)") else { continue }
      terms.append(WeightedTerm(term: term, weight: weight))
      origins.scoredTerms.append(entry.key)
    }
    if entries.isEmpty { reader.report("`terms` of a score is empty; give terms and weights", at: node.place) }
    guard let threshold, !terms.isEmpty else { return }
    rule = .score(threshold: threshold, terms: terms)
  }
}

extension YAMLEntry {
  /// The form of a watchlist that this key belongs to: `terms` and `terms-file` are one.
  fileprivate var formName: String {
    guard case .scalar(let name, _) = key.content else { return "" }
    return name == "terms-file" ? "terms" : name
  }
}
