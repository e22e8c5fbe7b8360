import FoundationEssentials
import TestSupport
import Testing

/// `vigie poll` over local files, as cron runs it.
@Suite struct PollCommandTests {
  func alerts(_ bed: TestBed) throws -> [JSONValue] {
    try bed.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0) }
  }

  @Test func `O3: prints nothing when all is well, and alerts once`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- url: feed.xml\n  id: f\n")
    try bed.write(rss([("1", "Alibaba rises"), ("2", "Something else")]), to: "feed.xml")
    #expect(try await bed.vigie("poll", "--config", config) == TestBed.Run(code: 0, output: "", errors: ""))
    let first = try alerts(bed)
    #expect(first.map(\.data.story.id.text) == ["1"])
    #expect(first.first?.data.story.feed.id.text == "f")
    #expect(first.first?.source.text == "/vigie/test")
    try bed.write(rss([("3", "Alibaba falls"), ("1", "Alibaba rises")]), to: "feed.xml")
    #expect(try await bed.vigie("poll", "--config", config).code == 0)
    #expect(try alerts(bed).count == 1, "what is not due is not read")
    #expect(try await bed.vigie("poll", "--all", "--config", config).code == 0)
    #expect(try alerts(bed).map(\.data.story.id.text) == ["1", "3"])
  }

  @Test func `Q22: a document with more stories than are read is named, and its first ones alert`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- { url: long.xml, id: long }\n")
    let stories = (1...2_010).map { ("\($0)", $0 == 2_000 || $0 == 2_001 ? "Alibaba \($0)" : "Something else") }
    try bed.write(rss(stories), to: "long.xml")
    let run = try await bed.vigie("poll", "--config", config)
    #expect(run.code == 0 && run.output == "")
    #expect(
      run.errors == "vigie: long: 10 stories more than the 2000 that are read of one document: they are not matched\n")
    #expect(try alerts(bed).map(\.data.story.id.text) == ["2000"])
    let check = try await bed.vigie("check", "--online", "--config", config)
    #expect(check.code == 0 && check.output.contains("long: 10 stories more than the 2000"), "\(check.output)")
    #expect(check.output.contains("1 of 1 feed can be read"))
  }

  @Test func `a feed that fails is named, and stops neither the others nor the run`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(
      feeds: "- { url: page.xml, id: page }\n- { url: empty.xml, id: empty }\n- { url: good.xml, id: good }\n")
    try bed.write("<html><title>Sorry</title></html>", to: "page.xml")
    try bed.write("", to: "empty.xml")
    try bed.write(rss([("1", "Alibaba")]), to: "good.xml")
    let run = try await bed.vigie("poll", "--config", config)
    #expect(run.code == 0 && run.output == "")
    #expect(run.errors.contains("page: ") && run.errors.contains("empty: "), "\(run.errors)")
    #expect(try alerts(bed).count == 1)
    let status = try await bed.vigie("status", "--json", "--config", config)
    let states = try status.lines.map { try JSONValue($0) }
    #expect(states.map(\.state.text) == ["failing", "failing", "ok"])
    #expect(states.map { $0.reason.text == nil } == [false, false, true])
  }

  @Test func `an edited story alerts only if it did not match before`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- url: feed.xml\n")
    try bed.write(rss([("1", "Alibaba rises"), ("2", "Nothing yet")]), to: "feed.xml")
    _ = try await bed.vigie("poll", "--config", config)
    try bed.write(rss([("1", "Alibaba rises again"), ("2", "Alibaba after all")]), to: "feed.xml")
    _ = try await bed.vigie("poll", "--all", "--config", config)
    #expect(try alerts(bed).map(\.data.story.id.text) == ["1", "2"])
  }

  @Test(arguments: [("all", ["new", "old", "undated"]), ("none", []), ("2d", ["new", "undated"])])
  func `first-poll decides what a new feed's stories mean`(setting: String, wanted: [String]) async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- url: feed.xml\n", extra: "first-poll: \(setting)")
    let now = Date().formatted(.iso8601)
    let items = [("new", now), ("old", "2020-01-01T00:00:00Z"), ("undated", "")].map { id, date in
      "<item><guid>\(id)</guid><title>Alibaba</title><dc:date>\(date)</dc:date></item>"
    }
    let dc = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
    try bed.write("<rss version=\"2.0\" \(dc)><channel>\(items.joined())</channel></rss>", to: "feed.xml")
    _ = try await bed.vigie("poll", "--config", config)
    #expect(try alerts(bed).compactMap(\.data.story.id.text).sorted() == wanted)
    _ = try await bed.vigie("poll", "--all", "--config", config)
    #expect(try alerts(bed).count == wanted.count)
  }

  @Test(arguments: [("", ["3", "2"]), ("on-update: alert\n", ["3", "1", "2"])])
  func `an edit makes no news of a story that first-poll passed over, unless the watchlist asks for edits`(
    setting: String, wanted: [String]
  ) async throws {
    let bed = try TestBed()
    let config = try bed.configure(
      feeds: "- url: feed.xml\n", watchlists: "id: w\nterms: [Alibaba]\n\(setting)", extra: "first-poll: none")
    try bed.write(rss([("1", "Alibaba, 1 comment"), ("2", "Nothing yet")]), to: "feed.xml")
    _ = try await bed.vigie("poll", "--config", config)
    #expect(try alerts(bed).isEmpty)
    try bed.write(
      rss([("3", "Alibaba again"), ("1", "Alibaba, 2 comments"), ("2", "Alibaba after all")]), to: "feed.xml")
    _ = try await bed.vigie("poll", "--all", "--config", config)
    #expect(try alerts(bed).map(\.data.story.id.text) == wanted)
  }

  @Test func `a first poll that fails does not use up first-poll`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- url: feed.xml\n", extra: "first-poll: none")
    try bed.write("<html><title>Later</title></html>", to: "feed.xml")
    _ = try await bed.vigie("poll", "--config", config)
    try bed.write(rss([("1", "Alibaba")]), to: "feed.xml")
    _ = try await bed.vigie("poll", "--all", "--config", config)
    #expect(try alerts(bed).isEmpty)
    try bed.write(rss([("2", "Alibaba again"), ("1", "Alibaba")]), to: "feed.xml")
    _ = try await bed.vigie("poll", "--all", "--config", config)
    #expect(try alerts(bed).map(\.data.story.id.text) == ["2"])
  }

  @Test func `a story that stands twice in a document alerts once, also when it later stands there once`() async throws
  {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- url: feed.xml\n")
    try bed.write(rss([("0", "Nothing"), ("1", "Alibaba"), ("1", "Alibaba")]), to: "feed.xml")
    _ = try await bed.vigie("poll", "--config", config)
    try bed.write(rss([("0", "Nothing"), ("1", "Alibaba")]), to: "feed.xml")
    _ = try await bed.vigie("poll", "--all", "--config", config)
    #expect(try alerts(bed).map(\.type.text) == ["vigie.alert.v1"])
  }

  @Test func `R8: of a cut document only whole stories are used, and the rest comes when it is whole`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- { url: feed.xml, id: f }\n")
    let whole = rss([("1", "Alibaba one"), ("2", "Alibaba two"), ("3", "Alibaba three")])
    let cut = whole.prefix(upTo: try #require(whole.firstRange(of: "ibaba three")).lowerBound)
    try bed.write(String(cut), to: "feed.xml")
    let run = try await bed.vigie("poll", "--config", config)
    #expect(run.code == 0 && run.errors.contains("incomplete"), "\(run.errors)")
    #expect(try alerts(bed).map(\.data.story.id.text) == ["1", "2"])
    try bed.write(whole, to: "feed.xml")
    _ = try await bed.vigie("poll", "--all", "--config", config)
    #expect(try alerts(bed).map(\.data.story.title.text) == ["Alibaba one", "Alibaba two", "Alibaba three"])
  }

  @Test func `an index of sitemaps is named as what it is`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- { url: feed.xml, id: f }\n")
    try bed.write(
      """
      <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\
      <sitemap><loc>https://example.org/news.xml</loc></sitemap></sitemapindex>
      """, to: "feed.xml")
    let run = try await bed.vigie("poll", "--config", config)
    #expect(run.code == 0 && run.errors.contains("https://example.org/news.xml"), "\(run.errors)")
  }

  @Test func `a feed's own choice of watchlists is kept to`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(
      feeds: "- { url: a.xml, watchlists: [two] }\n- url: b.xml\n",
      watchlists: "- { id: one, terms: [Alibaba] }\n- { id: two, terms: [Alibaba] }\n")
    try bed.write(rss([("a", "Alibaba")]), to: "a.xml")
    try bed.write(rss([("b", "Alibaba")]), to: "b.xml")
    _ = try await bed.vigie("poll", "--config", config)
    let pairs = try alerts(bed).map { "\($0.data.story.id.text ?? "") \($0.subject.text ?? "")" }
    #expect(pairs.sorted() == ["a two", "b one", "b two"])
  }

  @Test func `alerts to standard output are the same lines`() async throws {
    let bed = try TestBed()
    let config = try bed.write(
      "feeds: [feeds.yaml]\nwatchlists: [w.yaml]\nstate: state\nalerts: \"-\"\nname: test\n", to: "vigie.yaml")
    try bed.write("- url: feed.xml\n", to: "feeds.yaml")
    try bed.write("id: w\nterms: [Alibaba]\n", to: "w.yaml")
    try bed.write(rss([("1", "Alibaba")]), to: "feed.xml")
    let run = try await bed.vigie("poll", "--config", config)
    #expect(run.code == 0 && run.lines.count == 1)
    #expect(try JSONValue(run.output).data.story.id.text == "1")
  }

  @Test func `only regular files are feeds: folders, pipes and devices are named, and hang nothing`() async throws {
    let bed = try TestBed()
    let others = [("folder", "a folder"), ("pipe", "a pipe"), ("endless", "a device"), ("absent", "")]
    #expect(Command.succeeds("mkdir folder && mkfifo pipe && ln -s /dev/zero endless", in: bed.folder.path))
    let config = try bed.configure(feeds: others.map { "- url: ./\($0.0)\n" }.joined() + "- url: good.xml\n")
    try bed.write(rss([("1", "Alibaba")]), to: "good.xml")
    let run = try await bed.vigie("poll", "--config", config)
    #expect(run.code == 0)
    for (name, kind) in others {
      let words = kind.isEmpty ? "cannot be read: No such file or directory" : "is \(kind), not a file"
      #expect(run.errors.contains("vigie: \(name): \(words)"), "\(run.errors)")
    }
    #expect(try alerts(bed).count == 1)
  }

  @Test func `a feed that fails three times in a row is an event, and so is its recovery`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- { url: feed.xml, id: f }\n")
    try bed.write("<html></html>", to: "feed.xml")
    for _ in 1...4 { _ = try await bed.vigie("poll", "--all", "--config", config) }
    #expect(try alerts(bed).map(\.type.text) == ["vigie.feed.failing.v1"])
    try bed.write(rss([("1", "Nothing")]), to: "feed.xml")
    for _ in 1...2 { _ = try await bed.vigie("poll", "--all", "--config", config) }
    let events = try alerts(bed)
    #expect(events.map(\.type.text) == ["vigie.feed.failing.v1", "vigie.feed.recovered.v1"])
    for (event, line) in zip(events, try bed.read("alerts.jsonl").split(separator: "\n")) {
      let name = try #require(event.type.text)
      let schema = try JSONSchema(file: TestBed.project.appending(path: "Config/schema/\(name).json"))
      #expect(try schema.problems(in: line) == [])
    }
  }
}
