/// A fast hash of bytes, to see whether a text or a document changed. It guards against nobody's intent.
struct Fingerprint {
  private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// The fingerprint of a whole document.
  static func of(_ bytes: [UInt8]) -> UInt64 {
    let bytes = unsafe bytes.span.bytes
    // Four side by side, for a word need not wait for the one before it.
    var (a, b, c, d) = (Fingerprint(), Fingerprint(), Fingerprint(), Fingerprint())
    var start = 0
    while start + 32 <= bytes.byteCount {
      a.mix(word(of: bytes, at: start))
      b.mix(word(of: bytes, at: start + 8))
      c.mix(word(of: bytes, at: start + 16))
      d.mix(word(of: bytes, at: start + 24))
      start += 32
    }
    for other in [b, c, d] { a.mix(other.value) }
    a.add(bytes.extracting(start..<bytes.byteCount))
    a.mix(UInt64(bytes.byteCount))
    return a.value
  }

  /// The fingerprint of several texts in their order.
  static func of(_ texts: String...) -> UInt64 {
    var fingerprint = Fingerprint()
    for text in texts { unsafe fingerprint.add(text.utf8.span.bytes) }
    return fingerprint.value
  }

  /// The fingerprint of a text and a number.
  static func of(_ text: String, _ number: Int) -> UInt64 {
    var fingerprint = Fingerprint()
    unsafe fingerprint.add(text.utf8.span.bytes)
    fingerprint.mix(UInt64(bitPattern: Int64(number)))
    return fingerprint.value
  }

  private mutating func add(_ bytes: RawSpan) {
    let whole = bytes.byteCount / 8 * 8
    for offset in stride(from: 0, to: whole, by: 8) { mix(Self.word(of: bytes, at: offset)) }
    var rest: UInt64 = 0
    for offset in whole..<bytes.byteCount {
      rest = rest << 8 | UInt64(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self))
    }
    mix(rest ^ UInt64(bytes.byteCount) << 56)
  }

  private static func word(of bytes: RawSpan, at offset: Int) -> UInt64 {
    // The callers' offsets leave at least eight bytes.
    unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
  }

  private mutating func mix(_ word: UInt64) {
    let product = (value ^ word).multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    value = product.high ^ product.low ^ 0xe703_7ed1_a0b4_28db
  }
}
