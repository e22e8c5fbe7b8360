import CStemmer

/// Snowball's stemmer of one language. Not for use by two threads at once.
@safe
struct Stemmer: ~Copyable {
  private let handle: OpaquePointer

  /// The languages that have a stemmer, and Snowball's names for them.
  static let algorithms = [
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch",
    "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
  ]

  /// Makes the stemmer of a language; nil where there is none.
  init?(language: String) {
    guard let algorithm = Self.algorithms[language], let made = unsafe sb_stemmer_new(algorithm, "UTF_8") else {
      return nil
    }
    unsafe handle = made
  }

  deinit { unsafe sb_stemmer_delete(handle) }

  /// The stem of a word, folded, so that it does not depend on the word's accents.
  borrowing func stem(of word: String) -> String {
    let bytes = Array(Self.composed(word.lowercased()).utf8)
    // The stemmer's answer lives until its next call; it is copied before that.
    guard let start = unsafe sb_stemmer_stem(handle, bytes, Int32(bytes.count)) else { return word }
    let length = Int(unsafe sb_stemmer_length(handle))
    let stem = unsafe String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
    return FoldedText.folded(stem)
  }

  /// A word with its letters and marks composed, as the stemmers know them.
  private static func composed(_ word: String) -> String {
    guard word.unicodeScalars.contains(where: { Pattern.isMark($0.value) || $0.properties.isGraphemeExtend }) else {
      return word
    }
    return String(word.map { letter in composites.firstIndex(of: letter).map { composites[$0] } ?? letter })
  }

  /// Composed letters. Characters are equal in all their canonical forms, so a decomposed one finds its composed self.
  private static let composites = Set(
    [0xC0..<0x250, 0x370..<0x530, 0x620..<0x6D4, 0x900..<0xA00, 0x1E00..<0x2000].joined()
      .compactMap(Unicode.Scalar.init).map(Character.init))
}
