/// How many letters of which script a story has.
struct ScriptCensus {
  /// The letters of each script, by its number in the Unicode table.
  private var counts = Array(repeating: 0, count: 256)
  private var total = 0

  /// Scripts that many languages share: Latin, Cyrillic, Arabic, Devanagari.
  private static let shared: [UInt32] = [1, 3, 4, 11]

  /// Counts the letters of a story's title, summary and content.
  init(_ story: StoryText) {
    count(story.title)
    count(story.summary)
    count(story.content)
    total = counts.reduce(0, +)
  }

  private mutating func count(_ text: String) {
    let table = UnicodeTable.shared
    let bytes = text.utf8.span
    var index = 0
    var basic = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        basic += (byte | 0x20) &- UInt8(ascii: "a") < 26 ? 1 : 0
        index += 1
      } else {
        let (scalar, length) = FoldedText.scalar(in: bytes, at: index)
        let entry = table.entry(scalar)
        if entry.kind >= Unit.Kind.letter.rawValue, entry.script != 0 { counts[Int(entry.script)] += 1 }
        index += length
      }
    }
    counts[1] += basic
  }

  private func share(_ scripts: [UInt32]) -> Double {
    total == 0 ? 0 : Double(scripts.reduce(0) { $0 + counts[Int($1)] }) / Double(total)
  }

  /// The language of a script that only one is written in, nil for the others.
  var language: String? {
    let (han, kana) = (share([6, 27]), share([7, 8]))
    if han + kana > 0.5 { return kana > 0.05 ? "ja" : "zh" }
    if share([9, 6]) > 0.5, share([9]) > 0.2 { return "ko" }
    return Self.languages.first { share([$0.script]) > 0.5 }?.language
  }

  /// The letters of the script that most of the text is in, where many languages share it; otherwise 0.
  var lettersOfSharedScript: Int {
    Self.shared.first { share([$0]) > 0.5 }.map { counts[Int($0)] } ?? 0
  }

  /// Whether at least 60 letters, nearly all of them in one script, exclude a language.
  func contradicts(_ declared: String) -> Bool {
    guard total >= StoryLanguage.leastLetters, let most = counts.max(), Double(most) > 0.9 * Double(total) else {
      return false
    }
    let own = Self.scripts(of: declared)
    return !own.isEmpty && share(own) < 0.05
  }

  /// The scripts that a language is written in; none where that is not known.
  private static func scripts(of language: String) -> [UInt32] {
    switch language {
    case "zh", "ja", "yue", "wuu": [6, 7, 8, 27]
    case "ko": [9, 6]
    case "ru", "uk", "bg", "be", "mk": [3]
    case "ar", "fa", "ur", "ps", "ckb": [4]
    case "he": [5]
    case "en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "no", "fi", "pl", "cs", "sk", "hu", "ro", "tr",
      "vi", "id", "ca", "eu", "gl", "hr", "sl", "et", "lv", "lt":
      [1]
    default: languages.filter { $0.language == language }.map(\.script)
    }
  }

  private static let languages: [(script: UInt32, language: String)] = [
    (2, "el"), (5, "he"), (10, "th"), (12, "hy"), (13, "ka"), (14, "bn"), (15, "pa"), (16, "gu"), (17, "or"),
    (18, "ta"), (19, "te"), (20, "kn"), (21, "ml"), (22, "si"), (23, "lo"), (24, "my"), (25, "km"), (26, "am"),
  ]
}
