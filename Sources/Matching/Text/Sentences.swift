/// Where sentences and paragraphs end in a folded text.
extension FoldedText {
  /// A boundary between two words.
  enum Boundary: Comparable {
    case none, sentence, paragraph
  }

  /// The strongest boundary that stands in a gap, from the unit behind one word to the next word's first.
  func boundary(in gap: Range<Int>) -> Boundary {
    var found = Boundary.none
    var lines = 0
    for index in gap {
      let unit = Unit(bits: units[index])
      if unit.is(.newline) {
        lines += isCarriageReturn(unit, at: index) ? 0 : unit.scalar == 0x2029 ? 2 : 1
        if lines > 1 { return .paragraph }
        continue
      }
      if !unit.is(.space) { lines = 0 }
      if endsSentence(at: index) { found = .sentence }
    }
    return found
  }

  /// The carriage return of a CR LF pair is no line of its own.
  private func isCarriageReturn(_ unit: Unit, at index: Int) -> Bool {
    unit.scalar == 0xD && self.unit(index + 1).scalar == 0xA
  }

  /// Whether the unit is a mark that ends a sentence where it stands.
  private func endsSentence(at index: Int) -> Bool {
    let mark = unit(index)
    guard mark.is(.punctuation) else { return false }
    switch mark.scalar {
    case 0x3002, 0xFF01, 0xFF1F:  // 。！？
      return true
    case 0x2E:  // .
      return endsClause(behind: index) && !isAbbreviated(before: index)
    case 0x21, 0x3F, 0x61F, 0x6D4, 0x964, 0x965:  // ! ? ؟ ۔ । ॥
      return endsClause(behind: index)
    default:
      return false
    }
  }

  /// Whether white space or the end follows, perhaps behind closing quotes and brackets.
  private func endsClause(behind index: Int) -> Bool {
    var next = index + 1
    while next < count, Self.closing.contains(units[next] & Unit.scalarMask) { next += 1 }
    let unit = unit(next)
    return unit.is(.space) || unit.is(.newline)
  }

  // " ' ) ] } ’ ” » › “ 」 』 ） 】 》
  private static let closing: Set<UInt32> = [
    0x22, 0x27, 0x29, 0x5D, 0x7D, 0x2019, 0x201D, 0xBB, 0x203A, 0x201C, 0x300D, 0x300F, 0xFF09, 0x3011, 0x300B,
  ]

  /// Whether the dot belongs to the word before it: a single capital letter, or a known abbreviation.
  private func isAbbreviated(before dot: Int) -> Bool {
    var start = dot
    while start > 0, unit(start - 1).isWord { start -= 1 }
    let length = dot - start
    guard length > 0, length <= 8 else { return false }
    // One letter of the text may fold to two: Æ.
    if starts[start] == starts[dot - 1], unit(start).is(.letter) {
      // J. Smith; also the last letter of p.m., e.g. and U.S.
      return unit(start).isUpper || unit(start - 1).scalar == 0x2E && unit(start - 2).is(.letter)
    }
    let word = String(String.UnicodeScalarView(units[start..<dot].compactMap { Unicode.Scalar($0 & Unit.scalarMask) }))
    if Self.abbreviations.contains(word) { return true }
    return Self.numbering.contains(word) && unit(dot + 1).is(.space) && unit(dot + 2).is(.digit)
  }

  /// Folded abbreviations, of many languages, that are seldom a sentence's last word, nor a word themselves.
  private static let abbreviations: Set<String> = [
    // English
    "mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "gen", "lt", "sgt", "capt", "cmdr", "rev", "gov", "sen",
    "messrs", "vs", "inc", "ltd", "corp", "co", "bros", "approx", "dept", "viz", "cf", "eg", "ie", "aug", "sept",
    "oct", "nov", "dec", "feb", "ave", "blvd",
    // French
    "mm", "mme", "mmes", "mlle", "mlles", "mgr", "env", "ste", "hab",
    // German
    "bzw", "ggf", "vgl", "evtl", "hr", "dipl", "ing", "inkl", "zzgl", "mio", "mrd", "geb", "gest", "sog",
    // Spanish, Portuguese, Italian
    "sra", "srta", "dra", "uds", "avda", "sigg", "dott", "avv",
    // Dutch and the north
    "dhr", "mevr", "bijv", "tlf",
    // Russian and Ukrainian
    "гг", "им", "ул", "тыс", "млн", "млрд", "руб", "напр", "акад", "вул", "грн",
    // Polish and Czech
    "np", "tzw", "tzv",
  ]

  /// Folded abbreviations only before a number.
  private static let numbering: Set<String> = [
    "no", "nr", "n", "p", "pp", "s", "art", "fig", "vol", "ch", "chap", "abs", "par", "pag", "tel", "ca", "str", "ст",
    "стр", "с",
  ]
}

/// The numbers of the sentence and the paragraph in which each word of a text stands.
struct SentenceMap {
  /// The first word of a sentence.
  struct Start {
    var unit: Int
    var sentence: Int32
    var paragraph: Int32
  }

  /// The sentences, in order.
  private(set) var starts: [Start] = []

  /// Finds the sentences of a text.
  init(_ text: FoldedText) {
    var (sentence, paragraph): (Int32, Int32) = (0, 0)
    var end = 0
    for word in text.words {
      let boundary = starts.isEmpty ? .none : text.boundary(in: end..<Int(word.start))
      if boundary >= .sentence { sentence += 1 }
      if boundary == .paragraph { paragraph += 1 }
      if starts.isEmpty || boundary > .none {
        starts.append(Start(unit: Int(word.start), sentence: sentence, paragraph: paragraph))
      }
      end = Int(word.end)
    }
  }

  /// The numbers of the sentence and the paragraph around a unit.
  func place(of unit: Int) -> (sentence: Int32, paragraph: Int32) {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle].unit <= unit { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return (0, 0) }
    return (starts[low - 1].sentence, starts[low - 1].paragraph)
  }
}
