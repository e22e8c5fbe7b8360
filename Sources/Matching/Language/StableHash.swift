/// A hash that is the same on every machine and in every run: FNV-1a of 64 bits.
struct StableHash {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Mixes in a text and its end, so that two texts never run together.
  mutating func combine(_ text: String) {
    for byte in text.utf8 { mix(byte) }
    mix(0xFF)
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
