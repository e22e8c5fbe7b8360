/// The `stem:` patterns of a matcher, by the stems that their words have in each language.
struct StemIndex: Sendable {
  private let patterns: [String: [String: [Int]]]

  /// Stems the words of all `stem:` patterns in all languages.
  init(_ all: [Pattern]) {
    let stemmed = all.enumerated().compactMap { number, pattern in pattern.stem.map { (number, $0) } }
    var patterns: [String: [String: [Int]]] = [:]
    guard !stemmed.isEmpty else {
      self.patterns = patterns
      return
    }
    for language in Stemmer.algorithms.keys {
      guard let stemmer = Stemmer(language: language) else { continue }
      for (number, word) in stemmed {
        patterns[language, default: [:]][stemmer.stem(of: word), default: []].append(number)
      }
    }
    self.patterns = patterns
  }

  /// Whether there are no such patterns.
  var isEmpty: Bool { patterns.isEmpty }

  /// The patterns by stem for one language; nil where it has no stemmer.
  func patterns(in language: String) -> [String: [Int]]? { patterns[language] }
}

/// Stems words of one language at a time, and remembers what it made of them.
struct StemReader: ~Copyable {
  private var stemmer: Stemmer?
  private var language: String?
  private var known: [Substring: [Int]] = [:]

  /// No more words than this are remembered.
  private static let limit = 50_000

  init() {}

  /// Makes ready for a language; what another one made of words is forgotten.
  mutating func use(language: String) {
    if self.language == language { return }
    known.removeAll(keepingCapacity: true)
    stemmer = Stemmer(language: language)
    self.language = language
  }

  /// The patterns that a word is an inflection of.
  mutating func patterns(of word: Substring, among patterns: [String: [Int]]) -> [Int] {
    if let found = known[word] { return found }
    guard let stem = stemmer?.stem(of: String(word)) else { return [] }
    let found = patterns[stem] ?? []
    if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
    known[Substring(String(word))] = found
    return found
  }

  /// Forgets all words, as another matcher gives them another meaning.
  mutating func forget() { known.removeAll(keepingCapacity: true) }
}
