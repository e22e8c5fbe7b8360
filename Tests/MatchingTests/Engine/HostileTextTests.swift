import Testing

@testable import Matching

/// Texts that were written to keep a matcher busy: a few words in turn, 256 KiB long. A debug build gets less.
@Suite(.timeLimit(.minutes(1))) struct HostileTextTests {
  #if DEBUG
    private static let length = 32_768
  #else
    private static let length = 262_144
  #endif

  private static func repeated(_ words: String, _ end: String = "") -> String {
    String(repeating: words, count: length / words.utf8.count) + end
  }

  @Test(
    arguments: [
      ("(a NEAR/1000 b) NEAR/1000 (a NEAR/1000 b)", "a b ", "", true),
      ("(a NEAR/1000 b) NEAR/1000 (c NEAR/1000 d)", "a b ", "c", false),
      ("((a PRE/1000 b) PRE/1000 a) PRE/1000 zeta", "a b ", "", false),
      ("((a NEAR/1000 b) NEAR/1000 a) PRE/0 zeta", "a b ", "zeta", true),
      ("((a PRE/9 b) OUTSIDE (a PRE/7 b)) NEAR/3 a", "a b ", "", false),
      ("a NOTNEAR/1000 (b NEAR/1000 b)", "a b ", "", false), ("a OUTSIDE (b NEAR/1000 a)", "a b ", "", false),
      ("(a NEAR/1000 b) NOTNEAR/1000 (zeta PRE/9 a)", "a b ", "zeta", true),
      ("(a NEAR/1000 b) SENT (b NEAR/1000 c)", "a b. a ", "", false),
      ("(a PRE/5 b) PARA (b PRE/5 a)", "a b ", "", true),
      ("ATLEAST/1000(a NEAR/1000 b)", "a b ", "", true), ("FIRST/1000(b PRE/1000 zeta)", "a b ", "zeta", false),
      ("\"a b a b a\" NEAR/1000 \"b a b a c\"", "a b ", "", false), ("东京 NEAR/1000 (京东 NEAR/1000 大阪)", "东京", "", false),
      ("东京 NOTNEAR/5 京东", "东京", "", false), ("กขค NEAR/1000 ขคง", "กข", "", false),
      ("abca* PRE/9 zeta", "AbcAbcAbc", "", false),
    ])
  func `a long repetitive text ends in time`(query: String, words: String, end: String, matches: Bool) throws {
    let clock = ContinuousClock()
    var found: Match?
    let text = Self.repeated(words, end)
    let time = try clock.measure { found = try match(query, in: text) }
    #expect((found != nil) == matches)
    #expect(time < .seconds(30), "\(query) took \(time)")
  }

  @Test(arguments: ["AbcAbc", "aB1", "1a", "a.b", "l'", "é\u{301}", "का", "a\u{200B}", "C++", "\n", "．"])
  func `one endless word ends in time`(word: String) throws {
    let text = Self.repeated(word)
    let clock = ContinuousClock()
    let queries = ["abca*", "\"a b\"", "GTG-1002", "a?c", "का", "C++", "ab* NEAR/5 abc*", "a SENT b"]
    let lists = queries.compactMap { Watchlist.parse(WatchlistText(id: $0, rule: .query($0))).watchlist }
    let time = clock.measure { _ = Matcher(lists).matches(in: StoryText(content: text)) }
    #expect(time < .seconds(30), "\(word.debugDescription) took \(time)")
  }
}
