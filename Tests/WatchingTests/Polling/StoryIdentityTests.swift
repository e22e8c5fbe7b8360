import FeedParsing
import Testing

@testable import Watching

@Suite struct StoryIdentityTests {
  func story(_ id: String, url: String? = nil, title: String = "") -> Story {
    var story = Story(id: id, idOrigin: .publisher)
    story.url = url
    story.title = title
    return story
  }

  @Test func `a publisher's id names a story, whatever else changes`() {
    let before = StoryIdentity.identities(of: [story("a", url: "u"), story("b")])
    let after = StoryIdentity.identities(of: [story("a", url: "v", title: "new"), story("c")])
    #expect(before[0] == after[0])
    #expect(before[1] != after[1])
  }

  @Test func `one guid for a whole document still gives as many stories as there are links`() {
    let stories = (0..<20).map { story("same", url: "https://example.org/\($0)") }
    #expect(Set(StoryIdentity.identities(of: stories)).count == 20)
  }

  @Test func `where id and link are shared, the title tells stories apart`() {
    let stories = [story("x", url: "u", title: "one"), story("x", url: "u", title: "two"), story("y")]
    #expect(Set(StoryIdentity.identities(of: stories)).count == 3)
  }

  @Test func `a story that stands twice in one document and once in the next keeps its identity`() {
    for url in [nil, "u"] {
      let twice = StoryIdentity.identities(of: [story("x", url: url, title: "t"), story("x", url: url, title: "t")])
      #expect(twice[0] == StoryIdentity.identities(of: [story("x", url: url, title: "t")])[0])
    }
  }

  @Test func `the same story twice in a document is one`() {
    let stories = [story("x", url: "u", title: "one"), story("x", url: "u", title: "one")]
    #expect(Set(StoryIdentity.identities(of: stories)).count == 1)
  }
}

@Suite struct FeedHintsTests {
  @Test(
    arguments: [
      (nil, nil, 90, 5_400), ("hourly", 2, nil, 1_800), ("daily", nil, nil, 86_400), (nil, 24, nil, 3_600),
      ("always", nil, nil, 3_600), ("weekly", 7, 15, 900),
    ] as [(String?, Int?, Int?, Double)])
  func `ttl counts before sy:updatePeriod, which is daily and once unless said otherwise`(
    period: String?, frequency: Int?, ttl: Int?, wanted: Double
  ) {
    var document = FeedDocument(format: .rss20, encoding: "utf-8")
    document.updatePeriod = period
    document.updateFrequency = frequency
    document.ttlMinutes = ttl
    #expect(FeedHints(document).period == wanted)
  }
}
