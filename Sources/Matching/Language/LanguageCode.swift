/// A language tag, reduced to the primary subtag by which languages are compared.
struct LanguageCode: Equatable {
  /// Two or three lower-case letters.
  let primary: String

  /// Reads a tag such as `fr` or `fr-CA`.
  init?(_ tag: String) {
    let subtags = tag.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }
    let isSound = subtags.allSatisfy { (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy(Self.isLetterOrDigit) }
    guard isSound, let first = subtags.first, (2...3).contains(first.count), first.allSatisfy(\.isLetter) else {
      return nil
    }
    primary = first.lowercased()
  }

  /// Whether a story can have the language: two-letter codes must be assigned, and `und` is no language.
  var isAssigned: Bool {
    primary.utf8.count == 2 ? Self.twoLetterCodes.contains(primary) : primary != "und"
  }

  /// What to say of a text that is no language tag.
  static func unreadableMessage(_ tag: String) -> String {
    "`\(tag)` is not a language code; write two or three letters, as in fr, en or zh"
  }

  /// What to say of a tag that no story can have.
  var unassignedMessage: String {
    if primary == "und" { return "`und` says that a story's language is undetermined; it is no language to ask for" }
    let advice = Self.countryMistakes[primary].map { "; did you mean `\($0)`?" } ?? ""
    return "no language has the code `\(primary)`, so no story can have it\(advice)"
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static let countryMistakes = [
    "at": "de", "br": "pt", "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "il": "he", "in": "hi", "ir": "fa",
    "jp": "ja", "kz": "kk", "rs": "sr", "tw": "zh", "ua": "uk", "us": "en", "vn": "vi",
  ]

  private static let twoLetterCodes = Set(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en \
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw \
    ja ji jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my \
    na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn \
    so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split(separator: " ").map(String.init))
}
