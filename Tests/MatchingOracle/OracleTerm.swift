import Matching

/// A term taken apart into words and what must stand between them, tried at every place of a text.
struct OracleTerm {
  /// What must stand before a word, behind the one before it.
  private enum Joint {
    /// The parts touch.
    case nothing
    /// An ampersand, and nothing else.
    case ampersand
    /// Nothing, or one mark that joins identifiers, or one space.
    case identifier
    /// No word, within one sentence.
    case phrase
    /// What joins an identifier, or a phrase's gap.
    case identifierOrPhrase
    /// In an address: exactly these signs.
    case signs([Unicode.Scalar])
  }

  private struct Word {
    var joint: Joint
    var cells: [OracleCell]
    var symbolsBefore: [Unicode.Scalar] = []
    var symbolsBehind: [Unicode.Scalar] = []

    /// Letters and digits written out.
    var letters: Int { cells.count { $0.isWord || $0.kind == .anyCharacter } }
  }

  let comparison: OracleFolding.Comparison
  private var words: [Word] = []
  private let isAddress: Bool

  init(_ term: Term, isAddress: Bool) {
    self.isAddress = isAddress
    comparison = term.comparison == .exact ? .exact : .folded
    let pattern = OracleText(term.words, comparison: comparison, isPattern: true)
    let cells = pattern.cells
    var end = 0
    for token in pattern.tokens {
      let gap = Array(cells[end..<token.cells.lowerBound])
      var pieces = Self.pieces(of: Array(cells[token.cells]))
      pieces[0].joint = Self.joint(gap, in: cells, before: token.cells.lowerBound, behind: end)
      if words.isEmpty { pieces[0].joint = .nothing }
      pieces[0].symbolsBefore = Self.symbols(before: token.cells.lowerBound, in: cells)
      pieces[pieces.count - 1].symbolsBehind = Self.symbols(behind: token.cells.upperBound, in: cells)
      if isAddress {
        let isPhrase = gap.contains { $0.scalar.properties.isWhitespace }
        pieces[0].joint = isPhrase ? .phrase : .signs(words.isEmpty ? [] : gap.map(\.scalar))
        pieces[0].symbolsBefore = words.isEmpty ? gap.map(\.scalar) : []
        pieces[pieces.count - 1].symbolsBehind = []
      }
      words += pieces
      end = token.cells.upperBound
    }
    if isAddress { words[words.count - 1].symbolsBehind = cells[end...].map(\.scalar) }
  }

  /// Cuts letters from digits.
  private static func pieces(of cells: [OracleCell]) -> [Word] {
    var pieces: [Word] = []
    for cell in cells {
      let last = pieces.last?.cells.last { $0.isWord && $0.kind != .mark }
      if let last, [last.kind, cell.kind] == [.letter, .digit] || [last.kind, cell.kind] == [.digit, .letter] {
        pieces.append(Word(joint: .identifier, cells: [cell]))
      } else if pieces.isEmpty {
        pieces.append(Word(joint: .nothing, cells: [cell]))
      } else {
        pieces[pieces.count - 1].cells.append(cell)
      }
    }
    return pieces
  }

  private static func joint(_ gap: [OracleCell], in cells: [OracleCell], before start: Int, behind end: Int) -> Joint {
    if gap.isEmpty { return .nothing }
    if gap.map(\.scalar) == ["&"] { return .ampersand }
    guard end > 0 else { return .phrase }
    let kinds = [cells[end - 1], cells[start]].map { $0.kind == .anyCharacter ? .letter : $0.kind }
    if kinds[0] == .anyEnding { return .phrase }
    let isSpace = gap.allSatisfy { $0.scalar.properties.isWhitespace }
    if kinds == [.letter, .letter] || kinds.contains(.dense) || kinds.contains(.hangul) { return .phrase }
    if isSpace { return kinds == [.digit, .digit] ? .phrase : .identifierOrPhrase }
    guard gap.count == 1, joiners.contains(gap[0].scalar) else { return .phrase }
    if kinds != [.digit, .digit] { return .identifier }
    let chunk =
      cells[..<end].reversed().prefix { !$0.scalar.properties.isWhitespace }
      + cells[end...].prefix { !$0.scalar.properties.isWhitespace }
    return chunk.contains { $0.kind == .letter } ? .identifier : .phrase
  }

  private static let joiners: Set<Unicode.Scalar> = ["-", "‐", "‑", "–", "—", "_", ".", "·", "/"]

  private static func symbols(before start: Int, in cells: [OracleCell]) -> [Unicode.Scalar] {
    guard start > 0, [".", "#", "@"].contains(cells[start - 1].scalar) else { return [] }
    guard start == 1 || cells[start - 2].scalar.properties.isWhitespace else { return [] }
    return [cells[start - 1].scalar]
  }

  private static func symbols(behind end: Int, in cells: [OracleCell]) -> [Unicode.Scalar] {
    cells[end...].prefix { $0.scalar == "+" || $0.scalar == "#" }.map(\.scalar)
  }

  // MARK: Occurrences

  /// Every occurrence of the term in a text, as ranges of cells.
  func occurrences(in text: OracleText) -> Set<Range<Int>> {
    var found: Set<Range<Int>> = []
    for start in text.cells.indices {
      for end in ends(of: 0, from: start, in: text) {
        let first = start - words[0].symbolsBefore.count
        found.insert(first..<end)
      }
    }
    return found
  }

  /// Where the words from one on can end when it begins at a cell.
  private func ends(of index: Int, from start: Int, in text: OracleText) -> Set<Int> {
    let word = words[index]
    var ends: Set<Int> = []
    for end in wordEnds(word, from: start, in: text) where fits(word, index, start..<end, in: text) {
      let behind = end + word.symbolsBehind.count
      guard index + 1 < words.count else {
        ends.insert(behind)
        continue
      }
      for next in behind..<max(behind, text.cells.count) where gapFits(words[index + 1].joint, behind..<next, in: text)
      {
        ends.formUnion(self.ends(of: index + 1, from: next, in: text))
      }
    }
    return ends
  }

  private func wordEnds(_ word: Word, from start: Int, in text: OracleText) -> [Int] {
    var place = start
    for (offset, cell) in word.cells.enumerated() {
      if cell.kind == .anyEnding {
        guard offset > 0, let token = text.tokenOfCell[place - 1] else { return [] }
        if text.tokens[token].kind != .alphabetic { return [place] }
        return Array(place...max(place, text.tokens[token].cells.upperBound))
      }
      guard place < text.cells.count else { return [] }
      let other = text.cells[place]
      if cell.kind == .anyCharacter {
        guard other.isWord, other.kind != .mark, offset == 0 || text.tokenOfCell[place] == text.tokenOfCell[place - 1]
        else {
          return []
        }
      } else if cell.scalar != other.scalar || text.tokenOfCell[place] == nil {
        return []
      }
      if offset > 0, text.tokenOfCell[place] != text.tokenOfCell[place - 1] { return [] }
      place += 1
    }
    return [place]
  }

  /// Whether a word's edges and its symbols allow it to stand there.
  private func fits(_ word: Word, _ index: Int, _ cells: Range<Int>, in text: OracleText) -> Bool {
    let beginsInside = index > 0 && continues(word.joint) && touches(cells.lowerBound, in: text)
    if !beginsInside {
      guard text.mayBegin(at: cells.lowerBound, letters: word.letters) else { return false }
      guard symbolsBeforeFit(word, at: cells.lowerBound, in: text) else { return false }
    }
    let next = index + 1 < words.count ? words[index + 1].joint : .phrase
    let endsInside = continues(next) && touches(cells.upperBound, in: text)
    if endsInside { return true }
    guard text.mayEnd(before: cells.upperBound, letters: word.letters) else { return false }
    if isAddress { return text.cells[cells.upperBound...].map(\.scalar).starts(with: word.symbolsBehind) }
    // Any ending may hold signs too: `canal*` finds Canal+.
    if word.cells.last?.kind == .anyEnding { return true }
    let behind = text.cells[cells.upperBound...].prefix { $0.scalar == "+" || $0.scalar == "#" }.map(\.scalar)
    let isAlphabetic = text.tokenOfCell[cells.upperBound - 1].map { text.tokens[$0].kind == .alphabetic } ?? false
    return behind == word.symbolsBehind || (!isAlphabetic && word.symbolsBehind.isEmpty)
  }

  private func continues(_ joint: Joint) -> Bool {
    switch joint {
    case .nothing, .identifier, .identifierOrPhrase: true
    case .ampersand, .phrase, .signs: false
    }
  }

  /// Whether letters and digits of one word meet at a cell.
  private func touches(_ index: Int, in text: OracleText) -> Bool {
    guard index > 0, index < text.cells.count, let token = text.tokenOfCell[index], text.tokenOfCell[index - 1] == token
    else { return false }
    let kinds = [text.cells[index - 1].kind, text.cells[index].kind]
    return kinds == [.letter, .digit] || kinds == [.digit, .letter] || kinds == [.digit, .digit]
  }

  private func symbolsBeforeFit(_ word: Word, at start: Int, in text: OracleText) -> Bool {
    if isAddress {
      return text.cells[..<start].map(\.scalar).suffix(word.symbolsBefore.count) == word.symbolsBefore[...]
    }
    if let symbol = word.symbolsBefore.first {
      guard start > 0, text.cells[start - 1].scalar == symbol else { return false }
      return start == 1 || text.tokenOfCell[start - 2] == nil
    }
    guard start > 0, text.cells[start - 1].scalar == "." else { return true }
    return !(start == 1 || text.cells[start - 2].scalar.properties.isWhitespace)
  }

  private func gapFits(_ joint: Joint, _ gap: Range<Int>, in text: OracleText) -> Bool {
    switch joint {
    case .nothing: gap.isEmpty
    case .ampersand: text.cells[gap].map(\.scalar) == ["&"]
    case .signs(let signs): text.cells[gap].map(\.scalar) == signs
    case .identifier: isIdentifierJoint(gap, in: text)
    case .phrase: isPhraseGap(gap, in: text)
    case .identifierOrPhrase: isIdentifierJoint(gap, in: text) || isPhraseGap(gap, in: text)
    }
  }

  private func isIdentifierJoint(_ gap: Range<Int>, in text: OracleText) -> Bool {
    if gap.isEmpty { return true }
    let scalar = text.cells[gap.lowerBound].scalar
    return gap.count == 1 && (Self.joiners.contains(scalar) || scalar.properties.isWhitespace)
  }

  private func isPhraseGap(_ gap: Range<Int>, in text: OracleText) -> Bool {
    gap.allSatisfy { text.tokenOfCell[$0] == nil } && !text.sentenceEnds(in: gap)
  }
}
