import Testing

@testable import Matching

@Suite struct WatchlistParsingTests {
  static func findings(_ text: WatchlistText, _ severity: Diagnostic.Severity) -> [Diagnostic] {
    Watchlist.parse(text).diagnostics.filter { $0.severity == severity }
  }

  @Test(arguments: [
    "Alibaba", "data transfer*", "FIRST REPUBLIC", "OR", "AT&T", "C++", ".NET", "#tag", "Hello, World",
    "Mission: Impossible",
    "\"Baba (restaurant)\"", "“White House”", "=White House", "=\"White House\"", "stem:trade", "\"title:red\"", "3:16",
    "O'Brien*",
  ])
  func `an entry is a word or a phrase`(entry: String) {
    let text = WatchlistText(id: "w", rule: .terms([entry]))
    #expect(Self.findings(text, .error) == [])
  }

  @Test(arguments: [
    ("", 1, "empty"), ("red OR green", 5, "OR cannot stand"), ("red NEAR/3 green", 5, "NEAR/3 cannot stand"),
    ("title:red", 1, "`title:` cannot stand"), ("Baba (shop)", 6, "`(` cannot stand"),
    ("say \"hi\"", 5, "`\"` cannot stand"),
    ("\"red\" green", 6, "around the whole"), ("\"red", 1, "never closed"), ("$firm", 1, "cannot stand here"),
    ("the $firm", 5, "the name `$firm` cannot stand"), ("al*", 3, "at least 3 letters"), ("=", 1, "nothing behind"),
    ("a|b", 2, "means nothing"),
    ("stem:free trade", 10, "one word"), ("…", 1, "no letter"),
  ])
  func `anything else in an entry is an error`(entry: String, column: Int, says: String) {
    let errors = Self.findings(
      WatchlistText(id: "w", rule: .score(threshold: 1, terms: [.init(term: entry, weight: 2)])), .error)
    #expect(errors.map(\.piece) == [.score(0)])
    #expect(errors.map(\.column) == [column])
    #expect(errors.first?.message.contains(says) == true, "\(errors)")
  }

  @Test func `names may nest, but not contain themselves or nothing`() {
    let names = [
      NamedEntries(name: "a", entries: ["red", "$b"]), NamedEntries(name: "b", entries: ["$c"]),
      NamedEntries(name: "c", entries: ["green", "$a"]), NamedEntries(name: "d", entries: []),
      NamedEntries(name: "e", entries: ["$nosuch"]), NamedEntries(name: "f g", entries: ["blue"]),
    ]
    let errors = Self.findings(WatchlistText(id: "w", names: names, rule: .query("$a")), .error)
    let places: [Diagnostic.Piece] = errors.map(\.piece)
    #expect(Set(places) == [.name(0, entry: 1), .name(3, entry: nil), .name(4, entry: 0), .name(5, entry: nil)])
    #expect(errors.count == 4, "\(errors)")
  }

  @Test(arguments: [0, -1, Double.nan, Double.infinity])
  func `a threshold that every story or none can reach is an error`(threshold: Double) {
    let text = WatchlistText(id: "w", rule: .score(threshold: threshold, terms: [WeightedTerm(term: "red", weight: 1)]))
    #expect(Self.findings(text, .error).map(\.piece) == [.threshold])
  }

  @Test func `languages and host patterns are checked`() {
    let text = WatchlistText(
      id: "w", rule: .query("red"), languages: ["fr-CA", "english", "jp"],
      allowSources: ["https://example.org", "*.example.org"],
      denySources: [""])
    #expect(Self.findings(text, .error).map(\.piece) == [.language(1), .allowSource(0), .denySource(0)])
  }

  @Test(arguments: [
    ("US", "also finds `us`"), ("pêche", "`péché`"), ("EU", "so short"), ("red OR green OR Red", "says the same"),
    ("red AND NOT (green OR red)", "both wanted and ruled out"), ("red OUTSIDE red", "overlaps itself"),
    ("lang:fr AND lang:en", "one language"), ("FIRST/1(\"white house\")", "cannot stand within the first 1"),
    ("lang:jp", "did you mean `ja`"), ("\"who is he?\"", "exactly one more character"),
  ])
  func `what is probably not meant draws a warning`(query: String, says: String) {
    let warnings = Self.findings(WatchlistText(id: "w", rule: .query(query)), .warning)
    #expect(warnings.count == 1, "\(warnings)")
    #expect(warnings.first?.message.contains(says) == true, "\(warnings)")
    #expect(Watchlist.parse(WatchlistText(id: "w", rule: .query(query))).watchlist != nil)
  }

  @Test(arguments: [
    "=US", "=pêche", "C++", "trade*", "阿里", "red OR green", "lang:fr OR lang:en", "red OUTSIDE \"red tape\"",
  ])
  func `what is plainly meant draws none`(query: String) {
    #expect(Watchlist.parse(WatchlistText(id: "w", rule: .query(query))).diagnostics == [])
  }

  @Test(arguments: [
    ("EU", true), ("ab\u{301}", true), ("阿", true), ("は\u{3099}", true), ("é", true), ("=EU", false), ("abc", false),
    ("阿里", false), ("阿a", false), ("a b", false), ("a-b", false), ("C#", false),
  ])
  func `a word of one or two letters, or one ideograph, is short`(entry: String, isShort: Bool) {
    let warnings = Self.findings(WatchlistText(id: "w", rule: .terms([entry])), .warning)
    #expect(warnings.contains { $0.message.contains("so short") } == isShort, "\(warnings)")
  }

  @Test(arguments: [
    ("US", true), ("OF", true), ("Peche", true), ("pe\u{302}che", true), ("us", false), ("Us", false),
    ("THE US", false), ("la pêche", false), ("=US", false),
  ])
  func `only a word alone also finds others`(entry: String, findsOthers: Bool) {
    let warnings = Self.findings(WatchlistText(id: "w", rule: .terms([entry])), .warning)
    #expect(warnings.contains { $0.message.contains("also finds") } == findsOthers, "\(warnings)")
  }

  @Test func `unused names, excluded queries, repeated terms and unreachable thresholds draw warnings`() {
    let unused = WatchlistText(
      id: "w",
      names: [
        NamedEntries(name: "a", entries: ["$b", "green"]), NamedEntries(name: "b", entries: ["blue"]),
        NamedEntries(name: "c", entries: ["teal"]),
      ],
      rule: .query("$a"), exclude: "red OR $a")
    #expect(Self.findings(unused, .warning).map(\.piece) == [.name(2, entry: nil), .query])
    let terms = WatchlistText(id: "w", rule: .terms(["free trade", "Free Trade", "=Free Trade"]))
    #expect(Self.findings(terms, .warning).map(\.piece) == [.term(1)])
    let score = WatchlistText(
      id: "w", rule: .score(threshold: 5, terms: [.init(term: "red", weight: 4), .init(term: "tax", weight: -9)]))
    #expect(Self.findings(score, .warning).map(\.piece) == [.threshold])
  }

  @Test func `the revision follows the meaning and not the layout`() {
    func revision(_ query: String, _ change: (inout WatchlistText) -> Void = { _ in }) -> String? {
      var text = WatchlistText(id: "w", names: [NamedEntries(name: "a", entries: ["red"])], rule: .query(query))
      change(&text)
      return Watchlist.parse(text).watchlist?.revision
    }
    let revisions = [
      revision("$a AND green"), revision("$a OR green"), revision("$a AND green") { $0.names[0].entries = ["blue"] },
      revision("$a AND green") { $0.exclude = "teal" }, revision("$a AND green") { $0.languages = ["fr"] },
      revision("$a AND green") { $0.denySources = ["a.org"] }, revision("$a AND green") { $0.rule = .terms(["red"]) },
    ]
    #expect(Set(revisions).count == revisions.count)
    #expect(revisions.allSatisfy { $0?.count == 16 })
    #expect(revision("($a)\n  AND green") == revisions[0])
    #expect(revision("$a AND green") { $0.id = "other" } == revisions[0])
  }
}
