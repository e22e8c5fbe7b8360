import TestSupport
import Testing

@testable import Matching

/// Texts that were written to keep a matcher busy: a few words in turn, 256 KiB long. A debug build gets less.
@Suite(.timeLimit(.minutes(10))) struct HostileTextTests {
  #if DEBUG
    private static let length = 32_768
  #else
    private static let length = 262_144
  #endif

  /// A word of as many pieces as one may have.
  private static let longest = String(repeating: "Data", count: 128) + " "

  private static func repeated(_ words: String, _ end: String = "", length: Int = length) -> String {
    String(repeating: words, count: length / words.utf8.count) + end
  }

  @Test(
    arguments: [
      ("(a NEAR/1000 b) NEAR/1000 (a NEAR/1000 b)", "a b ", "", true),
      ("(a NEAR/1000 b) NEAR/1000 (c NEAR/1000 d)", "a b ", "c", false),
      ("((a PRE/1000 b) PRE/1000 a) PRE/1000 zeta", "a b ", "", false),
      ("((a NEAR/1000 b) NEAR/1000 a) PRE/0 zeta", "a b ", "zeta", true),
      ("((a PRE/9 b) OUTSIDE (a PRE/7 b)) NEAR/3 a", "a b ", "", false),
      ("(a OUTSIDE b) OUTSIDE c", "b a c a ", "", true), ("((a OUTSIDE b) OUTSIDE c) OUTSIDE a", "b a c a ", "", false),
      ("a NOTNEAR/1000 (b NEAR/1000 b)", "a b ", "", false), ("a OUTSIDE (b NEAR/1000 a)", "a b ", "", false),
      ("(a NEAR/1000 b) NOTNEAR/1000 (zeta PRE/9 a)", "a b ", "zeta", true),
      ("(a NEAR/1000 b) SENT (b NEAR/1000 c)", "a b. a ", "", false),
      ("(a PRE/5 b) PARA (b PRE/5 a)", "a b ", "", true),
      ("ATLEAST/1000(a NEAR/1000 b)", "a b ", "", true), ("FIRST/1000(b PRE/1000 zeta)", "a b ", "zeta", false),
      ("\"a b a b a\" NEAR/1000 \"b a b a c\"", "a b ", "", false), ("东京 NEAR/1000 (京东 NEAR/1000 大阪)", "东京", "", false),
      ("东京 NOTNEAR/5 京东", "东京", "", false), ("กขค NEAR/1000 ขคง", "กข", "", false),
      ("abca* PRE/9 zeta", "AbcAbcAbc", "", false), ("data*", "Data", "", true), ("=Data*", "Data", "", true),
      ("\"data* x\"", "Data", "", false), ("\"data* x\"", "Data", " X", true), ("?ata*", "Data", "", true),
      ("data*", longest, "", true), ("=Data*", longest, "", true), ("\"data* x\"", longest, "", false),
      ("?ata*", longest, "", true), ("\"data* data* data* data* zeta\"", longest, "", false),
      ("ATLEAST/1000(data*)", longest, "", true), ("data* OUTSIDE data*", longest, "", false),
      ("x OUTSIDE data*", longest, "x", true), ("\"data* data*\" NEAR/9 zeta", longest, "zeta", true),
    ])
  func `a long repetitive text ends in time`(query: String, words: String, end: String, matches: Bool) throws {
    var found: Match?
    let time = try ProcessorTime {
      _ = try match(query, in: Self.repeated(words, end, length: Self.length / 4))
    } whole: {
      found = try match(query, in: Self.repeated(words, end))
    }
    #expect((found != nil) == matches)
    #expect(time.isInProportion, "\(query) took \(time)")
  }

  @Test(arguments: ["AbcAbc", "aB1", "1a", "a.b", "l'", "é\u{301}", "का", "a\u{200B}", "C++", "\n", "．"])
  func `one endless word ends in time`(word: String) throws {
    let queries = ["abca*", "\"a b\"", "GTG-1002", "a?c", "का", "C++", "abc* NEAR/5 abca*", "a SENT b"]
    let lists = queries.compactMap { Watchlist.parse(WatchlistText(id: $0, rule: .query($0))).watchlist }
    let matcher = Matcher(lists)
    #expect(lists.count == queries.count)
    let time = ProcessorTime {
      _ = matcher.matches(in: StoryText(content: Self.repeated(word, length: Self.length / 4)))
    } whole: {
      _ = matcher.matches(in: StoryText(content: Self.repeated(word)))
    }
    #expect(time.isInProportion, "\(word.debugDescription) took \(time)")
  }

  @Test(arguments: ["data*", "=Data*", "\"data* x\"", "\"data* data*\"", "?ata*"])
  func `a word of many pieces has few occurrences for each`(query: String) throws {
    let words = 16
    let pieces = words * 128
    let watchlist = try #require(Watchlist.parse(WatchlistText(id: "w", rule: .query(query))).watchlist)
    let scratch = MatchScratch()
    _ = Matcher([watchlist]).matches(
      in: StoryText(content: String(repeating: Self.longest, count: words)), scratch: scratch)
    // The ends lie in the word itself and, of a phrase, in the next one.
    #expect(scratch.occurrences.count <= pieces * 2 * (PatternWalker.endsInWord + 1))
  }

  @Test(arguments: [
    ("data* OUTSIDE zeta", "DataFooFooFooFooFooFooFooFooFooFooFooZeta", true),
    ("\"data* xeno\" NEAR/0 gamma", "DataXenoXenoXenoXenoXenoXenoXenoXenoXenoXeno xeno gamma", true),
    ("\"data* xeno\" NEAR/0 gamma", "DataXenoXenoXenoXenoXenoXenoXenoXenoXenoXeno zeta gamma", false),
    ("zeta OUTSIDE data*", "DataFooFooFooFooFooFooFooFooFooFooFooZeta", false),
  ])
  func `all ends of a long word count`(query: String, text: String, matches: Bool) throws {
    #expect((try match(query, in: text) != nil) == matches)
  }
}
