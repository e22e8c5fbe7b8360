/// The hash under which a piece of a pattern is found in a text. Different pieces may share one: whoever finds a key
/// goes on to compare.
enum Key {
  /// The prefix lengths that have keys of their own.
  static let prefixLengths: Set = [3, 4, 6, 9]
  /// The longest of them.
  static let longestPrefix = 9

  private static let prefixSeed: UInt64 = 0x1319_8A2E_0370_7344
  private static let pairSeed: UInt64 = 0xA409_3822_299F_31D0
  private static let frameSeed: UInt64 = 0x082E_FA98_EC4E_6C89

  @inline(__always)
  private static func finish(_ hash: UInt64) -> UInt64 {
    let mixed = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
    return mixed ^ mixed >> 29
  }

  /// Makes the key of a word, a unit at a time.
  struct Builder {
    private var sum: UInt64 = 0

    /// Adds the next unit.
    @inline(__always)
    mutating func add(_ unit: UInt32) {
      sum = sum &* 0xD134_2543_DE82_EF95 &+ UInt64(unit & Unit.scalarMask)
    }

    /// The key of the units added.
    @inline(__always)
    var word: UInt64 { Key.finish(sum) }

    /// The same units' key as the first letters of a word.
    @inline(__always)
    var prefix: UInt64 { Key.finish(sum ^ Key.prefixSeed) }
  }

  /// The key of a whole word, or of a piece of one.
  static func word(_ units: some Sequence<UInt32>) -> UInt64 {
    var builder = Builder()
    for unit in units { builder.add(unit) }
    return builder.word
  }

  /// The key of a word's first letters.
  static func prefix(_ units: some Sequence<UInt32>) -> UInt64 {
    var builder = Builder()
    for unit in units { builder.add(unit) }
    return builder.prefix
  }

  /// The key of two neighbours in a script without spaces.
  @inline(__always)
  static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 {
    let both = UInt64(first & Unit.scalarMask) << 21 | UInt64(second & Unit.scalarMask)
    return finish((both ^ pairSeed) &* 0xD134_2543_DE82_EF95)
  }

  /// The key of one character of a script without spaces.
  @inline(__always)
  static func character(_ unit: UInt32) -> UInt64 { pair(0, unit) }

  /// The key of a word with wildcards: its length, and its first and last letters, 0 where they are not known.
  static func frame(length: Int, first: UInt32, last: UInt32) -> UInt64 {
    finish(pair(first, last) ^ frameSeed &+ UInt64(length))
  }
}
