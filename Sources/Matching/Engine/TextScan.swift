/// Looks for all patterns of a matcher in one text.
struct TextScan {
  let finder: PatternFinder
  let scratch: MatchScratch
  let text: FoldedText
  let index: Int
  /// The `stem:` patterns of the story's language by stem; nil where there are none.
  let stems: [String: [Int]]?

  /// Adds every occurrence to the scratch.
  func run() {
    scratch.endings.reset()
    let units = text.units
    let words = text.words
    for (number, word) in words.enumerated() {
      let range = Int(word.start)..<Int(word.end)
      switch word.shape {
      case .plain:
        if finder.table.mayHold(word.key) { tryAll(word, number, of: words) }
        if finder.isWild { lookForWildcards(units.span, range) }
      case .pieces:
        lookAtPieces(units.span, range)
      case .dense:
        lookAtCharacters(units.span, range)
      }
    }
    if let stems { lookForStems(stems) }
  }

  private func lookForStems(_ stems: [String: [Int]]) {
    for word in text.words where word.shape != .dense {
      let units = Int(word.start)..<Int(word.end)
      for pattern in scratch.stems.patterns(of: text.slice(of: units), among: stems) {
        scratch.add(pattern: pattern, text: index, start: units.lowerBound, end: units.upperBound)
      }
    }
  }

  /// What is not found by a whole word's key.
  private func lookForWildcards(_ units: Span<UInt32>, _ range: Range<Int>) {
    if finder.hasFrames { lookForFrames(units, range) }
    lookAtStart(units, range)
  }

  private func lookAtStart(_ units: Span<UInt32>, _ range: Range<Int>) {
    if finder.hasPrefixes, range.count >= 3 { lookForPrefixes(units, range) }
    for pattern in finder.unkeyed { tryPattern(pattern, part: 0, at: range.lowerBound) }
  }

  /// Tries the word's pieces, and all runs of them.
  private func lookAtPieces(_ units: Span<UInt32>, _ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      var key = Key.Builder()
      var next = range.upperBound
      for end in start + 1...range.upperBound {
        key.add(units[end - 1])
        guard end == range.upperBound || beginsPiece(units, end) else { continue }
        next = min(next, end)
        if finder.table.mayHold(key.word) { tryAll(under: key.word, at: start) }
        if finder.hasFrames { lookForFrames(units, start..<end) }
        if end - start > finder.longestWord { break }
      }
      lookAtStart(units, start..<range.upperBound)
      start = next
    }
  }

  private func beginsPiece(_ units: Span<UInt32>, _ index: Int) -> Bool {
    let (last, unit) = (Unit(bits: units[index - 1]), Unit(bits: units[index]))
    return unit.startsPiece || last.is(.digit) && unit.is(.letter) || unit.is(.digit) && !last.is(.digit)
  }

  private func lookAtCharacters(_ units: Span<UInt32>, _ range: Range<Int>) {
    for index in range {
      if index + 1 < range.upperBound {
        let key = Key.pair(units[index], units[index + 1])
        if finder.table.mayHold(key) { tryAll(under: key, at: index) }
      }
      if finder.hasCharacters {
        let key = Key.character(units[index])
        if finder.table.mayHold(key) { tryAll(under: key, at: index) }
      }
      for pattern in finder.unkeyed { tryPattern(pattern, part: 0, at: index) }
    }
  }

  private func lookForPrefixes(_ units: Span<UInt32>, _ range: Range<Int>) {
    let start = range.lowerBound
    var key = Key.Builder()
    for length in 1...min(range.count, Key.longestPrefix) {
      key.add(units[start + length - 1])
      if length == 3, !finder.beginnings.mayHold(key.prefix) { return }
      guard Key.prefixLengths.contains(length), finder.table.mayHold(key.prefix) else { continue }
      tryAll(under: key.prefix, at: start)
    }
  }

  private func lookForFrames(_ units: Span<UInt32>, _ range: Range<Int>) {
    let first = units[range.lowerBound] & Unit.scalarMask
    let last = units[range.upperBound - 1] & Unit.scalarMask
    for (first, last) in [(first, last), (first, 0), (0, last), (0, 0)] {
      let key = Key.frame(length: range.count, first: first, last: last)
      if finder.table.mayHold(key) { tryAll(under: key, at: range.lowerBound) }
    }
  }

  /// Tries what is filed under a whole word, unless the word beside it shows that it cannot be.
  private func tryAll(_ word: FoldedText.Word, _ number: Int, of words: [FoldedText.Word]) {
    for place in finder.table.find(word.key) {
      let posting = finder.table.postings[place]
      if posting.direction != 0 {
        let beside = number + Int(posting.direction)
        guard words.indices.contains(beside) else { continue }
        let other = words[beside]
        if other.shape == .plain, UInt32(other.key >> 32) != posting.neighbour { continue }
      }
      tryPattern(Int(posting.pattern), part: Int(posting.part), at: Int(word.start) - Int(posting.offset))
    }
  }

  private func tryAll(under key: UInt64, at unit: Int) {
    for place in finder.table.find(key) {
      let posting = finder.table.postings[place]
      tryPattern(Int(posting.pattern), part: Int(posting.part), at: unit - Int(posting.offset))
    }
  }

  private func tryPattern(_ number: Int, part: Int, at unit: Int) {
    let walker = PatternWalker(pattern: finder.patterns[number], text: text, endings: scratch.endings)
    for occurrence in walker.occurrences(of: part, at: unit) {
      scratch.add(pattern: number, text: index, start: occurrence.lowerBound, end: occurrence.upperBound)
    }
  }
}
