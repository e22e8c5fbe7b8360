/// The neighbourhood of a slice of a text.
extension FoldedText {
  /// A slice of the original, given in bytes, and what stands around it, white space collapsed to single spaces.
  func context(of slice: Range<Int>) -> (exact: String, prefix: String, suffix: String) {
    let bytes = original.utf8.span
    let before = Self.contextStart(in: bytes, before: slice.lowerBound)
    return (
      text(slice), Self.collapsed(bytes, before..<slice.lowerBound),
      Self.collapsed(bytes, slice.upperBound..<bytes.count)
    )
  }

  /// The original between two bytes.
  func text(_ range: Range<Int>) -> String {
    let start = original.utf8.index(original.utf8.startIndex, offsetBy: range.lowerBound)
    return String(original[start..<original.utf8.index(start, offsetBy: range.count)])
  }

  /// The byte at which the context before a slice begins.
  private static func contextStart(in bytes: borrowing Span<UInt8>, before end: Int) -> Int {
    var start = end
    var count = 0
    var followsSpace = false
    while start > 0 {
      var lead = start - 1
      while lead > 0, bytes[lead] & 0xC0 == 0x80 { lead -= 1 }
      let isSpace = isWhiteSpace(scalar(in: bytes, at: lead).scalar)
      if !(isSpace && followsSpace) {
        guard count < Hit.contextLength else { break }
        count += 1
      }
      followsSpace = isSpace
      start = lead
    }
    return start
  }

  /// The first scalars of a slice, white space collapsed.
  private static func collapsed(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
    var collapsed: [UInt8] = []
    collapsed.reserveCapacity(min(range.count, Hit.contextLength * 2))
    var count = 0
    var followsSpace = false
    var index = range.lowerBound
    while index < range.upperBound {
      let (scalar, length) = scalar(in: bytes, at: index)
      let isSpace = isWhiteSpace(scalar)
      if !(isSpace && followsSpace) {
        guard count < Hit.contextLength else { break }
        count += 1
        if isSpace {
          collapsed.append(UInt8(ascii: " "))
        } else {
          for offset in 0..<length { collapsed.append(bytes[index + offset]) }
        }
      }
      followsSpace = isSpace
      index += length
    }
    return String(decoding: collapsed, as: UTF8.self)
  }

  private static func isWhiteSpace(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return scalar == 0x20 || (0x9...0xD).contains(scalar) }
    let entry = UnicodeTable.shared.entry(scalar)
    return entry.action != UnicodeTable.Action.drop.rawValue && entry.kind <= Unit.Kind.newline.rawValue
  }
}
