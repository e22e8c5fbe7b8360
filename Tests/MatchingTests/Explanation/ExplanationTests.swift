import Matching
import Testing

/// What an explanation says of stories that do not match.
@Suite struct ExplanationTests {
  private static let story = StoryText(
    title: "L’Alibaba dément",
    summary: "Alibaba répète que les données restent en Chine. Alibaba rit.\n\nFin des transferts.",
    hosts: ["news.example.org"], language: "fr")

  private func explanation(_ rule: RuleText, exclude: String? = nil, languages: [String] = [], deny: [String] = [])
    throws -> Explanation
  {
    let names = [
      NamedEntries(name: "alibaba", entries: ["Alibaba", "阿里巴巴"]), NamedEntries(name: "x", entries: ["xyz"]),
    ]
    let text = WatchlistText(
      id: "w", names: names, rule: rule, exclude: exclude, languages: languages, denySources: deny)
    let watchlist = try #require(Watchlist.parse(text).watchlist)
    return Matcher([watchlist]).explanation(of: Self.story, watchlist: 0)
  }

  @Test(arguments: [
    ("Tencent", "Tencent is never found"),
    ("$alibaba AND $x", "$alibaba found 3 times, $x never"),
    ("$alibaba NEAR/30 $x", "$alibaba found 3 times, $x never"),
    ("Tencent OR Baidu", "never found: Tencent, Baidu"),
    ("répète NEAR/2 Chine", "both found, nearest: 'Chine' 5 words behind 'répète', NEAR/2 wants at most 2"),
    ("répète PRE/2 Chine", "both found, nearest in this order: 'Chine' 5 words behind 'répète', PRE/2 wants at most 2"),
    ("Chine PRE/5 répète", "both found, but never in this order; nearest: 'Chine' 5 words behind 'répète'"),
    ("dément NEAR/9 Chine", "both found, never in one text: 'dément' in the title, 'Chine' in the summary"),
    ("données SENT rit", "both found, never in one sentence; nearest: 'rit' 4 words behind 'données'"),
    ("données PARA transferts", "both found, never in one paragraph; nearest: 'transferts' 7 words behind 'données'"),
    ("données NEAR/3 \"les données\"", "both found, but only where they overlap"),
    ("Chine NOTNEAR/1 Alibaba", "the only occurrence of Chine has Alibaba over it or within 1 word"),
    ("données OUTSIDE \"les données\"", "the only occurrence of données lies in or over \"les données\""),
    ("ATLEAST/4(Alibaba)", "Alibaba found 3 times, ATLEAST/4 wants 4"),
    ("FIRST/3(Chine)", "Chine found once, the first time up to word 8, FIRST/3 wants word 3"),
    ("ANY/2(Alibaba, Tencent)", "2 of 2 are wanted, only Alibaba holds"),
    ("Alibaba AND NOT Chine", "Chine is not wanted, and is found once"),
    ("title:Chine", "title:Chine is never found, but stands in the summary"),
    ("body:$x", "body:$x is never found"),
    ("lang:en AND Alibaba", "the story is in fr, not in en"),
    (
      "(répète NEAR/1 Chine) OR Tencent",
      "no alternative holds; of (répète NEAR/1 Chine), both found, nearest: 'Chine' 5 words behind 'répète', "
        + "NEAR/1 wants at most 1"
    ),
  ])
  func `a query that does not hold says the least that is missing`(query: String, reason: String) throws {
    let explanation = try explanation(.query(query))
    #expect(explanation.match == nil && !explanation.rule.holds)
    #expect(explanation.reason == reason)
  }

  @Test func `a list that does not match names its terms, and of many some`() throws {
    #expect(try explanation(.terms(["Tencent", "Baidu"])).reason == "never found: Tencent, Baidu")
    let many = try explanation(.terms((1...40).map { "term\($0)" }))
    #expect(many.reason == "never found: term1, term2, term3, term4, term5, term6 and 34 more")
    #expect(many.rule.parts.isEmpty && many.rule.omitted == 40)
  }

  @Test func `a score shows its sum, what was found and what is missing`() throws {
    let terms = [("Alibaba", 6.0), ("Tencent", 5), ("Chine", -2), ("recette", -20)]
      .map { WeightedTerm(term: $0.0, weight: $0.1) }
    let explanation = try explanation(.score(threshold: 10, terms: terms))
    #expect(explanation.reason == "the sum is 4, the threshold 10: Alibaba 6, Chine -2; never found: Tencent 5")
    #expect(explanation.rule.weight == 4 && explanation.rule.threshold == 10)
    #expect(explanation.rule.parts.map(\.holds) == [true, false, true, false])
  }

  @Test func `exclude, languages and sources have verdicts and reasons of their own`() throws {
    let excluded = try explanation(.terms(["Alibaba"]), exclude: "Tencent OR Chine")
    #expect(excluded.match == nil && excluded.rule.holds && excluded.exclude?.holds == true)
    #expect(excluded.reason == "the rule holds, but so does `exclude`: Chine")
    let foreign = try explanation(.terms(["Alibaba"]), languages: ["en", "de"])
    #expect(foreign.match == nil && foreign.languages?.holds == false)
    #expect(foreign.reason == "the story is in fr, the watchlist wants en, de")
    let denied = try explanation(.terms(["Alibaba"]), deny: ["*.example.org"])
    #expect(denied.match == nil && denied.sources?.holds == false)
    #expect(denied.reason == "`deny: *.example.org` covers news.example.org")
  }

  @Test func `a match says what held, and where each part stands`() throws {
    let explanation = try explanation(.query("Tencent OR ($alibaba PRE/1 dément)"))
    #expect(explanation.match?.why == explanation.reason && explanation.reason == "$alibaba PRE/1 dément")
    let part = try #require(explanation.rule.parts.last)
    #expect(part.kind == .proximity && part.spans.map(\.exact) == ["Alibaba dément"])
    #expect(part.spans.map { [$0.start, $0.end] } == [[2, 16]])
    #expect(
      part.parts.map(\.kind) == [.name, .term] && part.parts[0].spans.map(\.field) == ["title", "summary", "summary"])
  }
}
