/// How many words stand before each place of a text, as distances count them.
///
/// A word is a run of letters and digits; a run of n characters of a script without spaces is ⌈n/2⌉ words, Hangul one
/// between spaces.
struct WordPositions {
  /// One edge of an occurrence.
  struct Edge: Equatable {
    /// The words before the run that the edge stands in.
    var run: Int32
    /// The words of that run and all before it.
    var runEnd: Int32
    /// In a run of characters without spaces: the characters before the edge, and behind it. Otherwise 0.
    var before: Int32
    var behind: Int32
    /// Whether the run is one of characters without spaces.
    var isDense: Bool
  }

  /// For each word: the words before its run, and the run's own; and its letters in scripts without spaces.
  private var runs: [(word: FoldedText.Word, run: Int32, runEnd: Int32, letters: Int32)] = []
  /// The units of the marks in runs without spaces, in order.
  private var marks: [UInt32] = []

  /// Counts the words of a text.
  init(_ text: FoldedText) {
    runs.reserveCapacity(text.words.count)
    var total: Int32 = 0
    for word in text.words {
      let first = text.unit(Int(word.start))
      if word.shape == .dense, first.is(.dense) {
        marks += (word.start..<word.end).lazy.filter { text.unit(Int($0)).is(.mark) }
        let letters = self.letters(in: word.start..<word.end)
        runs.append((word, total, total + (letters + 1) / 2, letters))
        total += (letters + 1) / 2
      } else if let last = runs.last, last.letters == 0, last.word.end == word.start {
        // Words of several scripts, or Hangul, without a space between them are one.
        runs.append((word, last.run, last.runEnd, 0))
      } else {
        runs.append((word, total, total + 1, 0))
        total += 1
      }
    }
  }

  /// The letters in a part of a run without spaces.
  private func letters(in range: Range<UInt32>) -> Int32 {
    if marks.isEmpty { return Int32(range.count) }
    let first = marks.partitioningIndex { $0 >= range.lowerBound }
    return Int32(range.count - marks[first...].partitioningIndex { $0 >= range.upperBound })
  }

  /// The edge before a unit that belongs to a word, or behind the last word where none follows.
  func edge(before unit: Int, in text: FoldedText) -> Edge {
    let place = firstRun(endingBehind: unit)
    guard place < runs.count else {
      let total = runs.last?.runEnd ?? 0
      return Edge(run: total, runEnd: total, before: 0, behind: 0, isDense: false)
    }
    let (word, run, runEnd, letters) = runs[place]
    guard letters > 0 else { return Edge(run: run, runEnd: runEnd, before: 0, behind: 0, isDense: false) }
    let before = unit > Int(word.start) ? self.letters(in: word.start..<UInt32(unit)) : 0
    return Edge(run: run, runEnd: runEnd, before: before, behind: letters - before, isDense: true)
  }

  /// The edge behind a unit of a word, or of the signs behind one.
  func edge(behind unit: Int, in text: FoldedText) -> Edge {
    guard let last = runs.last else { return edge(before: unit, in: text) }
    var place = firstRun(endingBehind: unit)
    if place == runs.count || Int(runs[place].word.start) > unit { place = max(0, place - 1) }
    let (word, run, runEnd, letters) = place < runs.count ? runs[place] : last
    guard letters > 0 else { return Edge(run: run, runEnd: runEnd, before: 0, behind: 0, isDense: false) }
    let end = min(UInt32(unit + 1), word.end)
    let before = end > word.start ? self.letters(in: word.start..<end) : 0
    return Edge(run: run, runEnd: runEnd, before: before, behind: letters - before, isDense: true)
  }

  private func firstRun(endingBehind unit: Int) -> Int {
    runs.partitioningIndex { Int($0.word.end) > unit }
  }

  /// The words between the end of one occurrence and the begin of a later one.
  static func between(_ end: Edge, _ start: Edge) -> Int {
    if end.isDense, start.isDense, end.run == start.run { return Int(max(0, start.before - end.before) + 1) / 2 }
    let rest = end.isDense ? (end.behind + 1) / 2 : 0
    let head = start.isDense ? (start.before + 1) / 2 : 0
    return Int(max(0, start.run - end.runEnd) + rest + head)
  }

  /// The words from the text's begin to an occurrence's end.
  static func through(_ end: Edge) -> Int {
    Int(end.isDense ? end.run + (end.before + 1) / 2 : end.runEnd)
  }
}
