extension FoldedText {
  /// Finds the words of the folded units: marks where each begins and where camel case begins a piece in it, and takes
  /// the word from elided articles and possessive endings, which are none.
  func findWords() {
    words.removeAll(keepingCapacity: true)
    var index = 0
    var units = self.units
    self.units = []
    while index < count {
      let unit = Unit(bits: units[index])
      if unit.isDense {
        index = findRun(in: &units, from: index)
      } else if unit.is(.letter) || unit.is(.digit) {
        index = findWord(in: &units, from: index)
      } else {
        // A mark without a letter is punctuation.
        if unit.is(.mark) { units[index].become(.punctuation) }
        index += 1
      }
    }
    self.units = units
  }

  /// A run of characters of scripts without spaces; Hangul and the others are runs of their own.
  private func findRun(in units: inout [UInt32], from start: Int) -> Int {
    let hangul = Unit(bits: units[start]).rawKind != Unit.Kind.dense.rawValue
    var end = start + 1
    while end < count {
      let unit = Unit(bits: units[end])
      guard unit.is(.mark) || unit.isDense && (unit.rawKind != Unit.Kind.dense.rawValue) == hangul else { break }
      end += 1
    }
    units[start] |= Unit.startBit
    words.append(Word(start: UInt32(start), end: UInt32(end), shape: .dense))
    return end
  }

  /// A word of letters, digits and marks of one script, and the apostrophes inside it.
  private func findWord(in units: inout [UInt32], from start: Int) -> Int {
    var end = start
    var (letters, digits, uppers) = (0, 0, 0)
    var next: Int?
    scan: while end < count {
      let unit = Unit(bits: units[end])
      switch unit.rawKind {
      case Unit.Kind.letter.rawValue:
        if unit.changesScript, letters > 0 { break scan }
        letters += 1
        uppers += Int(unit.bits >> 25 & 1)
      case Unit.Kind.digit.rawValue:
        digits += 1
      case Unit.Kind.mark.rawValue:
        break
      case Unit.Kind.apostrophe.rawValue:
        switch apostrophe(in: units, at: end, wordStart: start) {
        case .inside:
          units[end].become(.letter)
        case .possessive:
          units[end].become(.punctuation)
          units[end + 1].become(.punctuation)
          next = end + 2
          break scan
        case .elision:
          for silent in start...end { units[silent].become(.punctuation) }
          return end + 1
        case .outside:
          break scan
        }
      default:
        break scan
      }
      end += 1
    }
    units[start] |= Unit.startBit
    var shape = letters > 0 && digits > 0 ? Word.Shape.pieces : .plain
    if uppers > Int(units[start] >> 25 & 1), uppers < letters, markPieces(in: &units, start..<end) { shape = .pieces }
    words.append(Word(start: UInt32(start), end: UInt32(end), shape: shape))
    return next ?? end
  }

  /// Marks where camel case begins a piece, and says whether it does anywhere.
  private func markPieces(in units: inout [UInt32], _ word: Range<Int>) -> Bool {
    var found = false
    for index in word.dropFirst() {
      let (last, unit) = (Unit(bits: units[index - 1]), Unit(bits: units[index]))
      // Both halves of a folded Æ are upper case. An apostrophe inside a word begins no piece.
      guard unit.isUpper, unit.is(.letter), last.is(.letter), starts[index] != starts[index - 1] else { continue }
      guard last.scalar != UInt32(UInt8(ascii: "'")) else { continue }
      let following = index + 1 < word.upperBound ? Unit(bits: units[index + 1]) : unit
      if !last.isUpper || following.is(.letter) && !following.isUpper {
        units[index] |= Unit.pieceBit
        found = true
      }
    }
    return found
  }

  private enum Apostrophe {
    case inside, outside, possessive, elision
  }

  /// What an apostrophe behind a word's letters is.
  private func apostrophe(in units: [UInt32], at index: Int, wordStart: Int) -> Apostrophe {
    func unit(_ index: Int) -> Unit { Unit(bits: index < count ? units[index] : 0) }
    let (last, following) = (unit(index - 1), unit(index + 1))
    if following.scalar == UInt32(UInt8(ascii: "s")), following.is(.letter), !continues(unit(index + 2), unit(index + 3)) {
      return .possessive
    }
    let followedByLetter = following.is(.letter) || following.isDense
    if followedByLetter, isElidedArticle(units[wordStart..<index]) { return .elision }
    let joins = last.is(.letter) || last.is(.mark)
    return joins && following.is(.letter) && !following.changesScript ? .inside : .outside
  }

  /// Whether a word goes on behind a possible possessive ending.
  private func continues(_ unit: Unit, _ following: Unit) -> Bool {
    if unit.is(.apostrophe) { return following.is(.letter) }
    return unit.is(.letter) && !unit.changesScript || unit.is(.digit) || unit.is(.mark)
  }

  /// Whether units spell one of the articles and particles that French, Italian and Catalan elide.
  private func isElidedArticle(_ units: ArraySlice<UInt32>) -> Bool {
    guard units.count <= 7 else { return false }
    var packed: UInt64 = 0
    for bits in units {
      let scalar = bits & Unit.scalarMask
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

extension UInt32 {
  /// Makes a unit of a kind.
  fileprivate mutating func become(_ kind: Unit.Kind) {
    var unit = Unit(bits: self)
    unit.become(kind)
    self = unit.bits
  }
}
