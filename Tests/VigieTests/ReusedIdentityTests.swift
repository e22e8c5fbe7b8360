import TestSupport
import Testing

/// Which stories of the next document are new, where publishers change or reuse what should name a story.
@Suite struct ReusedIdentityTests {
  /// A story as a document has it: `id link title`.
  static func item(_ story: String) -> String {
    let parts = story.split(separator: " ", maxSplits: 2)
    return """
      <item><guid isPermaLink="false">\(parts[0])</guid><link>https://example.org/\(parts[1])</link>\
      <title>Alibaba \(parts[2])</title></item>
      """
  }

  static func document(_ stories: [String]) -> String {
    "<rss version=\"2.0\"><channel><title>T</title>\(stories.map(item).joined())</channel></rss>"
  }

  func alerts(_ bed: TestBed) throws -> [JSONValue] {
    try bed.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0) }
      .filter { $0.type.text == "vigie.alert.v1" }
  }

  @Test(arguments: [
    ("another id, the same link and text", ["1 a One"], ["9 a One"], []),
    ("another section's suffix at the id", ["1-world a One"], ["1-politics a One"], []),
    ("the same id, another link", ["1 a One"], ["1 b One"], []),
    ("the same id and link, another text", ["1 a One"], ["1 a One, edited"], []),
    ("the same id, another link and text", ["1 a One"], ["1 b One, edited"], []),
    ("another id and text", ["1 a One"], ["9 a Two"], ["9"]),
    ("another id and link", ["1 a One"], ["9 b One"], ["9"]),
    (
      "one id for all", ["1 a One", "2 b Two", "3 c Three"], ["x d Four", "x a One", "x b Two", "x c Three"], ["x"]
    ),
    ("one id and one link for all", ["1 a One", "2 a Two"], ["x a Three", "x a One", "x a Two"], ["x"]),
    ("one link for all", ["1 a One", "2 a Two"], ["3 a Three", "1 a One", "2 a Two"], ["3"]),
    ("two ids exchanged", ["1 a One", "2 b Two"], ["2 a One", "1 b Two"], []),
  ])
  func `a story alerts once`(name: String, before: [String], after: [String], new: [String]) async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- url: feed.xml\n")
    for stories in [before, after, after, before] {
      try bed.write(Self.document(stories), to: "feed.xml")
      #expect(try await bed.vigie("poll", "--all", "--config", config).code == 0)
    }
    let alerts = try alerts(bed)
    let ids = before.compactMap { $0.split(separator: " ").first.map(String.init) } + new
    #expect(alerts.map(\.data.story.id.text) == ids, "\(name)")
    #expect(Set(alerts.map(\.id.text)).count == ids.count)
    #expect(Set(alerts.map(\.data.story.key.text)).count == ids.count)
  }

  @Test(arguments: [
    ("another id, then an edit", [["1 a One"], ["9 a One"], ["9 a One, edited"], ["10 a One, edited"]], ["One"]),
    (
      "one id for several, then for one alone",
      [["1 a One", "x b Two", "x c Three"], ["x d Four"], ["x e Five"], ["x c Three"], ["x e Five, edited"]],
      ["One", "Two", "Three", "Four", "Five"]
    ),
    (
      "two versions under one id, then either alone",
      [["1 a One", "1 a One, edited"], ["1 a One"], ["1 a One, edited"], ["1 a One"]], ["One", "One, edited"]
    ),
    (
      "one id and one link for many, then for one alone",
      [["x a One", "x a Two", "x a Three"], ["x a Four"], ["x a Five"], ["x a Two"]],
      ["One", "Two", "Three", "Four", "Five"]
    ),
  ])
  func `a story alerts once, whatever its documents say of it in turn`(
    name: String, documents: [[String]], titles: [String]
  ) async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- url: feed.xml\n")
    for stories in documents {
      try bed.write(Self.document(stories), to: "feed.xml")
      #expect(try await bed.vigie("poll", "--all", "--config", config).code == 0)
    }
    let alerts = try alerts(bed)
    #expect(alerts.map(\.data.story.title.text) == titles.map { "Alibaba \($0)" }, "\(name)")
    #expect(Set(alerts.map(\.id.text)).count == titles.count)
  }

  @Test func `a site that moves to https, ids and links, repeats nothing`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- url: feed.xml\n")
    for scheme in ["http", "https", "http"] {
      let items = (1...3).map { number in
        "<item><guid>\(scheme)://example.org/\(number)</guid><link>\(scheme)://example.org/\(number)</link>"
          + "<title>Alibaba \(number)</title></item>"
      }
      try bed.write("<rss version=\"2.0\"><channel>\(items.joined())</channel></rss>", to: "feed.xml")
      #expect(try await bed.vigie("poll", "--all", "--config", config).code == 0)
    }
    let log = try bed.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0) }
    #expect(log.map(\.type.text) == Array(repeating: "vigie.alert.v1", count: 3), "nor is there a gap")
  }

  @Test func `the same story in two feeds is two, whatever its ids`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- { url: a.xml, id: a }\n- { url: b.xml, id: b }\n")
    for _ in 1...2 {
      try bed.write(Self.document(["1 a One"]), to: "a.xml")
      try bed.write(Self.document(["1 a One"]), to: "b.xml")
      #expect(try await bed.vigie("poll", "--all", "--config", config).code == 0)
    }
    let alerts = try alerts(bed)
    #expect(alerts.compactMap(\.data.story.feed.id.text).sorted() == ["a", "b"])
    #expect(Set(alerts.map(\.id.text)).count == 2)
    #expect(Set(alerts.map(\.data.story.key.text)).count == 2)
  }
}
