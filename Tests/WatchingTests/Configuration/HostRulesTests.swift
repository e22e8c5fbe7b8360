import Testing

@testable import Watching

@Suite struct HostRulesTests {
  static func rule(_ hours: Int64) -> HostRules.Rule {
    var rule = HostRules.Rule()
    rule.maxAge = .seconds(hours * 3_600)
    return rule
  }

  static let rules = HostRules([
    "example.org": rule(1), "feeds.example.org": rule(2), "org": rule(3), "2001:db8::1": rule(4),
  ])

  @Test(
    arguments: [
      ("https://example.org/feed", 1), ("https://USER:pass@Example.ORG:8080/feed", 1), ("https://www.example.org/", 1),
      ("http://feeds.example.org/", 2), ("http://a.feeds.example.org/", 2), ("https://otherexample.org/", 3),
      ("http://[2001:db8::1]/feed", 4), ("https://example.com/", 24), ("https://example.org.com/", 24),
    ] as [(String, Int64)])
  func `a host has its own rule, else that of the nearest domain above it`(url: String, hours: Int64) {
    #expect(Self.rules.rule(for: FeedSource(id: "f", url: url)).maxAge == .seconds(hours * 3_600))
  }

  @Test func `a local file has no host`() {
    #expect(Self.rules.rule(for: FeedSource(id: "f", url: "/example.org", isFile: true)) == HostRules.Rule())
  }
}
