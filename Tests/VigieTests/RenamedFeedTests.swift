import TestSupport
import Testing

/// A feed that only goes by another name has no new stories.
@Suite struct RenamedFeedTests {
  static let url = "feed.xml"

  @Test(arguments: [
    ("gets an id", "- url: feed.xml\n", "- { url: feed.xml, id: desk }\n"),
    ("loses its id", "- { url: feed.xml, id: desk }\n", "- url: feed.xml\n"),
    ("changes its id", "- { url: feed.xml, id: desk }\n", "- { url: feed.xml, id: world-desk }\n"),
    ("changes its title", "- { url: feed.xml, title: A }\n", "- { url: feed.xml, title: B }\n"),
    ("is one of two", "- { url: feed.xml, id: a }\n- url: b.xml\n", "- { url: b.xml, id: b }\n- url: feed.xml\n"),
  ])
  func `repeats nothing, nor for a later edit`(name: String, before: String, after: String) async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: before)
    try bed.write(rss([("1", "Alibaba"), ("2", "Alibaba too")]), to: "feed.xml")
    try bed.write(rss([]), to: "b.xml")
    #expect(try await bed.vigie("poll", "--all", "--config", config).code == 0)
    try bed.write(after, to: "feeds.yaml")
    try bed.write(rss([("3", "Alibaba anew"), ("1", "Alibaba, edited"), ("2", "Alibaba too")]), to: "feed.xml")
    #expect(try await bed.vigie("poll", "--all", "--config", config).code == 0)
    #expect(try await bed.vigie("poll", "--all", "--config", config).code == 0)
    let stories = try bed.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0).data.story.id.text ?? "" }
    #expect(stories.sorted() == ["1", "2", "3"], "a feed that \(name)")
    let counts = try await bed.vigie("status", "--json", "--config", config).lines.map { try JSONValue($0).alerts }
    #expect(counts.contains(.number(3)), "it keeps its counts")
  }

  @Test func `a feed in another list, or removed and added again, repeats nothing`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- url: feed.xml\n")
    try bed.write(
      try bed.read("vigie.yaml").replacing("[feeds.yaml]", with: "[feeds.yaml, other.yaml]"), to: "vigie.yaml")
    try bed.write("[]\n", to: "other.yaml")
    try bed.write(rss([("1", "Alibaba")]), to: "feed.xml")
    for (feeds, other) in [
      ("- url: feed.xml\n", "[]\n"), ("[]\n", "- url: feed.xml\n"), ("[]\n", "[]\n"),
      ("- url: feed.xml\n", "[]\n"),
    ] {
      try bed.write(feeds, to: "feeds.yaml")
      try bed.write(other, to: "other.yaml")
      #expect(try await bed.vigie("poll", "--all", "--config", config).code == 0)
    }
    #expect(try bed.read("alerts.jsonl").split(separator: "\n").count == 1)
  }
}
