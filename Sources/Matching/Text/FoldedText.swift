/// A text as it is compared: folded characters, each knowing where it stands in the original, and the words they form.
/// Its storage is kept from one text to the next.
final class FoldedText {
  /// The folded characters; only the first `count` are meant.
  var units: [UInt32] = []
  /// The byte of the original at which each of them begins; one more behind the last.
  var starts: [UInt32] = []
  /// The number of folded characters.
  var count = 0
  /// The words, in the order of the text.
  var words: [Word] = []
  /// The text itself.
  private(set) var original = ""

  /// Words before each unit, made when first asked for.
  var positions: WordPositions?
  /// The numbers of the sentences and paragraphs, made when first asked for.
  var sentences: SentenceMap?

  /// A run of units that is a word, or a run of characters of a script without spaces.
  struct Word {
    /// The first unit.
    var start: UInt32
    /// The unit behind the last.
    var end: UInt32
    /// How the run must be searched.
    var shape: Shape

    enum Shape: UInt32 {
      /// A word of one piece.
      case plain
      /// A word with camel case, or with letters and digits.
      case pieces
      /// Characters of a script without spaces.
      case dense
    }
  }

  /// The unit at an index; a space outside of the text.
  @inline(__always)
  func unit(_ index: Int) -> Unit {
    index >= 0 && index < count ? Unit(bits: units[index]) : Unit(bits: UInt32(ascii: " "))
  }

  /// Reads a text: folds it and finds its words.
  func read(_ text: String) {
    original = text
    positions = nil
    sentences = nil
    original.makeContiguousUTF8()
    fold(original.utf8.span)
    findWords()
  }

  /// Folds UTF-8 in one pass. Costs a table look-up a character.
  private func fold(_ bytes: borrowing Span<UInt8>) {
    let table = UnicodeTable.shared
    var folder = Folder(table: table, units: units, starts: starts)
    units = []
    starts = []
    folder.fold(bytes)
    count = folder.count
    units = folder.units
    starts = folder.starts
    starts[count] = UInt32(bytes.count)
  }
}

extension UInt32 {
  /// A unit made of an ASCII character without traits.
  fileprivate init(ascii character: Unicode.Scalar) { self = character.value }
}

/// The state of folding one text.
private struct Folder {
  let table: UnicodeTable
  var units: [UInt32]
  var starts: [UInt32]
  var count = 0
  /// The script of the last letter.
  private var script: UInt32 = 0

  private static let latin: UInt32 = 1
  /// Scripts up to Hebrew lose their combining marks.
  private static let lastMarkless: UInt32 = 5
  /// No character folds into more units than this.
  private static let slack = 32

  init(table: UnicodeTable, units: consuming [UInt32], starts: consuming [UInt32]) {
    self.table = table
    self.units = units
    self.starts = starts
  }

  mutating func fold(_ bytes: borrowing Span<UInt8>) {
    var index = 0
    let end = bytes.count
    while index < end {
      reserve(count + (end - index) + Self.slack)
      if bytes[index] < 0x80 {
        if script != Self.latin { index = foldUntilLetter(bytes, from: index) }
        index = foldASCII(bytes, from: index)
      } else {
        index = foldScalar(bytes, from: index)
      }
    }
    reserve(count + Self.slack)
  }

  private mutating func reserve(_ needed: Int) {
    guard units.count < needed else { return }
    let grown = max(needed, units.count * 2) - units.count
    units.append(contentsOf: repeatElement(0, count: grown))
    starts.append(contentsOf: repeatElement(0, count: grown))
  }

  /// The fast path: ASCII behind a letter of the Latin script.
  private mutating func foldASCII(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
    var index = start
    let last = count - start
    let ascii = table.ascii
    index = Self.copy(bytes, from: start, through: ascii.span, to: &units, at: count)
    Self.number(from: start, to: index, in: &starts, at: count)
    count = last + index
    return index
  }

  private static func copy(
    _ bytes: borrowing Span<UInt8>, from start: Int, through ascii: borrowing Span<UInt32>, to units: inout [UInt32],
    at count: Int
  ) -> Int {
    var index = start
    var units = units.mutableSpan
    while index < bytes.count {
      let byte = bytes[index]
      guard byte < 0x80 else { break }
      units[count + (index - start)] = ascii[Int(byte)]
      index += 1
    }
    return index
  }

  private static func number(from start: Int, to end: Int, in starts: inout [UInt32], at count: Int) {
    var starts = starts.mutableSpan
    for index in start..<end { starts[count + (index - start)] = UInt32(truncatingIfNeeded: index) }
  }

  /// ASCII behind a letter of another script, to and with its first letter.
  private mutating func foldUntilLetter(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] < 0x80, script != Self.latin {
      var unit = Unit(bits: table.ascii[Int(bytes[index])])
      if unit.is(.letter) {
        unit.bits |= Unit.scriptBit
        script = Self.latin
      }
      append(unit, at: index)
      index += 1
    }
    return index
  }

  private mutating func append(_ unit: Unit, at byte: Int) {
    units[count] = unit.bits
    starts[count] = UInt32(truncatingIfNeeded: byte)
    count += 1
  }

  /// Everything beyond ASCII.
  private mutating func foldScalar(_ bytes: borrowing Span<UInt8>, from index: Int) -> Int {
    // A Swift string's UTF-8 is well formed, so a lead byte has its trail bytes.
    let lead = UInt32(bytes[index])
    let scalar: UInt32
    let next: Int
    if lead < 0xE0 {
      scalar = (lead & 0x1F) << 6 | UInt32(bytes[index + 1] & 0x3F)
      next = index + 2
    } else if lead < 0xF0 {
      scalar = (lead & 0x0F) << 12 | UInt32(bytes[index + 1] & 0x3F) << 6 | UInt32(bytes[index + 2] & 0x3F)
      next = index + 3
    } else {
      let high = (lead & 0x07) << 18 | UInt32(bytes[index + 1] & 0x3F) << 12
      scalar = high | UInt32(bytes[index + 2] & 0x3F) << 6 | UInt32(bytes[index + 3] & 0x3F)
      next = index + 4
    }
    let entry = table.entry(scalar)
    switch entry.action {
    case UnicodeTable.Action.identity.rawValue:
      if entry.kind == Unit.Kind.jamo.rawValue, compose(scalar) { return next }
      append(scalar, entry, traits: entry.traits, at: index)
    case UnicodeTable.Action.single.rawValue:
      append(entry.value, entry, traits: entry.traits, at: index)
    case UnicodeTable.Action.sequence.rawValue:
      let upper = entry.traits & Unit.upperBit
      for part in table.sequence(entry) {
        let row = table.entry(part)
        append(part, row, traits: row.traits | upper, at: index)
      }
    case UnicodeTable.Action.drop.rawValue:
      break
    default:
      addMark(scalar, entry, at: index)
    }
    return next
  }

  private mutating func append(_ scalar: UInt32, _ entry: UnicodeTable.Entry, traits: UInt32, at byte: Int) {
    var unit = Unit(bits: scalar | traits)
    if unit.isWord, !unit.is(.digit), entry.script != 0, entry.script != script {
      script = entry.script
      unit.bits |= Unit.scriptBit
    }
    append(unit, at: byte)
  }

  /// Joins a scalar to the one before it, where both compose.
  private mutating func compose(_ scalar: UInt32) -> Bool {
    guard count > 0 else { return false }
    let last = Unit(bits: units[count - 1])
    guard let composite = table.composite(last.scalar, scalar) else { return false }
    let kind: Unit.Kind = last.is(.jamo) ? .hangul : Unit.Kind(rawValue: last.rawKind) ?? .letter
    var unit = Unit(bits: last.bits & ~Unit.scalarMask | composite)
    unit.become(kind)
    units[count - 1] = unit.bits
    return true
  }

  private mutating func addMark(_ scalar: UInt32, _ entry: UnicodeTable.Entry, at byte: Int) {
    if compose(scalar) || entry.action == UnicodeTable.Action.markDropped.rawValue { return }
    let follows = count > 0 && Unit(bits: units[count - 1]).isWord
    if entry.action == UnicodeTable.Action.markInherited.rawValue, !follows || script <= Self.lastMarkless { return }
    var place = count
    // Canonical order: a mark stands behind those of a lower or the same class.
    while entry.value > 0, place > 0 {
      let last = Unit(bits: units[place - 1])
      guard last.is(.mark), table.entry(last.scalar).value > entry.value else { break }
      units[place] = units[place - 1]
      place -= 1
    }
    units[place] = scalar | entry.traits
    starts[count] = UInt32(truncatingIfNeeded: byte)
    count += 1
  }
}

extension FoldedText {
  /// A text's folded characters.
  static func folded(_ text: String) -> String {
    let folded = FoldedText()
    folded.read(text)
    return String(
      String.UnicodeScalarView(folded.units[..<folded.count].compactMap { Unicode.Scalar($0 & Unit.scalarMask) }))
  }
}
