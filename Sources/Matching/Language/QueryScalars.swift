/// What a scalar means to the query language. As far as possible this is decided without a look at the Unicode tables.
extension Unicode.Scalar {
  /// Whether the scalar only parts the words of a query. A byte order mark does.
  var isQuerySpace: Bool {
    isWhiteSpace || value == 0xFEFF
  }

  /// Whether the scalar has the Unicode property White_Space.
  package var isWhiteSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// Whether a bare word ends before the scalar.
  var endsQueryWord: Bool {
    if isQuerySpace || QuotationMark(self) != nil { return true }
    return isASCII ? self == "(" || self == ")" || self == "," : asciiOfFullWidthPunctuation != nil
  }

  /// The ASCII mark for which a full-width one was probably typed.
  var asciiOfFullWidthPunctuation: Unicode.Scalar? {
    switch value {
    case 0xFF08: "("
    case 0xFF09: ")"
    case 0xFF0C: ","
    default: nil
    }
  }

  /// Whether the scalar is a letter, or a mark that Unicode calls alphabetic.
  var isLetter: Bool {
    isASCII ? (0x61...0x7A).contains(value | 0x20) : properties.isAlphabetic
  }

  /// Whether the scalar is a digit or number.
  var isDigit: Bool {
    isASCII ? (0x30...0x39).contains(value) : properties.numericType != nil && !properties.isIdeographic
  }

  /// Whether the scalar is part of a word: a letter, a digit, or a mark or invisible sign within them.
  var isWordScalar: Bool {
    if isLetter || isDigit { return true }
    guard !isASCII else { return false }
    return properties.isIdeographic || properties.generalCategory.isMark || properties.generalCategory == .format
  }

  /// Whether the scalar counts as one of a word's letters or digits.
  var isCountedInWord: Bool {
    if isASCII { return isLetter || isDigit }
    return !properties.generalCategory.isMark && (isLetter || isDigit || properties.isIdeographic)
  }

  /// Whether the scalar is one of the marks that count as an apostrophe.
  var isApostrophe: Bool {
    switch value {
    case 0x27, 0x2019, 0x2018, 0x2BC, 0xFF07, 0xB4: true
    default: false
    }
  }

  /// Whether the scalar is a Han, kana, bopomofo or Hangul character.
  var isIdeographOrSyllable: Bool {
    switch value {
    case 0x1100...0x11FF, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3031...0x3035, 0x3041...0x30FF, 0x3105...0x31FF,
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC,
      0x1AFF0...0x1B16F, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// Whether other search languages use the scalar as an operator and this one does not.
  var isForeignOperator: Bool {
    switch self {
    case "~", "^", "|", "\\", "<", ">", "{", "}", "[", "]", "=", "`": true
    default: false
    }
  }
}

extension Unicode.GeneralCategory {
  /// Whether a scalar of the category modifies the one before it.
  var isMark: Bool {
    self == .nonspacingMark || self == .spacingMark || self == .enclosingMark
  }
}

extension Collection<Unicode.Scalar> {
  /// The scalars as text, each run of white space as one space, none at the ends.
  var collapsed: String {
    var text: [UInt8] = []
    text.reserveCapacity(underestimatedCount)
    var isApart = false
    for scalar in self {
      if scalar.isQuerySpace {
        isApart = !text.isEmpty
      } else {
        if isApart { text.append(UInt8(ascii: " ")) }
        isApart = false
        if scalar.isASCII { text.append(UInt8(scalar.value)) } else { text += scalar.utf8 }
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
