/// A reference such as `&eacute;`, `&#8217;` or `&#x2019;`, read from bytes.
struct CharacterReference {
  /// What it stands for.
  let first: Unicode.Scalar
  /// The second scalar of the few that stand for two.
  let second: Unicode.Scalar?
  /// Where it ends, behind its semicolon if it has one.
  let end: Int
  /// Whether it was written without its semicolon.
  let lacksSemicolon: Bool
  /// Whether it is written as a number.
  let isNumeric: Bool

  /// Which references without a semicolon count.
  enum Tolerance {
    /// Numbers, and the names that HTML has always read so when no letter, digit or `=` follows.
    case html
    /// Numbers only.
    case numbers
  }

  /// Reads the reference whose `&` stands at `start`; nil if that `&` is only an ampersand.
  init?(in bytes: borrowing Span<UInt8>, at start: Int, tolerance: Tolerance = .html) {
    guard start + 2 < bytes.count else { return nil }
    if bytes[start + 1] == ASCII.hash {
      self.init(numberIn: bytes, at: start + 2)
    } else {
      self.init(nameIn: bytes, at: start + 1, tolerance: tolerance)
    }
  }

  private init?(numberIn bytes: borrowing Span<UInt8>, at start: Int) {
    var index = start
    let isHexadecimal = bytes[index] | 0x20 == UInt8(ascii: "x")
    if isHexadecimal { index += 1 }
    let digits = index
    var value: UInt32 = 0
    while index < bytes.count, let digit = bytes[index].hexValue, isHexadecimal || digit < 10 {
      value = value > 0x11_0000 ? value : value * (isHexadecimal ? 16 : 10) + digit
      index += 1
    }
    guard index > digits else { return nil }
    lacksSemicolon = index == bytes.count || bytes[index] != ASCII.semicolon
    end = lacksSemicolon ? index : index + 1
    first = Self.scalar(value)
    second = nil
    isNumeric = true
  }

  private init?(nameIn bytes: borrowing Span<UInt8>, at start: Int, tolerance: Tolerance) {
    var index = start
    let limit = min(bytes.count, start + HTMLEntities.longestName + 1)
    while index < limit, bytes[index].isLetter || bytes[index].isDigit { index += 1 }
    guard index > start + 1 else { return nil }
    let hasSemicolon = index < bytes.count && bytes[index] == ASCII.semicolon
    if !hasSemicolon, tolerance == .numbers || (index < bytes.count && bytes[index] == ASCII.equals) { return nil }
    guard let entity = HTMLEntities.table.entity(named: bytes.extracting(start..<index)),
      hasSemicolon || entity.isLegacy
    else { return nil }
    first = entity.first
    second = entity.second
    end = hasSemicolon ? index + 1 : index
    lacksSemicolon = !hasSemicolon
    isNumeric = false
  }

  /// Appends what it stands for.
  func append(to bytes: inout [UInt8]) {
    bytes.append(first)
    if let second { bytes.append(second) }
  }

  /// The scalar that a number means to a browser: windows-1252 in 128 to 159, U+FFFD where there is no character.
  static func scalar(_ value: UInt32) -> Unicode.Scalar {
    switch value {
    case 0x80...0x9F: Windows1252.scalar(of: UInt8(value))
    case 0xFFFE, 0xFFFF, 0, 1...8, 0xB, 0xC, 0xE...0x1F: "\u{FFFD}"
    default: Unicode.Scalar(value) ?? "\u{FFFD}"
    }
  }
}
