/// A fast hash of bytes, to see whether a text or a document changed. It guards against nobody's intent.
struct Fingerprint {
  private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// The fingerprint of a whole document.
  static func of(_ bytes: [UInt8]) -> UInt64 {
    var fingerprint = Fingerprint()
    unsafe fingerprint.add(bytes.span.bytes)
    return fingerprint.value
  }

  /// The fingerprint of several texts in their order.
  static func of(_ texts: String...) -> UInt64 {
    var fingerprint = Fingerprint()
    for text in texts { unsafe fingerprint.add(text.utf8.span.bytes) }
    return fingerprint.value
  }

  private mutating func add(_ bytes: RawSpan) {
    let whole = bytes.byteCount / 8 * 8
    // The offsets stay below `whole`, behind the last whole word of the span.
    func word(_ offset: Int) -> UInt64 {
      unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
    }
    var start = 0
    if whole >= 256 {
      // Side by side, for a word need not wait for the one before it.
      var others = (Fingerprint(), Fingerprint(), Fingerprint())
      while start + 32 <= whole {
        mix(word(start))
        others.0.mix(word(start + 8))
        others.1.mix(word(start + 16))
        others.2.mix(word(start + 24))
        start += 32
      }
      for other in [others.0, others.1, others.2] { mix(other.value) }
    }
    for offset in stride(from: start, to: whole, by: 8) { mix(word(offset)) }
    var rest: UInt64 = 0
    for offset in whole..<bytes.byteCount {
      rest = rest << 8 | UInt64(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self))
    }
    mix(rest ^ UInt64(bytes.byteCount) << 56)
  }

  private mutating func mix(_ word: UInt64) {
    let product = (value ^ word).multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    value = product.high ^ product.low ^ 0xe703_7ed1_a0b4_28db
  }
}
