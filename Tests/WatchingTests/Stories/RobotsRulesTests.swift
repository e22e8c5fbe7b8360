import Testing

@testable import Watching

/// E20: robots.txt as RFC 9309 reads it.
@Suite struct RobotsRulesTests {
  @Test(arguments: [
    ("", "/a", true), ("Disallow: /", "/a", true), ("User-agent: *\nDisallow:", "/a", true),
    ("User-agent: *\nDisallow: /", "/a", false), ("User-agent: *\nDisallow: /", "", false),
    ("\u{FEFF}USER-AGENT : *  # all\r\nDISALLOW : /a # not this", "/ab", false),
    ("User-agent: *\rDisallow: /a\rAllow: /ab", "/abc", true),
    ("User-agent: *\nAllow: /ab\nDisallow: /a", "/ac", false),
    ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", true), ("User-agent: other\nDisallow: /", "/a", true),
    ("User-agent: other\nUser-agent: vigie/2.0\nDisallow: /", "/a", false),
    ("User-agent: *\nDisallow: /\nUser-agent: Vigie\nDisallow: /b", "/a", true),
    ("User-agent: vigie\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: vigie\nDisallow: /c", "/c", false),
    ("User-agent: vigie\nUser-agent: *\nDisallow: /", "/a", false), ("User-agent: vigie\n", "/a", true),
    ("User-agent: *\nCrawl-delay: 5\nDisallow: /a", "/a", false), ("User-agent: vigiebot\nDisallow: /", "/a", true),
    ("User-agent: *\nSitemap: /s.xml\nUser-agent: x\nDisallow: /a", "/a", false),
    ("User-agent: *\nDisallow: /*.php", "/a/b.php?x", false), ("User-agent: *\nDisallow: /*.php$", "/b.php?x", true),
    ("User-agent: *\nDisallow: /*.php$", "/b.php.php", false), ("User-agent: *\nDisallow: *a*b*c", "/xaxbx", true),
    ("User-agent: *\nDisallow: *a*b*c", "/xabxbaxc", false), ("User-agent: *\nDisallow: /?q=", "/?q=1", false),
    ("User-agent: *\nDisallow: /caf%c3%a9", "/café", false), ("User-agent: *\nDisallow: /%61%2Fb", "/a%2fb", false),
    ("User-agent: *\nDisallow: /a%2Fb", "/a/b", true), ("User-agent: *\nDisallow: /%zz", "/%zz", false),
  ])
  func `the longest pattern that fits decides, of the rules for vigie or else of those for all`(
    file: String, path: String, isAllowed: Bool
  ) {
    #expect(RobotsRules(Array(file.utf8), for: "vigie").allows(path.isEmpty ? "/" : path) == isAllowed)
  }

  @Test func `a pattern of many stars takes no time`() {
    let file = "User-agent: *\nDisallow: " + String(repeating: "*a", count: 500) + "$"
    let rules = RobotsRules(Array(file.utf8), for: "vigie")
    #expect(rules.allows("/" + String(repeating: "a", count: 4_000) + "b"))
    #expect(!rules.allows("/" + String(repeating: "a", count: 4_000)))
  }
}
