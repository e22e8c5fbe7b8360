/// What names a story within its feed: 128 bits of a hash that the caller chooses.
package struct StoryKey: Sendable, Hashable {
  /// How many bytes a key has.
  package static let byteCount = 16

  private let high: UInt64
  private let low: UInt64

  /// The key with the given bytes, or `nil` unless there are 16.
  package init?(bytes: some Collection<UInt8>) {
    // A loop over the array is compiled for it, one over any collection asks for each byte.
    let bytes = Array(bytes)
    guard bytes.count == Self.byteCount else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for byte in bytes {
      high = high << 8 | low >> 56
      low = low << 8 | UInt64(byte)
    }
    self.high = high
    self.low = low
  }

  /// The 16 bytes, in order.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for word in [high, low] {
      for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return bytes
  }
}

extension StoryKey: CustomStringConvertible {
  /// 32 hexadecimal digits.
  package var description: String {
    [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

extension StoryKey {
  /// The key with the given 32 hexadecimal digits, or `nil` if they are not that.
  package init?(_ description: String) {
    let digits = Array(description.utf8)
    guard digits.count == 32, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let high = UInt64(description.prefix(16), radix: 16),
      let low = UInt64(description.suffix(16), radix: 16)
    else { return nil }
    self.high = high
    self.low = low
  }
}
