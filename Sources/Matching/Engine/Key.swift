/// The hash under which a piece of a pattern is found in a text. Different pieces may share one: whoever finds a key
/// goes on to compare.
enum Key {
  /// The prefix lengths that have keys of their own.
  static let prefixLengths = [3, 4, 6, 9]

  private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let wordSeed: UInt64 = 0x243F_6A88_85A3_08D3
  private static let prefixSeed: UInt64 = 0x1319_8A2E_0370_7344
  private static let pairSeed: UInt64 = 0xA409_3822_299F_31D0
  private static let frameSeed: UInt64 = 0x082E_FA98_EC4E_6C89

  @inline(__always)
  private static func mix(_ hash: UInt64, _ unit: UInt32) -> UInt64 {
    (hash ^ UInt64(unit & Unit.scalarMask)) &* multiplier
  }

  @inline(__always)
  private static func finish(_ hash: UInt64) -> UInt64 {
    (hash ^ hash >> 32) &* multiplier
  }

  /// The key of a whole word, or of a piece of one.
  @inline(__always)
  static func word(_ units: Span<UInt32>, _ range: Range<Int>) -> UInt64 {
    var hash = wordSeed
    for index in range { hash = mix(hash, units[index]) }
    return finish(hash)
  }

  /// The key of a word's first letters.
  @inline(__always)
  static func prefix(_ units: Span<UInt32>, _ range: Range<Int>) -> UInt64 {
    var hash = prefixSeed
    for index in range { hash = mix(hash, units[index]) }
    return finish(hash)
  }

  /// The key of two neighbours in a script without spaces.
  @inline(__always)
  static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 {
    finish(mix(mix(pairSeed, first), second))
  }

  /// The key of one character of a script without spaces.
  @inline(__always)
  static func character(_ unit: UInt32) -> UInt64 {
    finish(mix(pairSeed, unit))
  }

  /// The key of a word with wildcards: its length, and its first and last letters, 0 where they are not known.
  @inline(__always)
  static func frame(length: Int, first: UInt32, last: UInt32) -> UInt64 {
    finish(mix(mix(mix(frameSeed, UInt32(truncatingIfNeeded: length)), first), last))
  }
}
