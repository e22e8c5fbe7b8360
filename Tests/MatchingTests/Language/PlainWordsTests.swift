import TestSupport
import Testing

@testable import Matching

/// Entries that a glance tells to be words and nothing else.
@Suite struct PlainWordsTests {
  /// What reading an entry came to.
  private struct Reading: Equatable {
    var content: EntryContent?
    var diagnostics: [Diagnostic]
  }

  private static func expectOneReading(of entry: String, _ allowance: EntryParser.Allowance = .wordsOnly) {
    let (content, diagnostics) = EntryParser.parse(entry, piece: .term(0), allowing: allowance)
    let slow = EntryParser.parseScalars(of: entry, piece: .term(0), allowing: allowance)
    let escaped = entry.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
    #expect(
      Reading(content: content, diagnostics: diagnostics)
        == Reading(content: slow.content, diagnostics: slow.diagnostics), "\(escaped)")
    // Strings are equal whose scalars are not.
    guard case .term(let term) = content, case .term(let other) = slow.content else { return }
    #expect(Array(term.words.utf8) == Array(other.words.utf8), "\(escaped)")
    #expect(Array(term.text.utf8) == Array(other.text.utf8), "\(escaped)")
  }

  @Test(arguments: [
    "Alibaba", "White House", "port of Rotterdam", "GTG-1002", "Jean-Luc", "O'Brien", "L’Oréal", "AT&T", ".NET", "3M",
    "NATO", "EU Commission", "ORDER OF MERIT", "Élodie Košice", "Алибаба Групп", "阿里巴巴", "アリババ集団", "알리바바", "علي بابا",
    "עלי בבא", "ประเทศไทย", "Đà Nẵng", "अलीबाबा", "e\u{301}te\u{301}", "𠮷野家",
  ])
  func `names of any script are plain`(entry: String) {
    #expect(entry.isPlainWords)
    Self.expectOneReading(of: entry)
  }

  @Test(arguments: [
    "", " ", "a ", " a", "a  b", "a\tb", "a\nb", "a\r\nb", "a\u{A0}b", "a\u{3000}b", "a\u{FEFF}b", "…", "♥", "'", "-",
    "-a", "+a", "!a", "red OR green", "OR", "NEAR5 a", "title:a", "a:b", "$a", "=a", "stem:a", "a*", "a?", "a, b",
    "(a)", "\"a\"", "“a”", "«a»", "a（b", "a|b",
  ])
  func `what may be more than words is not`(entry: String) {
    #expect(!entry.isPlainWords)
    Self.expectOneReading(of: entry)
  }

  @Test func `a word that is too long is not plain`() {
    #expect(String(repeating: "a", count: 5_000).isPlainWords)
    #expect(!String(repeating: "a", count: 5_001).isPlainWords)
  }

  @Test func `any scalar of the alphabets and of punctuation is read the same alone and inside a word`() {
    for value in Array(0...0x30FF) + Array(0xF8FF...0xFFFF) {
      guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
      Self.expectOneReading(of: String(scalar))
      Self.expectOneReading(of: "ab\(scalar)c")
    }
  }

  @Test func `any mixture of words, operators and signs is read the same`() {
    let pieces =
      Keyword.allCases.map(\.rawValue) + Field.allCases.map(\.rawValue) + [
        " ", " ", " ", "  ", "\t", "\n", "\r\n", "\u{85}", "\u{A0}", "\u{1680}", "\u{2009}", "\u{2028}", "\u{3000}",
        "\u{FEFF}", "\u{200B}", "\u{200D}", "\u{301}", "a", "b", "A", "Z", "AB", "Or", "or", "0", "12", "é", "É",
        "œ", "я", "Я", "ὀ", "الع", "ִ", "अ", "ๆ", "字", "阿里", "ば", "ﾊﾞ", "바", "𠮷", "👩", "×", "…", "。", "、", "•", "™",
        "-", "‑", "–", "_", ".", "'", "’", "&", "&&", "/", "/5", "+", "!", "#", "@", "%", "*", "?", "=", "stem:",
        "lang:", ":", "$", "$a", "(", ")", ",", "（", "）", "，", "\"", "“", "”", "„", "＂", "«", "»", "~", "^", "|", "\\",
        "<", ">", "{", "}", "[", "]", "`", ";", "\u{0}", "\u{7F}",
      ]
    let words = ["a", "b", "AB", "Or", "0", "é", "я", "字", "’", "-", ".", "&", "OR", "NEAR", " ", " ", " "]
    var random = SeededRandom(seed: 11)
    var plain = 0
    for number in 0..<20_000 {
      let vocabulary = number % 2 == 0 ? pieces : words
      let entry = (0..<random.pick([1, 2, 3, 4, 6, 9])).map { _ in random.pick(vocabulary) }.joined()
      if entry.isPlainWords { plain += 1 }
      Self.expectOneReading(of: entry, random.happens(50) ? .wordsOnly : .names)
    }
    #expect((2_000...18_000).contains(plain), "\(plain)")
  }

  @Test func `white space is what Unicode calls so, and words are of what it counts as letters, marks and the like`() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = scalar.properties.generalCategory
      let isInWord = scalar.isCountedInWord || category.isMark || category == .format
      if scalar.isWhiteSpace != scalar.properties.isWhitespace || scalar.isWordScalar != isInWord {
        Issue.record("U+\(String(value, radix: 16))")
      }
    }
  }

  @Test(arguments: [
    ("red", "red"), ("red green", "\"red green\""), ("NEAR", "\"NEAR\""), ("=Red Tape", "=\"Red Tape\""),
    ("=Red", "=Red"), ("stem:trade", "stem:trade"), ("\"a|b\"", "\"a|b\""),
  ])
  func `a term is hashed as it is spelled`(entry: String, spelling: String) {
    guard case .term(let term) = EntryParser.parse(entry, piece: .term(0)).content else {
      Issue.record("\(entry) is no term")
      return
    }
    #expect(term.description == spelling)
    var (hash, other) = (StableHash(), StableHash())
    hash.combine(term)
    other.combine(term.description)
    #expect(hash.hexadecimal == other.hexadecimal)
  }

  @Test func `the revision of a list never changes by itself`() throws {
    let entries = [
      "Alibaba", "White House", "OR", "GTG-1002", "阿里巴巴", "=Exact Phrase", "=US", "stem:trade", "data transfer*",
      "\"a|b\"", "Élodie",
    ]
    let watchlist = try #require(Watchlist.parse(WatchlistText(id: "w", rule: .terms(entries))).watchlist)
    #expect(watchlist.revision == "4ee782fb29281483")
  }
}
