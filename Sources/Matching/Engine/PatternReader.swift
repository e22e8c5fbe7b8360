/// Reads a term's words as a pattern, with the same analysis that a story's text gets.
struct PatternReader {
  private let text = FoldedText()
  private var parts: [Pattern.Part] = []
  private var scalars: [UInt32] = []
  private var spellings: [String] = []
  private var isExact = false
  private var isAddress = false

  /// The words of a query word, between spaces, and how they hang together.
  private struct Chunk {
    var words: Range<Int>
    var isIdentifier: Bool
  }

  /// The pattern of a term; nil where the term has no word that could be found.
  mutating func pattern(for term: Term, isAddress: Bool) -> Pattern? {
    text.read(Self.markWildcards(term.words))
    guard !text.words.isEmpty else { return nil }
    isExact = term.comparison == .exact
    self.isAddress = isAddress
    parts = []
    scalars = []
    spellings = []
    var end = 0
    let chunks = chunks()
    for chunk in chunks {
      for index in chunk.words {
        let word = text.words[index]
        addGap(end..<Int(word.start), in: chunk, isInside: index > chunk.words.lowerBound)
        end = addWord(word, isIdentifier: chunk.isIdentifier)
      }
    }
    addTrailingSymbols(from: end)
    guard let first = chunks.first, let last = chunks.last else { return nil }
    return Pattern(
      parts: parts,
      scalars: scalars,
      spellings: spellings,
      mayStartInPiece: letters(of: first, at: first.words.lowerBound) >= 4,
      mayEndInPiece: letters(of: last, at: last.words.upperBound - 1) >= 4,
      isAddress: isAddress,
      stem: term.comparison == .stem ? term.words.lowercased() : nil)
  }

  /// Puts the wildcard letter where a `?` touches a letter or digit.
  private static func markWildcards(_ words: String) -> String {
    guard words.utf8.contains(UInt8(ascii: "?")), let wildcard = Unicode.Scalar(Unit.wildcard) else { return words }
    let scalars = Array(words.unicodeScalars)
    func isWord(_ index: Int) -> Bool {
      guard scalars.indices.contains(index) else { return false }
      let kind = UnicodeTable.shared.entry(scalars[index].value).kind
      return kind >= Unit.Kind.letter.rawValue
    }
    var marked = String.UnicodeScalarView()
    var lastIsWord = false
    for (index, scalar) in scalars.enumerated() {
      let run = scalars[index...].prefix { $0 == "?" }
      let isWildcard = scalar == "?" && (lastIsWord || isWord(index + run.count))
      marked.append(isWildcard ? wildcard : scalar)
      lastIsWord = isWildcard || isWord(index)
    }
    return String(marked)
  }

  private func chunks() -> [Chunk] {
    var chunks: [Chunk] = []
    var first = 0
    for index in text.words.indices {
      let isLast = index + 1 == text.words.count
      if !isLast, !hasSpace(gap(behind: index)) { continue }
      let words = first..<index + 1
      chunks.append(Chunk(words: words, isIdentifier: isIdentifier(words)))
      first = index + 1
    }
    return chunks
  }

  private func gap(behind index: Int) -> Range<Int> {
    Int(text.words[index].end)..<Int(text.words[index + 1].start)
  }

  private func hasSpace(_ gap: Range<Int>) -> Bool {
    gap.contains { text.unit($0).is(.space) || text.unit($0).is(.newline) }
  }

  /// Whether words hold both letters and digits and are parted by nothing but single signs of identifiers.
  private func isIdentifier(_ words: Range<Int>) -> Bool {
    let gaps = words.dropLast().map(gap(behind:))
    guard gaps.allSatisfy({ $0.isEmpty || $0.count == 1 && Sign.joinsIdentifier(text.unit($0.lowerBound).scalar) })
    else { return false }
    let units = (Int(text.words[words.lowerBound].start)..<Int(text.words[words.upperBound - 1].end)).map(text.unit)
    return units.contains { $0.is(.digit) } && units.contains { ($0.is(.letter) || $0.isDense) && !isWildcard($0) }
  }

  private func isWildcard(_ unit: Unit) -> Bool { unit.scalar == Unit.wildcard }

  /// Letters of the query word around a word: of an identifier all, otherwise of the word itself.
  private func letters(of chunk: Chunk, at index: Int) -> Int {
    let words = chunk.isIdentifier ? chunk.words : index..<index + 1
    return words.reduce(0) { sum, word in
      sum + (text.words[word].start..<text.words[word].end).count { text.unit(Int($0)).is(.letter) }
    }
  }

  /// What must stand before a word, given what stands there in the query.
  private mutating func addGap(_ gap: Range<Int>, in chunk: Chunk, isInside: Bool) {
    if isAddress { return addAddressGap(gap) }
    if isInside {
      if chunk.isIdentifier { return parts.append(.joint(.identifier)) }
      if gap.isEmpty { return parts.append(.joint(touchesDigit(at: gap.lowerBound) ? .identifier : .touch)) }
      let symbols = gap.map(text.unit).filter { $0.scalar != Sign.star && isRequired($0) }
      if symbols.isEmpty { return parts.append(.joint(.phrase)) }
      return parts += symbols.map { .symbol($0.scalar) }
    }
    let isFirst = parts.isEmpty
    var leading = gap.upperBound
    while leading > gap.lowerBound, belongsAhead(leading - 1, in: gap) { leading -= 1 }
    var trailing = gap.lowerBound
    if !isFirst {
      while trailing < leading, Sign.belongsToWord(text.unit(trailing).scalar) { trailing += 1 }
      parts += (gap.lowerBound..<trailing).map { .symbol(text.unit($0).scalar) }
      let isOneSpace = gap.count == 1 && text.unit(gap.lowerBound).is(.space)
      parts.append(.joint(isOneSpace && touchesDigit(at: gap.lowerBound, gap: 1) ? .either : .phrase))
    }
    parts += (leading..<gap.upperBound).map { .symbol(text.unit($0).scalar) }
  }

  private mutating func addAddressGap(_ gap: Range<Int>) {
    for unit in gap.map(text.unit) where unit.scalar != Sign.star {
      if unit.is(.space) || unit.is(.newline) {
        if case .joint? = parts.last { continue }
        if !parts.isEmpty { parts.append(.joint(.phrase)) }
      } else {
        parts.append(.symbol(unit.scalar))
      }
    }
    if gap.isEmpty, !parts.isEmpty { parts.append(.joint(.touch)) }
  }

  /// Whether a sign inside a query's word must be in the text.
  private func isRequired(_ unit: Unit) -> Bool {
    unit.is(.punctuation) && !Sign.onlyParts(unit.scalar) && !isSilentLetter(unit)
  }

  /// Letters of elided articles and possessive endings have become punctuation.
  private func isSilentLetter(_ unit: Unit) -> Bool {
    UnicodeTable.shared.entry(unit.scalar).kind >= Unit.Kind.letter.rawValue
  }

  /// Whether a sign before a word belongs to it: a symbol, or a dot behind a space.
  private func belongsAhead(_ index: Int, in gap: Range<Int>) -> Bool {
    let unit = text.unit(index)
    if unit.scalar == Sign.dot { return !text.unit(index - 1).isWord && text.unit(index + 1).isWord }
    return Sign.belongsToWord(unit.scalar)
  }

  /// Whether exactly one side of a gap is a digit.
  private func touchesDigit(at index: Int, gap: Int = 0) -> Bool {
    let (last, next) = (text.unit(index - 1), text.unit(index + gap))
    return last.isWord && next.isWord && last.is(.digit) != next.is(.digit)
  }

  /// Adds a word's characters, and returns the place behind it and behind its `*`.
  private mutating func addWord(_ word: FoldedText.Word, isIdentifier: Bool) -> Int {
    var start = Int(word.start)
    let end = Int(word.end)
    while start < end {
      if isWildcard(text.unit(start)) {
        parts.append(.any)
        start += 1
        continue
      }
      var next = start + 1
      while next < end, !isWildcard(text.unit(next)), !isTransition(at: next) { next += 1 }
      addLiteral(start..<next)
      if next < end, !isWildcard(text.unit(next)), isTransition(at: next) { parts.append(.joint(.identifier)) }
      start = next
    }
    guard text.unit(end).scalar == Sign.star else { return end }
    parts.append(.ending)
    return end + 1
  }

  /// Whether letters and digits meet, inside a word.
  private func isTransition(at index: Int) -> Bool {
    let (last, next) = (text.unit(index - 1), text.unit(index))
    guard !last.is(.mark), !next.is(.mark) else { return false }
    return last.is(.digit) != next.is(.digit)
  }

  private mutating func addLiteral(_ units: Range<Int>) {
    let first = scalars.count
    scalars += units.map { text.unit($0).scalar }
    if isExact {
      while spellings.count < parts.count { spellings.append("") }
      spellings.append(text.spelling(of: units))
    }
    parts.append(.literal(first..<scalars.count))
  }

  private mutating func addTrailingSymbols(from end: Int) {
    var index = end
    while index < text.count {
      let unit = text.unit(index)
      guard isAddress ? unit.is(.punctuation) : Sign.belongsToWord(unit.scalar) else { break }
      if unit.scalar != Sign.star, !isSilentLetter(unit) { parts.append(.symbol(unit.scalar)) }
      index += 1
    }
  }
}
