import CLD2Shim

/// Detects the language of a story's words, with CLD2. Costs about 30 µs a kilobyte.
struct LanguageDetector {
  private var text: [UInt8] = []

  /// More than this says nothing new, in bytes.
  private static let limit = 4096
  /// The shares of a text, in percent, from which its language counts as detected, and as certain.
  private static let (detected, certain) = (80, 90)

  /// Takes the beginning of a story's title, summary and content.
  init(_ story: StoryText) {
    text.reserveCapacity(min(Self.limit, story.title.utf8.count + story.summary.utf8.count + story.content.utf8.count))
    for part in [story.title, story.summary, story.content] { add(part) }
  }

  /// Adds what fits of a text, control characters as spaces: CLD2 takes none.
  private mutating func add(_ part: String) {
    let bytes = part.utf8.span
    var index = 0
    while index < bytes.count, text.count < Self.limit {
      let (scalar, length) = FoldedText.scalar(in: bytes, at: index)
      if Self.isControl(scalar) {
        text.append(UInt8(ascii: " "))
      } else {
        for offset in 0..<length { text.append(bytes[index + offset]) }
      }
      index += length
    }
    text.append(UInt8(ascii: "\n"))
  }

  private static func isControl(_ scalar: UInt32) -> Bool {
    scalar < 0x20 || 0x7F..<0xA0 ~= scalar || 0xFDD0..<0xFDF0 ~= scalar || scalar & 0xFFFE == 0xFFFE
  }

  /// The language that most of the text is in, nil where that is not clear.
  var language: String? { find(Self.detected) }

  /// The language that the text is certainly in, where it is another than the declared one and no relative of it, nor
  /// one that the detector cannot tell.
  func contradiction(of declared: String) -> String? {
    guard Self.told.contains(declared), let found = find(Self.certain), found != declared,
      !Self.families.contains(where: { $0.contains(declared) && $0.contains(found) })
    else { return nil }
    // Even where the declared language is taken to be likelier than others.
    return find(Self.certain, expecting: declared) == found ? found : nil
  }

  /// The language of at least so much of the text.
  private func find(_ percent: Int, expecting hint: String? = nil) -> String? {
    let bytes = text.span
    let finding = unsafe bytes.withUnsafeBytes { bytes in
      let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      // CLD2 reads the bytes during the call only.
      return unsafe cld2_detect(start, Int32(bytes.count), hint)
    }
    let isClear = unsafe finding.is_reliable && Int(finding.percent) >= percent
    guard isClear, let code = unsafe finding.code else { return nil }
    // CLD2's codes live as long as the program.
    let tag = unsafe String(cString: code)
    let primary = StoryLanguage.primarySubtag(of: tag) ?? "un"
    return primary == "un" ? nil : Self.modern[primary] ?? primary
  }

  /// What CLD2 still calls by withdrawn codes.
  private static let modern = ["iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"]

  /// The languages that CLD2 tells well from all others but their relatives.
  private static let told: Set = [
    "ar", "be", "bg", "bs", "ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "hi",
    "hr", "hu", "id", "is", "it", "lt", "lv", "mk", "mr", "ms", "mt", "nb", "ne", "nl", "nn", "no", "pl", "pt", "ro",
    "ru", "sk", "sl", "sq", "sr", "sv", "sw", "tr", "uk", "ur", "vi",
  ]

  /// Languages so alike that none of them contradicts another.
  private static let families: [Set<String>] = [
    ["da", "nb", "nn", "no"], ["bs", "hr", "sh", "sl", "sr"], ["id", "jv", "ms", "su"], ["cs", "sk"],
    ["ca", "es", "gl", "pt"], ["bg", "mk", "sr"], ["af", "nl"], ["be", "ru", "uk"], ["hi", "mr", "ne", "bh"],
  ]
}
