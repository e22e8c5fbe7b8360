/// A hash that is the same on every machine and in every run: FNV-1a of 64 bits.
struct StableHash {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Mixes in a text and its end, so that two texts never run together.
  mutating func combine(_ text: String) {
    mix(text)
    mix(0xFF)
  }

  /// Mixes in a term by its canonical spelling.
  mutating func combine(_ term: Term) {
    let (opening, closing) = term.marks
    mix(opening)
    mix(term.words)
    mix(closing)
    mix(0xFF)
  }

  private mutating func mix(_ text: String) {
    let bytes = text.utf8.span
    for index in bytes.indices { mix(bytes[index]) }
  }

  private mutating func mix(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  /// The hash as sixteen hexadecimal digits.
  var hexadecimal: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
