/// Language tags as BCP 47 writes them: `fr`, `zh-Hant`, `fr-CA`.
enum LanguageTag {
  /// Whether a text has the shape of a tag: two or three letters, then subtags of letters and digits.
  static func isWellFormed(_ text: String) -> Bool {
    let subtags = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard let primary = subtags.first, (2...3).contains(primary.count), primary.allSatisfy(\.isASCIILetter) else {
      return false
    }
    return subtags.dropFirst().allSatisfy { subtag in
      (1...8).contains(subtag.count) && subtag.allSatisfy { $0.isASCIILetter || (0x30...0x39).contains($0) }
    }
  }
}

/// Country codes as ISO 3166 writes them: `FR`.
enum CountryCode {
  /// Whether a text has the shape of a code: two letters.
  static func isWellFormed(_ text: String) -> Bool {
    text.utf8.count == 2 && text.utf8.allSatisfy(\.isASCIILetter)
  }
}

extension UInt8 {
  /// A letter from A to Z in either case.
  var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}
