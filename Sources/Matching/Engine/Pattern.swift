/// A term made ready to be found: literal runs of folded characters and what may stand between them.
///
/// A class, so that trying it anywhere copies nothing.
final class Pattern: Sendable {
  /// How two literal runs hang together.
  enum Joint: UInt8 {
    /// Nothing stands between.
    case touch
    /// No word stands between, nor the end of a sentence.
    case phrase
    /// Nothing, a space, or one of the signs that part identifiers.
    case identifier
    /// What a phrase or an identifier allows.
    case either
  }

  /// One step through a text.
  enum Part: Sendable {
    /// A range of `scalars`.
    case literal(Range<Int>)
    /// `?`: one character of a word.
    case any
    /// A sign that must be there.
    case symbol(UInt32)
    case joint(Joint)
    /// `*`: any ending of the word.
    case ending

    /// Whether the part stands for letters that are not known.
    var isWildcard: Bool {
      switch self {
      case .any, .ending: true
      case .literal, .symbol, .joint: false
      }
    }
  }

  /// The steps, from left to right. Words and joints alternate; `any` and `ending` stand in words.
  let parts: [Part]
  /// The folded characters of all literal runs.
  let scalars: [UInt32]
  /// For each part the characters that it has as written, where the comparison is exact; otherwise empty.
  let spellings: [String]
  /// Whether the first word may begin, and the last one end, inside a word of camel case.
  let mayStartInPiece: Bool
  let mayEndInPiece: Bool
  /// Whether the pattern looks in an address, where a sign may stand behind a letter.
  let isAddress: Bool
  /// The word whose inflections are looked for, in lower case, for `stem:`.
  let stem: String?

  /// Makes a pattern.
  init(
    parts: [Part], scalars: [UInt32], spellings: [String], mayStartInPiece: Bool, mayEndInPiece: Bool, isAddress: Bool,
    stem: String?
  ) {
    self.parts = parts
    self.scalars = scalars
    self.spellings = spellings
    self.mayStartInPiece = mayStartInPiece
    self.mayEndInPiece = mayEndInPiece
    self.isAddress = isAddress
    self.stem = stem
  }

  /// Whether a folded character is of a script without spaces.
  static func isDense(_ scalar: UInt32) -> Bool {
    UnicodeTable.shared.entry(scalar).kind >= Unit.Kind.dense.rawValue
  }

  /// Whether a folded character is a combining mark.
  static func isMark(_ scalar: UInt32) -> Bool {
    UnicodeTable.shared.entry(scalar).kind == Unit.Kind.mark.rawValue
  }
}

/// Signs that mean something to words.
enum Sign {
  static let apostrophe: UInt32 = 0x27
  static let plus: UInt32 = 0x2B
  static let hash: UInt32 = 0x23
  static let dot: UInt32 = 0x2E
  static let star: UInt32 = 0x2A

  /// Whether a sign may part the pieces of an identifier.
  static func joinsIdentifier(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2D, 0x2010, 0x2013, 0x2014, 0x5F, 0x2E, 0xB7, 0x2F: true  // - ‐ – — _ . · /
    default: false
    }
  }

  /// Whether a sign between two letters of a query's word only parts them: dashes, underscore, middle dots, quotes,
  /// brackets and the like. Any other sign must be in the text.
  static func onlyParts(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2D, 0x2010...0x2015, 0x2212, 0x5F, 0xB7, 0x2022, 0x2027, 0x30FB, 0xFF65: true
    case 0x22, 0x27, 0x28, 0x29, 0x2C, 0x3B, 0x21, 0x3F, 0x5B, 0x5D, 0x7B, 0x7D, 0x60, 0xAB, 0xBB: true
    case 0x2018...0x203A, 0x3001...0x301F, 0xFF01, 0xFF1F, 0x60C, 0x61B, 0x61F, 0x964, 0x965: true
    default: false
    }
  }

  /// Whether a sign directly behind or before a word of the query belongs to it.
  static func belongsToWord(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x23, 0x25, 0x26, 0x2B, 0x40: true  // # % & + @
    default: Unicode.Scalar(scalar).map { Self.isSymbol($0.properties.generalCategory) } ?? false
    }
  }

  private static func isSymbol(_ category: Unicode.GeneralCategory) -> Bool {
    switch category {
    case .mathSymbol, .currencySymbol, .otherSymbol: true
    default: false
    }
  }
}
