/// Finds the words of folded units: marks where each begins and where camel case begins a piece in it, and takes the
/// word from elided articles and possessive endings, which are none.
struct WordFinder {
  private let count: Int
  /// The words found.
  private(set) var words: [FoldedText.Word]

  private typealias Units = UnsafeMutableBufferPointer<UInt32>
  private typealias Starts = UnsafeBufferPointer<UInt32>

  /// Finds words among so many units, with the storage of earlier ones.
  init(count: Int, words: consuming [FoldedText.Word]) {
    self.count = count
    self.words = consume words
    self.words.removeAll(keepingCapacity: true)
  }

  /// Finds all words. Behind the last unit must stand a space.
  mutating func find(in units: UnsafeMutableBufferPointer<UInt32>, starts: UnsafeBufferPointer<UInt32>) {
    var index = 0
    while index < count {
      let unit = Unit(bits: unsafe units[index])
      if !unit.isWord {
        index += 1
      } else if unit.isDense {
        index = unsafe findRun(in: units, from: index)
      } else if unit.is(.mark) {
        // A mark without a letter is punctuation.
        unsafe become(.punctuation, index, units)
        index += 1
      } else {
        index = unsafe findWord(in: units, starts, from: index)
      }
    }
  }

  /// A run of characters of scripts without spaces; Hangul and the others are runs of their own.
  private mutating func findRun(in units: Units, from start: Int) -> Int {
    let isHangul = unsafe !Unit(bits: units[start]).is(.dense)
    var end = start + 1
    while true {
      let unit = Unit(bits: unsafe units[end])
      guard unit.is(.mark) || unit.isDense && !unit.is(.dense) == isHangul else { break }
      end += 1
    }
    unsafe units[start] |= Unit.startBit
    words.append(FoldedText.Word(key: 0, start: UInt32(start), end: UInt32(end), shape: .dense))
    return end
  }

  /// Longer words are not split by camel case: they were written to be split, not to be read.
  private static let longestCamelCase = 512

  /// What has been seen of a word.
  private struct Census {
    var letters = 0
    /// Letters that go with any script.
    var strays = 0
    var digits = 0
    var uppers = 0
  }

  /// A letter that goes on with the script, and what tells it from all else.
  private static let plainLetter = Unit.Kind.letter.rawValue << Unit.kindShift
  private static let plainMask = Unit.kindMask | Unit.scriptBit

  /// A word of letters, digits and marks of one script, and the apostrophes inside it.
  private mutating func findWord(in units: Units, _ starts: Starts, from start: Int) -> Int {
    var end = start
    var key = Key.Builder()
    // Most words are letters of one script and nothing else.
    var seen: UInt32 = 0
    while true {
      let bits = unsafe units[end]
      guard bits & Self.plainMask == Self.plainLetter else { break }
      key.add(bits)
      seen |= bits
      end += 1
    }
    var census = Census()
    census.letters = end - start
    if seen & (Unit.upperBit | Unit.anyScriptBit) != 0 {
      for index in start..<end {
        census.strays += Int(unsafe units[index] / Unit.anyScriptBit & 1)
        census.uppers += Int(unsafe units[index] / Unit.upperBit & 1)
      }
    }
    var next: Int?
    while true {
      let unit = Unit(bits: unsafe units[end])
      if unit.is(.letter) {
        if unit.changesScript, census.letters > census.strays { break }
        census.letters += 1
        census.strays += Int(unit.bits / Unit.anyScriptBit & 1)
        census.uppers += Int(unit.bits / Unit.upperBit & 1)
      } else if unit.is(.digit) {
        census.digits += 1
      } else if unit.is(.apostrophe) {
        switch unsafe apostrophe(in: units, at: end, wordStart: start) {
        case .inside:
          unsafe become(.letter, end, units)
        case .possessive:
          unsafe become(.punctuation, end, units)
          unsafe become(.punctuation, end + 1, units)
          next = end + 2
        case .elision:
          for silent in start...end { unsafe become(.punctuation, silent, units) }
          return end + 1
        case .outside:
          next = end
        }
        if next != nil { break }
      } else if !unit.is(.mark) {
        break
      }
      key.add(unit.bits)
      end += 1
    }
    unsafe units[start] |= Unit.startBit
    let shape = unsafe shape(of: start..<end, census, units, starts)
    words.append(FoldedText.Word(key: key.word, start: UInt32(start), end: UInt32(end), shape: shape))
    return next ?? end
  }

  @inline(__always)
  private func become(_ kind: Unit.Kind, _ index: Int, _ units: Units) {
    var unit = Unit(bits: unsafe units[index])
    unit.become(kind)
    unsafe units[index] = unit.bits
  }

  @inline(__always)
  private func shape(of word: Range<Int>, _ census: Census, _ units: Units, _ starts: Starts) -> FoldedText.Word.Shape {
    // A capital at the begin, or capitals alone, are no camel case.
    if census.uppers > 0, census.uppers < census.letters, word.count <= Self.longestCamelCase {
      let first = unsafe Unit(bits: units[word.lowerBound]).isUpper ? 1 : 0
      if census.uppers > first, unsafe markPieces(in: units, starts, word) { return .pieces }
    }
    return census.letters > 0 && census.digits > 0 ? .pieces : .plain
  }

  /// Marks where camel case begins a piece, and says whether it does anywhere.
  private func markPieces(in units: Units, _ starts: Starts, _ word: Range<Int>) -> Bool {
    var found = false
    for index in word.dropFirst() {
      let (last, unit) = unsafe (Unit(bits: units[index - 1]), Unit(bits: units[index]))
      guard unit.isUpper, unit.is(.letter), last.is(.letter), last.scalar != Sign.apostrophe else { continue }
      // Both halves of a folded Æ are upper case.
      guard unsafe starts[index] != starts[index - 1] else { continue }
      let following = Unit(bits: unsafe units[index + 1])
      let isLow = following.is(.letter) && !following.isUpper && following.scalar != Sign.apostrophe
      if !last.isUpper || isLow && index + 1 < word.upperBound {
        unsafe units[index] |= Unit.pieceBit
        found = true
      }
    }
    return found
  }

  private enum Apostrophe {
    case inside, outside, possessive, elision
  }

  /// What an apostrophe behind a word's letters is.
  private func apostrophe(in units: Units, at index: Int, wordStart: Int) -> Apostrophe {
    func unit(_ index: Int) -> Unit { index < count ? Unit(bits: unsafe units[index]) : .outside }
    let (last, following) = (unit(index - 1), unit(index + 1))
    if following.scalar == UInt32(UInt8(ascii: "s")), following.is(.letter),
      !continues(unit(index + 2), unit(index + 3))
    {
      return .possessive
    }
    if following.is(.letter) || following.isDense, unsafe isElidedArticle(units, wordStart..<index) { return .elision }
    let joins = last.is(.letter) || last.is(.mark)
    return joins && following.is(.letter) && !following.changesScript ? .inside : .outside
  }

  /// Whether a word goes on behind a possible possessive ending.
  private func continues(_ unit: Unit, _ following: Unit) -> Bool {
    if unit.is(.apostrophe) { return following.is(.letter) }
    return unit.is(.letter) && !unit.changesScript || unit.is(.digit) || unit.is(.mark)
  }

  /// Whether units spell one of the articles and particles that French, Italian and Catalan elide.
  private func isElidedArticle(_ units: Units, _ range: Range<Int>) -> Bool {
    guard range.count <= 7 else { return false }
    var packed: UInt64 = 0
    for index in range {
      let scalar = unsafe units[index] & Unit.scalarMask
      guard scalar < 0x80 else { return false }
      packed = packed << 8 | UInt64(scalar)
    }
    return Self.elidedArticles.contains(packed)
  }

  private static let elidedArticles: Set<UInt64> = Set(
    [
      "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu",
      "dell", "all", "nell", "dall", "sull", "coll", "un",
    ].map { $0.utf8.reduce(0) { $0 << 8 | UInt64($1) } })
}
