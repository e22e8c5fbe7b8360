/// Folds a text's UTF-8 into units, in one pass.
struct Folder {
  /// The byte to fold next.
  private(set) var index = 0
  /// The units made so far.
  private(set) var count = 0
  /// The script of the last letter.
  private var script: UInt32 = 0

  /// No character folds into more units than this.
  static let slack = 32

  private static let latin: UInt32 = 1
  /// Scripts up to Hebrew lose their combining marks.
  private static let lastMarkless: UInt32 = 5

  private typealias Bytes = UnsafeBufferPointer<UInt8>
  private typealias Numbers = UnsafeMutableBufferPointer<UInt32>

  /// Folds until the end, or until less than `slack` is left in the buffers beyond a unit for each byte.
  mutating func fold(
    _ bytes: UnsafeBufferPointer<UInt8>, into units: UnsafeMutableBufferPointer<UInt32>,
    starts: UnsafeMutableBufferPointer<UInt32>
  ) {
    let table = UnicodeTable.shared
    unsafe table.ascii.withUnsafeBufferPointer { ascii in
      while index < bytes.count, units.count - count >= bytes.count - index + Self.slack {
        if unsafe bytes[index] >= 0x80 {
          unsafe foldScalar(bytes, table, units, starts)
        } else if script == Self.latin {
          unsafe foldASCII(bytes, ascii, units, starts)
        } else {
          unsafe foldUntilLetter(bytes, ascii, units, starts)
        }
      }
    }
  }

  /// The fast path: ASCII behind a letter of the Latin script.
  @inline(__always)
  private mutating func foldASCII(
    _ bytes: Bytes, _ ascii: UnsafeBufferPointer<UInt32>, _ units: Numbers, _ starts: Numbers
  ) {
    var (index, count) = (index, count)
    while index < bytes.count {
      let byte = unsafe bytes[index]
      guard byte < 0x80 else { break }
      unsafe units[count] = ascii[Int(byte)]
      unsafe starts[count] = UInt32(truncatingIfNeeded: index)
      count += 1
      index += 1
    }
    (self.index, self.count) = (index, count)
  }

  /// ASCII behind a letter of another script, to and with its first letter.
  private mutating func foldUntilLetter(
    _ bytes: Bytes, _ ascii: UnsafeBufferPointer<UInt32>, _ units: Numbers, _ starts: Numbers
  ) {
    while index < bytes.count, unsafe bytes[index] < 0x80, script != Self.latin {
      var unit = Unit(bits: unsafe ascii[Int(bytes[index])])
      if unit.is(.letter) {
        unit.bits |= Unit.scriptBit
        script = Self.latin
      }
      unsafe append(unit, at: index, units, starts)
      index += 1
    }
  }

  @inline(__always)
  private mutating func append(_ unit: Unit, at byte: Int, _ units: Numbers, _ starts: Numbers) {
    unsafe units[count] = unit.bits
    unsafe starts[count] = UInt32(truncatingIfNeeded: byte)
    count += 1
  }

  /// Everything beyond ASCII.
  @inline(__always)
  private mutating func foldScalar(_ bytes: Bytes, _ table: UnicodeTable, _ units: Numbers, _ starts: Numbers) {
    let start = index
    let scalar = unsafe nextScalar(bytes)
    let entry = table.entry(scalar)
    switch entry.action {
    case UnicodeTable.Action.identity.rawValue:
      if entry.kind == Unit.Kind.jamo.rawValue, unsafe compose(scalar, table, units) { return }
      unsafe append(scalar, entry, traits: entry.traits, at: start, units, starts)
    case UnicodeTable.Action.single.rawValue where entry.kind == Unit.Kind.mark.rawValue:
      // The half-width voiced sound marks.
      unsafe addMark(entry.value, table.entry(entry.value), at: start, table, units, starts)
    case UnicodeTable.Action.single.rawValue:
      unsafe append(entry.value, entry, traits: entry.traits, at: start, units, starts)
    case UnicodeTable.Action.sequence.rawValue:
      let upper = entry.traits & Unit.upperBit
      for part in table.sequence(entry) {
        let row = table.entry(part)
        unsafe append(part, row, traits: row.traits | upper, at: start, units, starts)
      }
    case UnicodeTable.Action.drop.rawValue:
      break
    default:
      unsafe addMark(scalar, entry, at: start, table, units, starts)
    }
  }

  /// Decodes a scalar. A Swift string's UTF-8 is well formed, so a lead byte has its trail bytes.
  @inline(__always)
  private mutating func nextScalar(_ bytes: Bytes) -> UInt32 {
    let lead = UInt32(unsafe bytes[index])
    let second = UInt32(unsafe bytes[index + 1] & 0x3F)
    if lead < 0xE0 {
      index += 2
      return (lead & 0x1F) << 6 | second
    }
    let third = UInt32(unsafe bytes[index + 2] & 0x3F)
    if lead < 0xF0 {
      index += 3
      return (lead & 0x0F) << 12 | second << 6 | third
    }
    let fourth = UInt32(unsafe bytes[index + 3] & 0x3F)
    index += 4
    return (lead & 0x07) << 18 | second << 12 | third << 6 | fourth
  }

  @inline(__always)
  private mutating func append(
    _ scalar: UInt32, _ entry: UnicodeTable.Entry, traits: UInt32, at byte: Int, _ units: Numbers, _ starts: Numbers
  ) {
    var unit = Unit(bits: scalar | traits)
    if entry.script == 0 {
      if unit.is(.letter) { unit.bits |= Unit.anyScriptBit }
    } else if entry.script != script, unit.isWord, !unit.is(.digit) {
      script = entry.script
      unit.bits |= Unit.scriptBit
    }
    unsafe append(unit, at: byte, units, starts)
  }

  /// Joins a scalar to the one before it, where both compose.
  private func compose(_ scalar: UInt32, _ table: UnicodeTable, _ units: Numbers) -> Bool {
    guard count > 0 else { return false }
    let last = Unit(bits: unsafe units[count - 1])
    guard let composite = table.composite(last.scalar, scalar) else { return false }
    var unit = Unit(bits: last.bits & ~Unit.scalarMask | composite)
    if last.is(.jamo) { unit.become(.hangul) }
    unsafe units[count - 1] = unit.bits
    return true
  }

  private mutating func addMark(
    _ scalar: UInt32, _ entry: UnicodeTable.Entry, at byte: Int, _ table: UnicodeTable, _ units: Numbers,
    _ starts: Numbers
  ) {
    if unsafe compose(scalar, table, units) || entry.action == UnicodeTable.Action.markDropped.rawValue { return }
    let follows = unsafe count > 0 && Unit(bits: units[count - 1]).isWord
    if entry.action == UnicodeTable.Action.markInherited.rawValue, !follows || script <= Self.lastMarkless { return }
    var place = count
    // Canonical order: a mark stands behind those of a lower or the same class.
    while entry.value > 0, place > 0 {
      let last = Unit(bits: unsafe units[place - 1])
      guard last.is(.mark), table.entry(last.scalar).value > entry.value else { break }
      unsafe units[place] = units[place - 1]
      place -= 1
    }
    unsafe units[place] = scalar | entry.traits
    unsafe starts[count] = UInt32(truncatingIfNeeded: byte)
    count += 1
  }
}
