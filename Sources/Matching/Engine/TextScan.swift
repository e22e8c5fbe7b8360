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
    let units = text.units
    let span = units.span
    for word in text.words {
      let range = Int(word.start)..<Int(word.end)
      switch word.shape {
      case .plain: look(span, range, startsPiece: true)
      case .pieces: lookAtPieces(span, range)
      case .dense: lookAtCharacters(span, range)
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

  @inline(__always)
  private func look(_ units: Span<UInt32>, _ range: Range<Int>, startsPiece: Bool) {
    let key = Key.word(units, range)
    if finder.table.mayHold(key) { tryAll(under: key, at: range.lowerBound) }
    if finder.hasFrames { lookForFrames(units, range) }
    if startsPiece {
      if finder.hasPrefixes, range.count >= 3 { lookForPrefixes(units, range) }
      for pattern in finder.unkeyed { tryPattern(pattern, part: 0, at: range.lowerBound) }
    }
  }

  /// Tries the word's pieces, and all runs of them.
  private func lookAtPieces(_ units: Span<UInt32>, _ range: Range<Int>) {
    var bounds: [Int] = []
    for index in range where index == range.lowerBound || beginsPiece(units, index) { bounds.append(index) }
    bounds.append(range.upperBound)
    for first in bounds.indices.dropLast() {
      look(units, bounds[first]..<bounds[first + 1], startsPiece: false)
      for last in bounds.indices.dropFirst(first + 2) {
        guard bounds[last] - bounds[first] <= finder.longestWord else { break }
        look(units, bounds[first]..<bounds[last], startsPiece: false)
      }
      let rest = bounds[first]..<range.upperBound
      if finder.hasPrefixes, rest.count >= 3 { lookForPrefixes(units, rest) }
      for pattern in finder.unkeyed { tryPattern(pattern, part: 0, at: bounds[first]) }
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
    guard finder.beginnings.mayHold(Key.prefix(units, start..<start + 3)) else { return }
    for length in Key.prefixLengths where length <= range.count {
      let key = Key.prefix(units, start..<start + length)
      if finder.table.mayHold(key) { tryAll(under: key, at: start) }
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

  private func tryAll(under key: UInt64, at unit: Int) {
    for place in finder.table.find(key) {
      let posting = finder.table.postings[place]
      tryPattern(Int(posting.pattern), part: Int(posting.part), at: unit - Int(posting.offset))
    }
  }

  private func tryPattern(_ number: Int, part: Int, at unit: Int) {
    let walker = PatternWalker(pattern: finder.patterns[number], text: text)
    for occurrence in walker.occurrences(of: part, at: unit) {
      scratch.add(pattern: number, text: index, start: occurrence.lowerBound, end: occurrence.upperBound)
    }
  }
}
