/// What a folded text says in its original letters.
extension FoldedText {
  /// The original letters of units, without invisible characters. Empty where the units split one character.
  func spelling(of range: Range<Int>) -> String {
    guard !range.isEmpty, splitsNoCharacter(at: range.lowerBound), splitsNoCharacter(at: range.upperBound) else {
      return ""
    }
    var spelling = String.UnicodeScalarView()
    let bytes = original.utf8
    let slice = Int(starts[range.lowerBound])..<Int(starts[range.upperBound])
    let first = bytes.index(bytes.startIndex, offsetBy: slice.lowerBound)
    let last = bytes.index(first, offsetBy: slice.count)
    for scalar in original.unicodeScalars[first..<last] where !isInvisible(scalar) { spelling.append(scalar) }
    return String(spelling)
  }

  private func splitsNoCharacter(at index: Int) -> Bool {
    index == 0 || starts[index] != starts[index - 1]
  }

  private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    // Tatweel is dropped when folding, but it is not invisible.
    scalar.value != 0x640 && UnicodeTable.shared.entry(scalar.value).action == UnicodeTable.Action.drop.rawValue
  }

  /// The bytes of the original that units stand for, with the marks of the last one but not what is invisible behind it.
  func source(of range: Range<Int>) -> Range<Int> {
    let start = Int(starts[range.lowerBound])
    let last = Int(starts[range.upperBound - 1])
    var limit = range.upperBound
    while limit < count, Int(starts[limit]) == last { limit += 1 }
    var end = start
    let bytes = original.utf8.span
    var index = last
    while index < Int(starts[limit]) {
      let (scalar, length) = Self.scalar(in: bytes, at: index)
      index += length
      let entry = UnicodeTable.shared.entry(scalar)
      if end == start || entry.action != UnicodeTable.Action.drop.rawValue { end = index }
    }
    return start..<end
  }

  /// The slice of the original that units stand for.
  func slice(of range: Range<Int>) -> Substring {
    let bytes = source(of: range)
    let start = original.utf8.index(original.utf8.startIndex, offsetBy: bytes.lowerBound)
    return original[start..<original.utf8.index(start, offsetBy: bytes.count)]
  }

  /// The scalar at a byte of well-formed UTF-8, and its length.
  static func scalar(in bytes: borrowing Span<UInt8>, at index: Int) -> (scalar: UInt32, length: Int) {
    let lead = UInt32(bytes[index])
    func trail(_ offset: Int) -> UInt32 { UInt32(bytes[index + offset] & 0x3F) }
    return switch lead {
    case ..<0x80: (lead, 1)
    case ..<0xE0: ((lead & 0x1F) << 6 | trail(1), 2)
    case ..<0xF0: ((lead & 0x0F) << 12 | trail(1) << 6 | trail(2), 3)
    default: ((lead & 0x07) << 18 | trail(1) << 12 | trail(2) << 6 | trail(3), 4)
    }
  }
}
