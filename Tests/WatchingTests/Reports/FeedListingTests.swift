import Testing

@testable import Watching

@Suite struct FeedListingTests {
  let terminal = TerminalText(usesColor: false)

  @Test func `a feed without a name is its address, once`() {
    let plain = FeedSource(id: "https://a.org/feed", url: "https://u:p@a.org/feed")
    var tagged = FeedSource(id: "https://b.org/feed", url: "https://b.org/feed")
    (tagged.language, tagged.tags) = ("fr", ["press"])
    var named = FeedSource(id: "c", url: "https://c.org/feed")
    let lines = FeedListing(feeds: [plain, tagged, named]).lines(terminal)
    #expect(lines == ["https://a.org/feed", "https://b.org/feed", "  fr press", "c", "  https://c.org/feed"])
    (named.title, named.country) = ("The C", "FR")
    #expect(FeedListing(feeds: [named]).lines(terminal) == ["The C  FR", "  https://c.org/feed"])
  }
}
