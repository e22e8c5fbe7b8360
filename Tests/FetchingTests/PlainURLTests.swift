import TestSupport
import Testing

@testable import Fetching

@Suite struct PlainURLTests {
  @Test(arguments: [
    "https://example.org/", "http://feeds.example.org/rss.xml", "https://example.org:8443/a?b=c&d=/e",
    "http://127.0.0.1:8080/feed", "https://xn--mller-kva.example/@desk/feed", "http://a-b.example/x/a.b/~c!$'()*+,;=:",
  ])
  func `an address that stands for itself is taken as it is`(url: String) throws {
    #expect(PlainURL(url) != nil)
    #expect(try FetchURL(url) == FetchURL(parsing: url))
    #expect(try FetchURL(url).text == url)
  }

  @Test(arguments: [
    "", "http://", "https:///a", "HTTP://example.org/", "https://Example.org/", "https://example.org",
    "https://example.org:443/", "http://example.org:80/", "http://example.org:080/", "http://example.org:/",
    "http://example.org:99999/", "https://u:p@example.org/", "https://example.org/#top", "https://example.org/a b",
    "https://example.org/%41", "https://example.org/é", "https://example.org/a/../b", "https://example.org/./a",
    "https://example.org/a?", "https://example.org./", "http://127.1/", "http://0x7f.1/", "http://0x7f/",
    "http://127.0.0.01/", "http://2130706433/", "http://[::1]/", "http://1.2.3.4.5/", "http://example.org\\a/",
    "http://example.org/a\nb", "http://münchen.example/", "ftp://example.org/", "feed.xml", "http://a_b.example/",
  ])
  func `one that a parser might change, or refuse, is left to the parser`(url: String) {
    #expect(PlainURL(url) == nil)
  }

  @Test func `what is taken as it is, curl's parser leaves as it is`() throws {
    let pieces = [
      "a", "b", "z", "0", "1", "7", "9", "127", "255", "256", ".", ".", "-", "/", "/", ":", ":8080", ":80", "?", "&",
      "=", "@", "~", "_", "%", "%2e", "#", " ", "..", "x", "0x", "localhost", "example.org", "127.0.0.1", "A", "é", "[",
      "]", "|", "+", ";", ",", "*", "'", "(", "!", "$",
    ]
    var random = SeededRandom(seed: 11)
    var plain = 0
    for _ in 0..<200_000 {
      let scheme = ["http://", "https://"].randomElement(using: &random) ?? ""
      let rest = (0..<Int.random(in: 1...7, using: &random)).compactMap { _ in pieces.randomElement(using: &random) }
      let url = scheme + rest.joined()
      guard PlainURL(url) != nil else { continue }
      plain += 1
      #expect(try FetchURL(url) == FetchURL(parsing: url), "\(url)")
    }
    #expect(plain > 1_000)
  }
}
