import Matching

/// The simplest evaluator of watchlists: every span of every part, enumerated and compared.
///
/// It is slow and shares no code with the engine. It knows no stemmer and guesses no language.
package struct Oracle {
  private let story: StoryText
  private let language: String?
  private var analysed: [OracleFolding.Comparison: [Context: [OracleText]]] = [:]
  private var found: [Context: [String: Set<Span>]] = [:]

  /// What a part of a query looks at.
  private enum Context: Hashable {
    case everywhere
    case field(Field)
  }

  /// A stretch of one text, in cells.
  struct Span: Hashable, Comparable {
    var text: Int
    var cells: Range<Int>

    static func < (left: Span, right: Span) -> Bool {
      (left.text, left.cells.lowerBound, left.cells.upperBound) < (
        right.text, right.cells.lowerBound, right.cells.upperBound
      )
    }
  }

  /// Prepares to look at a story of a language, which is the declared one unless something else is known.
  package init(_ story: StoryText, language: String?) {
    self.story = story
    self.language = language
  }

  /// Prepares to look at a story of the declared language.
  package init(_ story: StoryText) {
    let primary = story.language?.split(separator: "-").first.map { $0.lowercased() }
    self.init(story, language: primary == "und" ? nil : primary)
  }

  /// Whether a watchlist matches the story.
  package mutating func matches(_ watchlist: Watchlist) -> Bool {
    guard watchlist.allows(hosts: story.hosts), allows(watchlist.languages), holds(watchlist.rule) else { return false }
    guard let exclude = watchlist.exclude else { return true }
    return !holds(exclude, in: .everywhere)
  }

  /// The sum of a scored watchlist's weights.
  package mutating func score(of watchlist: Watchlist) -> Double? {
    guard case .score(_, let terms) = watchlist.rule else { return nil }
    return terms.reduce(0) { sum, scored in occurs(scored.term) ? sum + scored.weight : sum }
  }

  private func allows(_ languages: [String]) -> Bool {
    language.map { languages.isEmpty || languages.contains($0) } ?? true
  }

  private mutating func holds(_ rule: Watchlist.Rule) -> Bool {
    switch rule {
    case .query(let query): return holds(query, in: .everywhere)
    case .terms(let terms): return terms.contains { occurs($0) }
    case .score(let threshold, let terms):
      return terms.reduce(0) { $0 + (occurs($1.term) ? $1.weight : 0) } >= threshold
    }
  }

  private mutating func occurs(_ term: Term) -> Bool {
    !spans(of: Query(.term(term), place: term.place, text: term.text), in: .everywhere).isEmpty
  }

  private mutating func holds(_ query: Query, in context: Context) -> Bool {
    switch query.form {
    case .and(let members): return members.allSatisfy { holds($0, in: context) }
    case .or(let members): return members.contains { holds($0, in: context) }
    case .not(let member): return !holds(member, in: context)
    case .any(let count, let members): return members.count { holds($0, in: context) } >= count
    case .field(let field, let member): return holds(member, in: .field(field))
    case .language(let code): return language == code
    case .atLeast(let count, let operand): return countApart(spans(of: operand, in: context)) >= count
    case .first(let count, let operand):
      let texts = texts(.folded, context)
      return spans(of: operand, in: context).contains { texts[$0.text].words(through: $0.cells.upperBound) <= count }
    case .term, .name, .proximity: return !spans(of: query, in: context).isEmpty
    }
  }

  /// Every span of an operand. Cells number the folded text, also for exact terms.
  private mutating func spans(of query: Query, in context: Context) -> Set<Span> {
    switch query.form {
    case .term(let term): return occurrences(of: term, in: context)
    case .name(_, let alternatives):
      return alternatives.reduce(into: []) { $0.formUnion(occurrences(of: $1, in: context)) }
    case .or(let members): return members.reduce(into: []) { $0.formUnion(spans(of: $1, in: context)) }
    case .proximity(let relation, let left, let right):
      let texts = texts(.folded, context)
      let (left, right) = (spans(of: left, in: context), spans(of: right, in: context))
      return Self.combine(left, right, relation, texts)
    default: return []
    }
  }

  private static func combine(
    _ left: Set<Span>, _ right: Set<Span>, _ relation: Proximity, _ texts: [OracleText]
  ) -> Set<Span> {
    switch relation {
    case .outside:
      return left.filter { span in !right.contains { $0.text == span.text && $0.cells.overlaps(span.cells) } }
    case .notNear(let words):
      return left.filter { span in
        !right.contains { other in
          other.text == span.text
            && (other.cells.overlaps(span.cells) || distance(span, other, texts) <= words)
        }
      }
    case .near, .pre, .sentence, .paragraph:
      var found: Set<Span> = []
      for a in left {
        for b in right where a.text == b.text && !a.cells.overlaps(b.cells) && holds(relation, a, b, texts) {
          let cover = min(a.cells.lowerBound, b.cells.lowerBound)..<max(a.cells.upperBound, b.cells.upperBound)
          found.insert(Span(text: a.text, cells: cover))
        }
      }
      return found
    }
  }

  private static func holds(_ relation: Proximity, _ a: Span, _ b: Span, _ texts: [OracleText]) -> Bool {
    let cover = min(a.cells.lowerBound, b.cells.lowerBound)..<max(a.cells.upperBound, b.cells.upperBound)
    let text = texts[a.text]
    switch relation {
    case .near(let words): return distance(a, b, texts) <= words
    case .pre(let words): return a.cells.upperBound <= b.cells.lowerBound && distance(a, b, texts) <= words
    case .sentence:
      return !cover.dropFirst().contains { text.sentenceEnds(in: gap(before: $0, within: cover, in: text)) }
    case .paragraph:
      return !cover.dropFirst().contains { text.paragraphEnds(in: gap(before: $0, within: cover, in: text)) }
    case .notNear, .outside: return false
    }
  }

  /// The cells between the last word before a cell and the cell, which begins a word.
  private static func gap(before index: Int, within cover: Range<Int>, in text: OracleText) -> Range<Int> {
    guard text.tokenOfCell[index] != nil, text.tokenOfCell[index - 1] == nil else { return 0..<0 }
    let start = text.cells[..<index].indices.last { text.tokenOfCell[$0] != nil }.map { $0 + 1 } ?? 0
    return max(start, cover.lowerBound)..<index
  }

  private static func distance(_ a: Span, _ b: Span, _ texts: [OracleText]) -> Int {
    let (first, second) = a.cells.lowerBound < b.cells.lowerBound ? (a, b) : (b, a)
    return texts[a.text].words(between: first.cells.upperBound, and: second.cells.lowerBound)
  }

  /// How many spans, taken from the left, do not overlap.
  private func countApart(_ spans: Set<Span>) -> Int {
    var count = 0
    var last: Span?
    for span in spans.sorted(by: { $0 < $1 }) {
      if let last, last.text == span.text, span.cells.lowerBound < last.cells.upperBound { continue }
      count += 1
      last = span
    }
    return count
  }

  private mutating func occurrences(of term: Term, in context: Context) -> Set<Span> {
    if let known = found[context]?[term.description] { return known }
    let pattern = OracleTerm(term, isAddress: context == .field(.url))
    let folded = texts(.folded, context)
    var spans: Set<Span> = []
    for (index, text) in texts(pattern.comparison, context).enumerated() {
      for range in pattern.occurrences(in: text) {
        spans.insert(Span(text: index, cells: Self.translate(range, from: text, to: folded[index])))
      }
    }
    found[context, default: [:]][term.description] = spans
    return spans
  }

  /// The cells of one reading of a text that come from the same scalars as those of another.
  private static func translate(_ range: Range<Int>, from text: OracleText, to other: OracleText) -> Range<Int> {
    let source = text.cells[range.lowerBound].source.lowerBound..<text.cells[range.upperBound - 1].source.upperBound
    let cells = other.cells.indices.filter { other.cells[$0].source.overlaps(source) }
    return (cells.first ?? 0)..<((cells.last ?? -1) + 1)
  }

  private mutating func texts(_ comparison: OracleFolding.Comparison, _ context: Context) -> [OracleText] {
    if let known = analysed[comparison]?[context] { return known }
    let texts = strings(context).map { OracleText($0, comparison: comparison) }
    analysed[comparison, default: [:]][context] = texts
    return texts
  }

  private func strings(_ context: Context) -> [String] {
    let body = story.summary == story.content ? [story.summary] : [story.summary, story.content]
    return switch context {
    case .everywhere: [story.title] + body
    case .field(.title): [story.title]
    case .field(.body): body
    case .field(.url): [story.url ?? ""]
    case .field(.author): story.authors
    case .field(.source): story.sources
    case .field(.category): story.categories
    }
  }
}

extension Oracle {
  /// A place in one of the story's three texts, in Unicode scalars.
  struct HitPlace: Hashable {
    var field: HitField
    var start: Int
    var end: Int
  }

  /// Every place at which a term occurs in title, summary and content.
  mutating func places(of term: Term) -> Set<HitPlace> {
    let fields: [HitField] = [.title, .summary, .content]
    let texts = texts(.folded, .everywhere)
    return Set(
      occurrences(of: term, in: .everywhere).map { span in
        let cells = texts[span.text].cells[span.cells]
        let (first, last) = (cells[cells.startIndex], cells[cells.endIndex - 1])
        return HitPlace(field: fields[span.text], start: first.source.lowerBound, end: last.source.upperBound)
      })
  }
}
