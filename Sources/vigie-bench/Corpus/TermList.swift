/// Search terms that look like a press office's: persons, organisations, places, identifiers and phrases in three
/// scripts. Term number n is the same in every list, so a short list is the beginning of a long one.
enum TermList {
  /// The sizes that the benchmarks compare.
  static let sizes = [10, 1_000, 10_000, 100_000]

  /// The first `count` terms, all different.
  static func terms(_ count: Int) -> [String] {
    (0..<count).map(term)
  }

  /// Term number `index`, from 0 to 2^20 - 1.
  static func term(_ index: Int) -> String {
    let name = latinName(index)
    switch index % 20 {
    case 0, 3, 6, 9, 12, 15, 18: return "\(givenNames[index % givenNames.count]) \(name)"
    case 1, 7, 13: return organisations[index / 20 % organisations.count].replacing("*", with: name)
    case 2, 10: return han(index / 20 * 2 + index % 20 / 10)
    case 4: return identifier(index / 20)
    case 5: return arabic(index / 20)
    case 8, 16: return phrases[index / 20 % phrases.count].replacing("*", with: name)
    default: return name
    }
  }

  /// Something that resembles a term and must not match it: one letter more, or one character less.
  static func nearMiss(_ index: Int) -> String {
    let term = term(index)
    guard let last = term.unicodeScalars.last else { return term }
    return last.value < 0x600 ? term + (index % 2 == 0 ? "x" : "7") : String(term.dropLast())
  }

  /// A capitalised word of four syllables, which no other index gives.
  private static func latinName(_ index: Int) -> String {
    let word = digits(of: scrambled(index, bits: 20), count: 4).map { syllables[$0] }.joined()
    return word.prefix(1).uppercased() + word.dropFirst() + endings[index % endings.count]
  }

  private static func han(_ index: Int) -> String {
    digits(of: scrambled(index, bits: 15), count: 3).map { hanCharacters[$0] }.joined()
  }

  private static func arabic(_ index: Int) -> String {
    digits(of: scrambled(index, bits: 15), count: 3).map { arabicSyllables[$0] }.joined()
  }

  private static func identifier(_ index: Int) -> String {
    let prefix = digits(of: scrambled(index, bits: 15), count: 3).map { identifierLetters[$0 / 2] }
    return "\(String(prefix))-\(1_000 + index)"
  }

  /// Spreads neighbours apart without letting two meet: an odd factor is invertible modulo a power of two.
  private static func scrambled(_ index: Int, bits: Int) -> Int {
    ((index + 98_765) &* 0x9e37_79b1) & ((1 << bits) - 1)
  }

  /// The digits of `number` to the base of 32.
  private static func digits(of number: Int, count: Int) -> [Int] {
    (0..<count).map { number >> (5 * $0) & 31 }
  }

  private static let syllables = [
    "ka", "ro", "ve", "mi", "lu", "do", "sta", "bé", "que", "za", "fe", "go", "ha", "ji", "no", "pra", "tu", "we",
    "xa", "yo", "che", "ne", "dra", "co", "be", "si", "mo", "ta", "vi", "os", "ul", "gri",
  ]
  private static let endings = ["n", "sky", "r", "lt", "", "nd", "sen"]
  private static let givenNames = [
    "Aline", "Boris", "Chiara", "Denis", "Élodie", "Farid", "Greta", "Hugo", "Inès", "Jonas", "Karim", "Léa", "Marek",
    "Nadia", "Oscar", "Priya", "Quentin", "Rosa", "Stefan", "Tomás", "Ursula", "Victor", "Wanda",
  ]
  private static let organisations = [
    "* Group", "Institut *", "Banque *", "* Holdings", "Université de *", "* Foundation", "Ministère *", "* Systems",
  ]
  private static let phrases = [
    "port of *", "affaire *", "traité de *", "* data centre", "réseau *", "province of *",
  ]
  private static let identifierLetters = Array("BDGKLMNPQRSTVWXZ")
  private static let hanCharacters = [
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "尤", "许",
    "何", "吕", "施", "张", "孔", "曹", "严", "华", "金", "魏", "陶", "姜",
  ]
  private static let arabicSyllables = [
    "با", "تو", "ثي", "جا", "حو", "خي", "دا", "ذو", "ري", "زا", "سو", "شي", "صا", "ضو", "طي", "ظا", "عو", "غي", "فا",
    "قو", "كي", "لا", "مو", "ني", "ها", "وو", "يي", "نا", "مي", "سا", "را", "كو",
  ]
}
