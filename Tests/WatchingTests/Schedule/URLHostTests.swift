import Testing

@testable import Watching

@Suite struct URLHostTests {
  @Test(arguments: [
    ("http://example.org", "example.org"),
    ("https://example.org/feed.xml?a=b#c", "example.org"),
    ("HTTPS://Feeds.Example.ORG:8443/", "feeds.example.org"),
    ("https://user:p@ss@example.org/x@y", "example.org"),
    ("http://example.org?next=http://other.org/", "example.org"),
    ("http://example.org#@other.org", "example.org"),
    ("http://[2001:DB8::1]:80/", "2001:db8::1"),
    ("https://ÉCOLE.example/", "école.example"),
  ])
  func `the host of a web address is in lower case and alone`(url: String, host: String) {
    #expect(URLHost.of(url) == host)
  }

  @Test(arguments: [
    "", "example.org/feed", "ftp://example.org/", "httpx://a/", "http:/a", "http://", "https:///a", "://a",
  ])
  func `what is no web address has no host`(url: String) {
    #expect(URLHost.of(url) == nil)
  }
}
