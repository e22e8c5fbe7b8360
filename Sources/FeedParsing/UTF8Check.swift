/// What a look over bytes says about their being UTF-8.
struct UTF8Check {
  /// Sequences of two, and of three or four bytes.
  private(set) var shortSequences = 0
  private(set) var longSequences = 0
  /// Bytes that begin no valid sequence.
  private(set) var invalid = 0

  /// Whether every byte is ASCII.
  var isASCII: Bool { shortSequences + longSequences + invalid == 0 }
  /// Whether the bytes are UTF-8.
  var isValid: Bool { invalid == 0 }

  /// Looks over all bytes once.
  init(_ bytes: borrowing Span<UInt8>) {
    var index = 0
    let count = bytes.count
    // The loads stay within the buffer's count.
    unsafe bytes.withUnsafeBytes { raw in
      while index < count {
        if unsafe raw[index] < 0x80 {
          index = unsafe Self.endOfASCII(raw, from: index)
          continue
        }
        let length = unsafe Self.sequenceLength(raw, at: index)
        switch length {
        case 0: invalid += 1
        case 2: shortSequences += 1
        default: longSequences += 1
        }
        index += max(length, 1)
      }
    }
  }

  /// Where the run of ASCII ends that begins at `start`.
  private static func endOfASCII(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while index + 32 <= bytes.count, unsafe bytes.isASCII32(at: index) { index += 32 }
    while index + 8 <= bytes.count {
      let word = UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let high = word & 0x8080_8080_8080_8080
      if high != 0 { return index + high.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < bytes.count, unsafe bytes[index] < 0x80 { index += 1 }
    return index
  }

  /// The length of the valid sequence of several bytes at `index`, or 0.
  @inline(__always)
  private static func sequenceLength(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int {
    let left = bytes.count - index
    let first = unsafe bytes[index]
    guard left > 1 else { return 0 }
    let second = unsafe bytes[index + 1]
    switch first {
    case 0xC2...0xDF:
      return second & 0xC0 == 0x80 ? 2 : 0
    case 0xE0...0xEF:
      let range: ClosedRange<UInt8> = first == 0xE0 ? 0xA0...0xBF : first == 0xED ? 0x80...0x9F : 0x80...0xBF
      return unsafe left > 2 && range.contains(second) && bytes[index + 2] & 0xC0 == 0x80 ? 3 : 0
    case 0xF0...0xF4:
      let range: ClosedRange<UInt8> = first == 0xF0 ? 0x90...0xBF : first == 0xF4 ? 0x80...0x8F : 0x80...0xBF
      guard left > 3, range.contains(second) else { return 0 }
      return unsafe bytes[index + 2] & 0xC0 == 0x80 && bytes[index + 3] & 0xC0 == 0x80 ? 4 : 0
    default:
      return 0
    }
  }

  /// The length of the valid UTF-8 character at `index`, or 0.
  static func characterLength(_ bytes: borrowing Span<UInt8>, at index: Int) -> Int {
    if bytes[index] < 0x80 { return 1 }
    // The buffer lives as long as the closure.
    return unsafe bytes.withUnsafeBytes { unsafe sequenceLength($0, at: index) }
  }
}
