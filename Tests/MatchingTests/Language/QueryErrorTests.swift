import Testing

@testable import Matching

/// What a query's errors say and where they point.
@Suite struct QueryErrorTests {
  /// A query, and the places of its errors with a piece of each message.
  struct Example: CustomTestStringConvertible {
    var query: String
    var errors: [(line: Int, column: Int, says: String)]

    init(_ query: String, _ errors: (Int, Int, String)...) {
      self.query = query
      self.errors = errors.map { (line: $0.0, column: $0.1, says: $0.2) }
    }

    var testDescription: String { query }
  }

  static func errors(of query: String) -> [Diagnostic] {
    let names = [NamedEntries(name: "alibaba", entries: ["Alibaba"])]
    return Watchlist.parse(WatchlistText(id: "w", names: names, rule: .query(query))).diagnostics
      .filter { $0.severity == .error }
      .sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  static func expectErrors(_ example: Example) {
    let found = errors(of: example.query)
    #expect(found.map { [$0.line, $0.column] } == example.errors.map { [$0.line, $0.column] }, "\(found)")
    for (error, expected) in zip(found, example.errors) {
      #expect(error.message.contains(expected.says), "\(error.message)")
    }
  }

  @Test(arguments: [
    Example("red green blue", (1, 5, "write the phrase `\"red green blue\"`, or `red AND green AND blue`")),
    Example("title:red green", (1, 11, "`\"red green\"`")),
    Example("red and green", (1, 5, "write AND instead of `and`")),
    Example("red Near/3 green", (1, 5, "write NEAR/3 instead of `Near/3`")),
    Example("red (green OR blue)", (1, 5, "write AND, or OR, between them")),
    Example("red NOT green", (1, 5, "`red AND NOT …`")),
    Example("red && green", (1, 5, "write AND")),
    Example("red | green", (1, 5, "write OR")),
  ])
  func `words side by side want a phrase or an operator`(example: Example) {
    Self.expectErrors(example)
  }

  @Test(arguments: [
    Example("a1 AND b1 OR c1", (1, 11, "`(a1 AND b1) OR c1` or `a1 AND (b1 OR c1)`")),
    Example("a1 OR b1 AND NOT c1", (1, 10, "`a1 OR (b1 AND NOT c1)` or `(a1 OR b1) AND NOT c1`")),
    Example(
      "red NEAR/3 green PRE/2 blue", (1, 18, "`(red NEAR/3 green) PRE/2 blue` or `red NEAR/3 (green PRE/2 blue)`")),
    Example(
      "r1 SENT r2 SENT r3 SENT r4", (1, 12, "`((r1 SENT r2) SENT r3) SENT r4` or `r1 SENT (r2 SENT (r3 SENT r4))`")),
  ])
  func `two readings are shown where parentheses are missing`(example: Example) {
    Self.expectErrors(example)
  }

  @Test(arguments: [
    Example("NOT red", (1, 1, "NOT alone")), Example("NOT red AND green", (1, 1, "never first")),
    Example("red OR NOT green", (1, 8, "only behind AND")), Example("red AND NOT NOT green", (1, 13, "NOT NOT")),
    Example("red AND (NOT green)", (1, 10, "NOT alone")), Example("ANY/1(NOT red, green)", (1, 7, "NOT alone")),
    Example("red NEAR/3 NOT green", (1, 12, "NOTNEAR")),
  ])
  func `NOT stands only behind AND`(example: Example) {
    Self.expectErrors(example)
  }

  @Test(arguments: [
    Example("red NEAR green", (1, 5, "missing its number")), Example("red NEAR 5 green", (1, 5, "missing its number")),
    Example("red NEAR /5 green", (1, 5, "missing its number")),
    Example("red NEAR/ green", (1, 5, "missing its number")),
    Example("red NEAR/1001 green", (1, 5, "from 0 to 1000")), Example("red PRE/-1 green", (1, 5, "not a number")),
    Example("red NOTNEAR/1.5 green", (1, 5, "not a number")),
    Example("red NEAR/99999999999999999999 green", (1, 5, "out of range")),
    Example("red SENT/2 green", (1, 5, "takes no number")), Example("red AND/2 green", (1, 5, "takes no number")),
    Example("ATLEAST/0(red)", (1, 1, "from 1 to 1000")), Example("FIRST/0(red)", (1, 1, "from 1 to 1000")),
    Example("ANY/3(red, green)", (1, 1, "can never hold")), Example("ANY/2", (1, 1, "missing its parentheses")),
  ])
  func `numbers stay in their ranges`(example: Example) {
    Self.expectErrors(example)
  }

  @Test(arguments: [
    Example("title:red NEAR/2 green", (1, 1, "write the field before the whole")),
    Example("FIRST/3(red NOTNEAR/2 green)", (1, 9, "operand of FIRST")),
    Example("red OUTSIDE (lang:fr OR green)", (1, 14, "join the language with AND")),
    Example("ANY/1(red) PRE/2 (green AND blue)", (1, 1, "operand of PRE"), (1, 19, "operand of PRE")),
    Example("title:(red OR body:green)", (1, 15, "cannot stand inside `title:`")),
  ])
  func `operands are words, phrases, names and nested NEAR, PRE and OUTSIDE`(example: Example) {
    Self.expectErrors(example)
  }

  @Test(arguments: [
    Example("", (1, 1, "empty")), Example(" \n ", (1, 1, "empty")), Example("\"\"", (1, 2, "empty")),
    Example("(red", (1, 1, "never closed")), Example("red)", (1, 4, "closes nothing")),
    Example("((red) AND green", (1, 1, "never closed")), Example("“red", (1, 1, "never closed")),
    Example("red, green", (1, 4, "a comma")), Example("red AND", (1, 5, "nothing behind")),
    Example("OR red", (1, 1, "nothing before")), Example("PARA", (1, 1, "nothing before")),
    Example("red AND AND green", (1, 9, "nothing before")), Example("ANY/1(red, )", (1, 12, "missing here")),
    Example("（red OR green）", (1, 1, "full-width"), (1, 14, "full-width")),
  ])
  func `every query has a whole shape`(example: Example) {
    Self.expectErrors(example)
  }

  @Test(arguments: [
    Example("*ade", (1, 1, "only at the end")), Example("tra*de", (1, 4, "only at the end")),
    Example("tr*", (1, 3, "at least 3 letters")),
    Example("\"free tr*\"", (1, 9, "at least 3 letters")), Example("l'al*", (1, 5, "at least 3 letters")),
    Example("阿*", (1, 2, "2 Chinese, Japanese or Korean")), Example("free-t*", (1, 7, "at least 3 letters")),
    Example("trade**", (1, 6, "only at the end")), Example("?", (1, 1, "no letter")),
    Example("\"red ? green\"", (1, 6, "no letter stands beside")),
    Example("stem:trade*", (1, 11, "takes no wildcard")), Example("stem:\"free trade\"", (1, 1, "one word")),
    Example("stem:", (1, 1, "nothing behind")), Example("= red", (1, 1, "directly before")),
    Example("=", (1, 1, "nothing behind")),
  ])
  func `wildcards, exact and stemmed words have their limits`(example: Example) {
    Self.expectErrors(example)
  }

  @Test(arguments: [
    Example("$alibab", (1, 1, "did you mean $alibaba?")), Example("$", (1, 1, "no name behind")),
    Example("titel:red", (1, 1, "did you mean `title:`?")), Example("Body:red", (1, 1, "did you mean `body:`?")),
    Example("NEAR:5", (1, 1, "did you mean NEAR/n?")), Example("re:Invent", (1, 1, "put it in quotation marks")),
    Example("lang:english", (1, 6, "not a language code")), Example("lang:(fr AND en)", (1, 7, "lang:(fr OR en)")),
    Example("-red", (1, 1, "write AND NOT")), Example("red~2", (1, 4, "means nothing in a query")),
  ])
  func `unknown names, fields and signs come with what was probably meant`(example: Example) {
    Self.expectErrors(example)
  }

  @Test(arguments: [
    ("(", ")"), ("title:", ""), ("bee AND NOT (", ")"), ("(bee NEAR/1 ", ")"), ("ANY/1(", ")"), ("ATLEAST/1(", ")"),
    ("(", ""), ("=", ""), ("bee NEAR/1 NOT ", ""),
  ])
  func `a query is nested 100 times at most, however it is written`(opening: String, closing: String) {
    for depth in [101, 10_000] {
      let query = String(repeating: opening, count: depth) + "ant" + String(repeating: closing, count: depth)
      #expect(!Self.errors(of: query).isEmpty)
    }
  }

  @Test(arguments: [("(", " NEAR/5 bee)"), ("(bee NEAR/5 ", ")"), ("(bee PRE/5 (cat NEAR/5 ", "))")])
  func `NEAR is nested 6 times at most, and the one that is too much is reported`(opening: String, closing: String) {
    func errors(_ depth: Int) -> [Diagnostic] {
      Self.errors(of: String(repeating: opening, count: depth) + "ant" + String(repeating: closing, count: depth))
    }
    #expect(errors(6).isEmpty)
    for depth in [7, 30] {
      #expect(errors(depth).map { $0.message.contains("NEAR is nested more than 6 times") } == [true])
    }
  }

  @Test func `the place of a nesting that is too deep is reported, and nothing of what follows`() {
    Self.expectErrors(Example(String(repeating: "(", count: 101) + "a* b", (1, 101, "more than 100 times")))
    let deep = String(repeating: "(", count: 99) + "ant" + String(repeating: ")", count: 99)
    #expect(Self.errors(of: deep).isEmpty)
  }

  @Test(arguments: ["ant ", "a1-", "ﷺ"])
  func `a phrase has 5,000 characters at most, and such a one is found`(part: String) throws {
    let count = 5_000 / part.unicodeScalars.count
    let phrase = String(repeating: part, count: count)
    let watchlist = try #require(Watchlist.parse(WatchlistText(id: "w", rule: .query("\"\(phrase)\""))).watchlist)
    #expect(Matcher([watchlist]).matches(in: StoryText(content: phrase)).count == 1)
    Self.expectErrors(
      Example("bee OR \"" + String(repeating: part, count: 10_000) + "\"", (1, 5_009, "at most 5000 characters")))
  }

  @Test func `all errors of a query are found in one run`() {
    Self.expectErrors(
      Example(
        "tr* AND (red green OR $x)\n  AND titel:y AND red NEAR/2000 blue",
        (1, 3, "3 letters"), (1, 14, "`\"red green\"`"), (1, 23, "no name `$x`"), (2, 7, "no field `titel:`"),
        (2, 23, "out of range")))
  }
}
