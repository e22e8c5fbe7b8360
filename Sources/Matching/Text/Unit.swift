/// One folded character of a text: its scalar, and what it is.
struct Unit: Equatable {
  /// What a unit is. From `letter` on, it belongs to a word.
  enum Kind: UInt32 {
    case space, newline, punctuation, apostrophe, letter, digit, mark, dense, hangul, jamo
  }

  /// Scalar (21 bits), kind (4), upper case, new script, word start, piece start, any script.
  var bits: UInt32

  static let scalarMask: UInt32 = 0x1F_FFFF
  static let kindShift: UInt32 = 21
  static let kindMask: UInt32 = 15 << kindShift
  static let upperBit: UInt32 = 1 << 25
  static let scriptBit: UInt32 = 1 << 26
  static let startBit: UInt32 = 1 << 27
  static let pieceBit: UInt32 = 1 << 28
  static let anyScriptBit: UInt32 = 1 << 29

  /// The folded scalar.
  var scalar: UInt32 { bits & Self.scalarMask }
  /// The kind's raw value.
  var rawKind: UInt32 { bits >> Self.kindShift & 15 }
  /// Whether it belongs to a word.
  var isWord: Bool { rawKind >= Kind.letter.rawValue }
  /// Whether it is a letter of a script that is matched character by character.
  var isDense: Bool { rawKind >= Kind.dense.rawValue }
  /// Whether the text has it in upper case.
  var isUpper: Bool { bits & Self.upperBit != 0 }
  /// Whether it is a letter of another script than the letter before it.
  var changesScript: Bool { bits & Self.scriptBit != 0 }
  /// Whether it is a letter that goes with any script.
  var goesWithAnyScript: Bool { bits & Self.anyScriptBit != 0 }
  /// Whether a word begins here, or a run of characters of a script without spaces.
  var startsWord: Bool { bits & Self.startBit != 0 }
  /// Whether camel case begins a piece here, inside a word.
  var startsPiece: Bool { bits & Self.pieceBit != 0 }

  /// A space, as it stands before and behind every text.
  static let outside = Unit(bits: 0x20)

  /// Whether it is of a kind.
  @inline(__always)
  func `is`(_ kind: Kind) -> Bool { rawKind == kind.rawValue }

  /// Makes it of a kind.
  mutating func become(_ kind: Kind) {
    bits = bits & ~Self.kindMask | kind.rawValue << Self.kindShift
  }

  /// The noncharacter that stands for a query's `?`: a letter that touches any script.
  static let wildcard: UInt32 = 0x10_FFFE
}
