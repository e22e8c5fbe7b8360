import Foundation

/// One folded character of a text, the way the oracle sees it.
struct OracleCell: Hashable {
  enum Kind {
    case letter, digit, dense, hangul, mark, apostrophe, anyEnding, anyCharacter, other
  }

  var scalar: Unicode.Scalar
  var kind: Kind
  /// The script's number; only letters have one.
  var script: Int
  var isUpper: Bool
  /// The scalars of the original from which it comes.
  var source: Range<Int>

  var isWord: Bool { kind == .letter || kind == .digit || kind == .dense || kind == .hangul || kind == .mark }
}

/// A text as the oracle reads it: cells, the words they form, and where sentences end.
struct OracleText {
  struct Token {
    enum Kind { case alphabetic, dense, hangul }
    var cells: Range<Int>
    var kind: Kind
  }

  let source: [Unicode.Scalar]
  private(set) var cells: [OracleCell] = []
  /// Words and runs of characters without spaces; articles and possessive endings are none.
  private(set) var tokens: [Token] = []
  /// For each cell the token that holds it.
  private(set) var tokenOfCell: [Int?] = []

  init(_ text: String, comparison: OracleFolding.Comparison, isPattern: Bool = false) {
    source = Array(text.unicodeScalars)
    cells = OracleFolding.cells(of: source, comparison: comparison, isPattern: isPattern)
    findTokens()
    tokenOfCell = Array(repeating: nil, count: cells.count)
    for (index, token) in tokens.enumerated() {
      for cell in token.cells { tokenOfCell[cell] = index }
    }
  }

  private mutating func findTokens() {
    var index = 0
    while index < cells.count {
      switch cells[index].kind {
      case .letter, .digit, .anyCharacter, .anyEnding: index = findWord(from: index)
      case .dense: index = findRun(of: .dense, from: index)
      case .hangul: index = findRun(of: .hangul, from: index)
      case .mark, .apostrophe, .other: index += 1
      }
    }
  }

  private mutating func findRun(of kind: OracleCell.Kind, from start: Int) -> Int {
    var end = start
    while end < cells.count, [kind, .mark, .anyCharacter, .anyEnding].contains(cells[end].kind) { end += 1 }
    tokens.append(Token(cells: start..<end, kind: kind == .dense ? .dense : .hangul))
    return end
  }

  private mutating func findWord(from start: Int) -> Int {
    var end = start
    var script: Int?
    while end < cells.count {
      let cell = cells[end]
      if cell.kind == .letter {
        if let script, script != cell.script { break }
        script = cell.script
      } else if cell.kind == .apostrophe {
        let following = end + 1 < cells.count ? cells[end + 1] : nil
        let afterNext = end + 2 < cells.count ? cells[end + 2] : nil
        let before = String(String.UnicodeScalarView(cells[start..<end].map(\.scalar))).lowercased()
        let third = end + 3 < cells.count ? cells[end + 3] : nil
        let continues =
          afterNext?.kind == .letter && afterNext?.script == following?.script || afterNext?.kind == .digit
          || afterNext?.kind == .apostrophe && third?.kind == .letter
        if following?.scalar == "s" || following?.scalar == "S", !continues {
          tokens.append(Token(cells: start..<end, kind: .alphabetic))
          return end + 2
        }
        if following?.kind == .letter || following?.kind == .dense || following?.kind == .hangul,
          OracleFolding.elidedArticles.contains(before)
        {
          return end + 1
        }
        guard following?.kind == .letter, cells[end - 1].kind == .letter, following?.script == script else { break }
      } else if ![.digit, .mark, .anyCharacter, .anyEnding].contains(cell.kind) {
        break
      }
      end += 1
    }
    tokens.append(Token(cells: start..<end, kind: .alphabetic))
    return end
  }

  // MARK: Boundaries

  /// Whether camel case begins a piece at a cell inside a word.
  func camelBegins(at index: Int) -> Bool {
    guard index > 0, index < cells.count, let token = tokenOfCell[index], tokenOfCell[index - 1] == token else {
      return false
    }
    let (last, cell) = (cells[index - 1], cells[index])
    guard cell.kind == .letter, last.kind == .letter, cell.isUpper, cell.source != last.source else { return false }
    if !last.isUpper { return true }
    guard index + 1 < cells.count, tokenOfCell[index + 1] == token else { return false }
    return cells[index + 1].kind == .letter && !cells[index + 1].isUpper
  }

  /// Whether an occurrence of a word of so many letters may begin at a cell.
  func mayBegin(at index: Int, letters: Int) -> Bool {
    guard let place = tokenOfCell[index], cells[index].kind != .mark else { return false }
    let token = tokens[place]
    return token.kind != .alphabetic || token.cells.lowerBound == index || (letters >= 4 && camelBegins(at: index))
  }

  /// Whether an occurrence of a word of so many letters may end before a cell.
  func mayEnd(before index: Int, letters: Int) -> Bool {
    guard index > 0, let place = tokenOfCell[index - 1] else { return false }
    let token = tokens[place]
    if index < cells.count, cells[index].kind == .mark { return false }
    return token.kind != .alphabetic || token.cells.upperBound == index || (letters >= 4 && camelBegins(at: index))
  }

  // MARK: Distances

  /// How many words stand wholly between two places; of runs without spaces, every two characters are one.
  func words(between end: Int, and start: Int) -> Int {
    guard end < start else { return 0 }
    var count = 0
    for run in wordRuns {
      let inside =
        max(run.cells.lowerBound, end)..<max(max(run.cells.lowerBound, end), min(run.cells.upperBound, start))
      if inside.isEmpty { continue }
      if run.isDense {
        count += (inside.count { cells[$0].kind != .mark } + 1) / 2
      } else if inside == run.cells {
        count += 1
      }
    }
    return count
  }

  /// How many words the text has up to a place, counting the one in which it stands.
  func words(through end: Int) -> Int {
    wordRuns.reduce(0) { count, run in
      guard run.cells.lowerBound < end else { return count }
      guard run.isDense else { return count + 1 }
      let inside = run.cells.lowerBound..<min(run.cells.upperBound, end)
      return count + (inside.count { cells[$0].kind != .mark } + 1) / 2
    }
  }

  /// Words as distances count them: what touches without a space is one, except in scripts without spaces.
  private var wordRuns: [(cells: Range<Int>, isDense: Bool)] {
    var runs: [(cells: Range<Int>, isDense: Bool)] = []
    for token in tokens {
      if token.kind != .dense, let last = runs.last, !last.isDense, last.cells.upperBound == token.cells.lowerBound {
        runs[runs.count - 1].cells = last.cells.lowerBound..<token.cells.upperBound
      } else {
        runs.append((token.cells, token.kind == .dense))
      }
    }
    return runs
  }

  // MARK: Sentences

  /// Whether a sentence ends between two cells.
  func sentenceEnds(in range: Range<Int>) -> Bool {
    sourceRange(range).contains { endsSentence(at: $0) } || paragraphEnds(in: range)
  }

  /// Whether a paragraph ends between two cells.
  func paragraphEnds(in range: Range<Int>) -> Bool {
    let places = sourceRange(range)
    return places.contains { first in
      guard source[first] == "\n" else { return false }
      let next = places.first { $0 > first && (source[$0] == "\n" || !source[$0].properties.isWhitespace) }
      return next.map { source[$0] == "\n" } ?? false
    }
  }

  private func sourceRange(_ range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty, range.lowerBound > 0, range.upperBound < cells.count else { return 0..<0 }
    let start = cells[range.lowerBound - 1].source.upperBound
    return start..<max(start, cells[range.upperBound].source.lowerBound)
  }

  private func endsSentence(at index: Int) -> Bool {
    switch source[index] {
    case "。", "！", "？": return true
    case ".", "!", "?", "…":
      var next = index + 1
      while next < source.count, "\"')]}’”»“".unicodeScalars.contains(source[next]) { next += 1 }
      guard next == source.count || source[next].properties.isWhitespace else { return false }
      return source[index] != "." || !isAbbreviation(before: index)
    default: return false
    }
  }

  private func isAbbreviation(before dot: Int) -> Bool {
    let start = startOfLetters(before: dot)
    if start > 0, "'’".unicodeScalars.contains(source[start - 1]) {
      // d'Inc. is the article and an abbreviation, ALPHA'S. is neither.
      let article = source[startOfLetters(before: start - 1)..<(start - 1)]
      guard OracleFolding.elidedArticles.contains(String(String.UnicodeScalarView(article)).lowercased()) else {
        return false
      }
    }
    if dot - start == 1 {
      // J. Smith; and the second letter of p.m.
      let before = source[..<start].suffix(2)
      return source[start].properties.generalCategory == .uppercaseLetter
        || before.last == "." && before.first?.properties.isAlphabetic == true
    }
    let word = String(String.UnicodeScalarView(source[start..<dot]))
    return OracleFolding.abbreviations.contains(word.lowercased())
  }

  private func startOfLetters(before end: Int) -> Int {
    var start = end
    while start > 0, source[start - 1].properties.isAlphabetic { start -= 1 }
    return start
  }
}
