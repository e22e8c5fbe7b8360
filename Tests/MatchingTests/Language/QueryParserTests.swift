import MatchingOracle
import Testing

@testable import Matching

@Suite struct QueryParserTests {
  static let names = [
    NamedEntries(name: "firm", entries: ["Alibaba", "阿里"]),
    NamedEntries(name: "all", entries: ["$firm", "data transfer*"]),
  ]

  static func query(_ text: String) -> Query? {
    guard
      case .query(let query) = Watchlist.parse(WatchlistText(id: "w", names: names, rule: .query(text))).watchlist?.rule
    else { return nil }
    return query
  }

  @Test(arguments: [
    ("red", "red"), ("((red))", "red"), ("“free trade”", "\"free trade\""), ("« free trade »", "\"free trade\""),
    ("„free  trade“", "\"free trade\""), ("\"and\" AND \"AND\"", "and AND \"AND\""), ("=Red", "=Red"),
    ("=\"White House\"", "=\"White House\""), ("stem:trade", "stem:trade"), ("$firm", "$firm"),
    ("GTG-1002", "GTG-1002"),
    ("(red AND green) OR blue", "(red AND green) OR blue"),
    ("red AND NOT (green AND NOT blue)", "red AND NOT (green AND NOT blue)"),
    ("red\n  OR green", "red OR green"), ("red AND NOT green NEAR/2 blue", "red AND NOT green NEAR/2 blue"),
    ("title:(red NEAR/0 green)", "title:(red NEAR/0 green)"), ("title: red", "title:red"),
    ("url:\"/a b/\"", "url:\"/a b/\""),
    ("(red OR green) PRE/2 (blue OUTSIDE \"blue sky\")", "(red OR green) PRE/2 (blue OUTSIDE \"blue sky\")"),
    ("ANY/2(red, green AND blue, (teal))", "ANY/2(red, green AND blue, teal)"), ("FIRST/10 (red)", "FIRST/10(red)"),
    ("lang:(fr-CA OR en)", "lang:fr OR lang:en"),
    ("AT&T OR C++ OR .NET OR #tag OR @handle", "AT&T OR C++ OR .NET OR #tag OR @handle"),
    ("\"say $x\"", "\"say $x\""), ("\"a: b\"", "\"a: b\""), ("wom?n OR transfer* OR 数据*", "wom?n OR transfer* OR 数据*"),
    ("l'Alibaba OR O’Brien", "l'Alibaba OR O’Brien"), ("\u{FEFF}red", "red"),
  ])
  func `reads a query and writes it back in its canonical spelling`(text: String, canonical: String) throws {
    let query = try #require(Self.query(text))
    #expect(query.description == canonical)
    #expect(Self.query(canonical)?.description == canonical)
  }

  @Test func `a part knows its place and its text`() throws {
    let query = try #require(Self.query("red OR\n  ($firm NEAR/3\n \"free trade\")"))
    guard case .or(let members) = query.form, case .proximity(.near(3), let left, let right) = members[1].form else {
      Issue.record("\(query)")
      return
    }
    #expect(members[1].place == Place(line: 2, column: 4))
    #expect(members[1].text == "$firm NEAR/3 \"free trade\"")
    #expect(left.text == "$firm")
    #expect(right.place == Place(line: 3, column: 2))
    guard case .name("firm", let alternatives) = left.form, case .term(let phrase) = right.form else {
      Issue.record("\(left) \(right)")
      return
    }
    #expect(alternatives.map(\.label) == ["$firm Alibaba", "$firm 阿里"])
    #expect(phrase.words == "free trade")
    #expect(phrase.label == "\"free trade\"")
  }

  @Test func `a nested name brings its alternatives under the outer name`() throws {
    guard case .name(_, let alternatives) = try #require(Self.query("$all")).form else {
      Issue.record("no name")
      return
    }
    #expect(Set(alternatives.map(\.label)) == ["$all data transfer*", "$all Alibaba", "$all 阿里"])
  }

  @Test func `random queries survive being written and read again`() throws {
    var generator = DuelGenerator(seed: 7)
    for number in 0..<500 {
      var text = generator.watchlist(id: "w\(number)")
      let first = try #require(Watchlist.parse(text).watchlist)
      guard case .query(let query) = first.rule else { continue }
      text.rule = .query(query.description)
      let second = try #require(Watchlist.parse(text).watchlist)
      #expect(second.revision == first.revision, "\(query)")
    }
  }
}
