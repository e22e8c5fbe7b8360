import Testing

@testable import Matching

@Suite struct HostPatternTests {
  @Test(arguments: [
    ("example.org", "example.org", true), ("example.org", "EXAMPLE.ORG", true), ("Example.org", "example.org", true),
    ("example.org", "www.example.org", false), ("*.example.org", "www.example.org", true),
    ("*.example.org", "example.org", false), ("*.example.org", "a.b.example.org", true),
    ("*example.org", "example.org", true), ("*.blogspot.com", "news.blogspot.com.example.org", false),
    ("news.*", "news.example.org", true), ("a*b*c", "axxbyyc", true), ("a*b*c", "axxc", false),
    ("ab*ba", "aba", false), ("*", "example.org", true), ("a**c", "abc", true), ("*.example.*", "x.example.net", true),
  ])
  func `covers whole host names, with a star for anything`(pattern: String, host: String, covers: Bool) {
    #expect(HostPattern(pattern).covers(host) == covers)
  }
}
