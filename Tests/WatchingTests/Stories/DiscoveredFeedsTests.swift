import FeedParsing
import Testing

@testable import Watching

@Suite struct DiscoveredFeedsTests {
  func links(_ text: String, baseURL: String? = "https://example.org/x/") -> [String] {
    let file = RemoteFile(bytes: Array(text.utf8), contentType: nil, url: nil)
    return DiscoveredFeeds.links(in: file, baseURL: baseURL, name: "page.html").map {
      $0.isGuess ? "\($0.url) (a guess)" : $0.url
    }
  }

  @Test func `a feed leads to itself`() {
    let feed = "<rss version=\"2.0\"><channel><title>T</title></channel></rss>"
    #expect(links(feed) == ["https://example.org/x/"])
    #expect(links(feed, baseURL: nil) == ["page.html"])
  }

  @Test func `guesses are for pages that name no feed`() {
    let page = "<html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"news.xml\"></head></html>"
    #expect(links(page) == ["https://example.org/x/news.xml"])
    let guesses = links("<html><head></head></html>")
    #expect(guesses.contains("https://example.org/feed (a guess)") && guesses.allSatisfy { $0.hasSuffix("(a guess)") })
  }
}
