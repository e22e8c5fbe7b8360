import Testing

@testable import Matching

@Suite struct HitTests {
  @Test func `a hit shows its slice and what stands around it`() throws {
    let match = try #require(try match("Alibaba", in: "Hier,\n\n  l’Ali\u{AD}baba   a dit", title: "ALIBABA"))
    #expect(
      match.hits == [
        Hit(term: "Alibaba", field: .title, start: 0, end: 7, exact: "ALIBABA", prefix: "", suffix: ""),
        Hit(
          term: "Alibaba", field: .content, start: 11, end: 19, exact: "Ali\u{AD}baba", prefix: "Hier, l’",
          suffix: " a dit"),
      ])
  }

  @Test func `context is at most 32 scalars on either side`() throws {
    let word = String(repeating: "é", count: 40)
    let hit = try #require(try match("alpha", in: "\(word) alpha \(word)")?.hits.first)
    #expect(
      hit.prefix == String(repeating: "é", count: 31) + " " && hit.suffix == " " + String(repeating: "é", count: 31))
  }

  @Test(arguments: [
    ("alpha NEAR/1 beta", "alpha x beta y alpha z z z alpha", ["alpha", "beta", "alpha"]),
    ("alpha AND NOT gamma", "alpha beta alpha", ["alpha", "alpha"]),
    ("(alpha AND gamma) OR beta", "alpha beta", ["beta"]),
    ("alpha OUTSIDE \"alpha beta\"", "alpha beta, alpha", ["alpha"]),
    ("FIRST/2(alpha)", "x alpha alpha", ["alpha"]),
    ("ATLEAST/2(alpha)", "alpha alpha alpha", ["alpha", "alpha", "alpha"]),
    ("ANY/2(alpha, beta, gamma)", "gamma alpha", ["gamma", "alpha"]),
    ("alpha SENT beta", "alpha x beta. alpha", ["alpha", "beta"]),
    ("alph*", "AlphaBeta", ["AlphaBeta"]),
  ])
  func `hits are the occurrences that take part`(query: String, text: String, exact: [String]) throws {
    #expect(try match(query, in: text)?.hits.map(\.exact) == exact)
  }

  @Test(arguments: [
    ("alpha OR (beta AND gamma)", "gamma beta", "beta AND gamma"),
    ("alpha NEAR/3 beta", "beta alpha", "alpha NEAR/3 beta"),
    ("title:alpha OR alpha", "alpha", "alpha"),
  ])
  func `why is the smallest part that held`(query: String, text: String, why: String) throws {
    #expect(try match(query, in: text)?.why == why)
  }

  @Test func `no more than a hundred hits are kept`() throws {
    let text = Array(repeating: "alpha", count: 300).joined(separator: " ")
    #expect(try match("alpha", in: text)?.hits.count == Match.hitLimit)
  }

  @Test func `terms and sums say what was found`() throws {
    let terms = try #require(
      Watchlist.parse(WatchlistText(id: "t", rule: .terms(["beta", "alpha", "gamma"]))).watchlist)
    let weights = [WeightedTerm(term: "alpha", weight: 6), WeightedTerm(term: "beta", weight: 3.5)]
    let score = try #require(
      Watchlist.parse(WatchlistText(id: "s", rule: .score(threshold: 9, terms: weights))).watchlist)
    let matches = Matcher([terms, score]).matches(in: StoryText(content: "alpha alpha beta"))
    #expect(matches.map(\.why) == ["beta, alpha", "alpha 6 + beta 3.5 = 9.5"])
    #expect(matches.map(\.score) == [nil, 9.5])
  }

  @Test(arguments: [
    ([0.1, 0.7], 0.8, "0.8"), ([0.1, 0.2], 0.3, "0.3"), ([1.1, 2.2, -2.2], 1.1, "1.1"), ([1e300, 1], 1e300, "1e+300"),
    ([4e-11, 4e-11], 8e-11, "8e-11"), ([0.1, 0.7], 0.800001, nil),
  ])
  func `M21: weights are summed as a person sums them`(weights: [Double], threshold: Double, sum: String?) throws {
    let terms = zip(["alpha", "beta", "gamma"], weights).map { WeightedTerm(term: $0, weight: $1) }
    let text = WatchlistText(id: "s", rule: .score(threshold: threshold, terms: terms))
    let (watchlist, findings) = Watchlist.parse(text)
    #expect(findings.isEmpty == (sum != nil), "\(findings)")
    let match = Matcher([try #require(watchlist)]).matches(in: StoryText(content: "alpha beta gamma")).first
    #expect(match?.why.split(separator: " = ").last.map(String.init) == sum)
  }

  @Test func `a text that is summary and content counts once`() throws {
    let watchlist = try #require(Watchlist.parse(WatchlistText(id: "w", rule: .query("ATLEAST/2(alpha)"))).watchlist)
    #expect(Matcher([watchlist]).matches(in: StoryText(summary: "alpha", content: "alpha")).isEmpty)
    #expect(!Matcher([watchlist]).matches(in: StoryText(summary: "alpha", content: "alpha!")).isEmpty)
  }

  @Test func `a scratch serves several matchers and stories`() throws {
    let scratch = MatchScratch()
    for query in ["alpha", "stem:alphas", "beta NEAR/1 alpha"] {
      let watchlist = try #require(Watchlist.parse(WatchlistText(id: "w", rule: .query(query))).watchlist)
      let matcher = Matcher([watchlist])
      for content in ["alpha beta", "", "gamma", "beta alpha"] {
        let story = StoryText(content: content, language: "en")
        #expect(matcher.matches(in: story, scratch: scratch) == matcher.matches(in: story))
      }
    }
  }
}
