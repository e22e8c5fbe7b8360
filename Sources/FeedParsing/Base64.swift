/// Reads base64, as Atom 0.3 uses it.
enum Base64 {
  /// The UTF-8 that a text stands for, white space aside; nil if it is no base64 of such.
  static func decoded(_ text: borrowing Span<UInt8>) -> [UInt8]? {
    var output: [UInt8] = []
    output.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    for index in 0..<text.count {
      let byte = text[index]
      let value: UInt32
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte - 65)
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte - 71)
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte + 4)
      case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
      case ASCII.equals: continue
      default:
        guard byte.isSpace else { return nil }
        continue
      }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return UTF8Check(output.span).isValid ? output : nil
  }
}
