import CustomDump
import Testing

@testable import Watching

@Suite struct FeedListsTests {
  /// Reads lists in the order of their names, with 10m to 1d for intervals and the watchlists `a` and `b`.
  static func load(_ files: [String: String]) throws -> (feeds: [FeedSource], problems: [String]) {
    let folder = try ConfigurationFolder(files)
    var schedule = ScheduleSettings()
    schedule.min = .seconds(600)
    let context = FeedListContext(schedule: schedule, watchlists: ["a", "b"])
    let names = files.keys.sorted().filter { FeedLists.Format(path: $0) != nil }
    let paths = names.map { NamedPath(path: folder.file($0), origin: nil) }
    let union = FeedLists.load(paths, context: context)
    let feeds = union.feeds.map { feed in
      var feed = feed
      feed.list = feed.list.replacing(folder.path + "/", with: "")
      feed.url = feed.url.replacing(folder.path, with: "FOLDER")
      return feed
    }
    return (feeds, folder.shown(union.problems))
  }

  @Test func `every key of a feed is read`() throws {
    let (feeds, problems) = try Self.load([
      "l.yaml": """
      # The press
      - url: https://user:pass@example.org/feed
        id: example
        title: "Example: news"
        language: zh-Hant
        country: no
        tags: [press, on]
        interval: 30m
        watchlists: [a]
        headers: { Authorization: Bearer x, X-Key: "1" }
        allow-private-networks: true
        tls: { verify: false }
      - url: https://example.org/other
      """
    ])
    var whole = FeedSource(id: "example", url: "https://user:pass@example.org/feed", list: "l.yaml", line: 2)
    (whole.title, whole.language, whole.country, whole.tags) = ("Example: news", "zh-Hant", "NO", ["press", "on"])
    (whole.interval, whole.watchlists) = (.seconds(1800), ["a"])
    whole.headers = [.init(name: "Authorization", value: "Bearer x"), .init(name: "X-Key", value: "1")]
    (whole.allowPrivateNetworks, whole.verifyTLS) = (true, false)
    let plain = FeedSource(
      id: "https://example.org/other", url: "https://example.org/other", list: "l.yaml", line: 13)
    #expect(diff(feeds, [whole, plain]) == nil)
    #expect(feeds[0].displayURL == "https://example.org/feed")
    let expected = [
      "l.yaml:8:13: warning: this feed is polled every 30m; publishers ask for 60m or more",
      "l.yaml:12:18: warning: TLS CERTIFICATES OF THIS FEED ARE NOT VERIFIED",
    ]
    #expect(begin(problems, as: expected), "\(problems)")
  }

  @Test(arguments: [
    ("", ["1:1: warning: this list is empty"]), ("# none\n", ["1:1: warning: this list is empty"]),
    ("[]\n", ["1:1: warning: this list is empty"]),
    ("feeds: []\n", ["1:1: a feed list must be a list such as [{ url: https://… }], not a mapping"]),
    ("- https://example.org\n", ["1:3: a feed is a mapping; write it as `- url: …`"]),
    ("- title: x\n", ["1:3: this feed has no `url`"]),
    ("- url:\n", ["1:7: `url` has no value"]),
    ("- url: [x]\n", ["1:8: `url` must be a text, not a list"]),
    ("- url: ftp://u:SECRET@x/\n", ["1:8: `ftp` is not a scheme that vigie fetches"]),
    (
      "- { url: 'https://h/ x', uri: y }\n",
      ["1:10: an address cannot hold white space", "1:26: unknown key `uri`; did you mean `url`?"]
    ),
    (
      "- { url: https://h/, language: french, country: FRA }\n",
      ["1:32: `language` must be a tag such as fr or zh-Hant, not `french`", "1:49: `country` must be two letters"]
    ),
    ("- { url: https://h/, tags: press }\n", ["1:28: `tags` must be a list such as [press, france], not a text"]),
    (
      "- { url: https://h/, interval: 5m }\n",
      ["1:32: the interval 5m is not within `schedule.min` and `schedule.max`: 10m to 1d"]
    ),
    ("- { url: https://h/, interval: 2d }\n", ["1:32: the interval 2d is not within"]),
    ("- { url: https://h/, interval: hourly }\n", ["1:32: `interval` must be a time such as"]),
    (
      "- { url: https://h/, watchlists: [a, bb, zzzz] }\n",
      ["1:38: no watchlist has the id `bb`; did you mean `b`?", "1:42: no watchlist has the id `zzzz`"]
    ),
    ("- { url: https://h/, watchlists: [] }\n", ["1:34: `watchlists` is empty"]),
    ("- { url: https://h/, headers: { Cookie: SECRET } }\n", ["1:33: vigie sets or omits the header `Cookie` itself"]),
    ("- { url: https://h/, headers: { 'A b': SECRET } }\n", ["1:33: `A b` is no name of a header"]),
    (
      "- { url: https://h/, headers: { X: \"SECRET\\r\\nY: z\" } }\n",
      ["1:36: the value of a header cannot hold line breaks"]
    ),
    ("- { url: https://h/, tls: { verify: no } }\n", ["1:37: `verify` must be true or false, not `no`"]),
    ("- { url: https://h/, tls: false }\n", ["1:27: `tls` must be a mapping"]),
    ("- { url: https://h/, allow-private-networks: 1 }\n", ["1:46: `allow-private-networks` must be true or false"]),
    ("- url: https://h/\n  url: https://i/\n", ["2:3: duplicate key `url`"]),
    ("- { url: https://h/, https://u:SECRET@i/: }\n", ["1:22: unknown key `https://i/`"]),
    ("- url: u_x:SECRET@example.org/feed\n", ["1:3: warning: there is no such file now"]),
    ("- url: example.org/feed\n", ["1:3: warning: there is no such file now"]),
  ])
  func `what is wrong with a yaml list is said at its place`(yaml: String, expected: [String]) throws {
    let (_, problems) = try Self.load(["l.yaml": yaml])
    #expect(begin(problems, as: expected.map { "l.yaml:" + $0 }), "\(problems)")
    #expect(!problems.joined().contains("SECRET"))
  }

  @Test func `a txt list has an address a line, tags behind it, and comments`() throws {
    let text =
      "\u{FEFF}# all\r\n\r\n  https://a.org/#top press \"two words\" # why\r\n\thttps://u:p@b.org/?q=#x\tx#y\r\nhttps://c.org #press\r\n\"my feeds/d.xml\" \"#1\""
    let (feeds, problems) = try Self.load(["l.txt": text, "my feeds/d.xml": ""])
    #expect(problems == [])
    #expect(
      diff(
        feeds.map { [$0.id, $0.url, $0.tags.joined(separator: ","), "\($0.line)"] },
        [
          ["https://a.org/#top", "https://a.org/#top", "press,two words", "3"],
          ["https://b.org/?q=#x", "https://u:p@b.org/?q=#x", "x#y", "4"],
          ["https://c.org", "https://c.org", "", "5"],
          ["my feeds/d.xml", "FOLDER/my feeds/d.xml", "#1", "6"],
        ]) == nil)
  }

  @Test(arguments: [
    ("https:/x\n", "1:1: a web address needs `//`"),
    ("a\n\n  gopher://u:SECRET@x y\n", "3:3: `gopher` is not a scheme"),
    ("https://é.org \"x\n", "1:15: the quote that begins here is not closed"),
    ("https://a.org/\u{0}\n", "1:15: the control character U+0000"),
    ("\"\"\n", "1:2: the address is empty"),
  ])
  func `what is wrong with a txt list is said at its place`(text: String, expected: String) throws {
    let problems = try Self.load(["l.txt": text, "a": ""]).problems
    #expect(begin(problems, as: ["l.txt:" + expected]), "\(problems)")
    #expect(!problems.joined().contains("SECRET"))
  }

  @Test func `an opml list is read with the outlines around a feed as tags`() throws {
    let opml = """
      <?xml version="1.0"?>
      <opml version="2.0"><head><title>x</title></head><body>
      <outline text="Press">
      <outline type="rss" text="A" xmlUrl="https://a.org/feed" language="fr"/>
      <outline type="rss" text="B" xmlUrl="ftp://b.org/feed"/>
      </outline>
      </body></opml>
      """
    let (feeds, problems) = try Self.load(["l.opml": opml])
    #expect(
      feeds.map { "\($0.id) \($0.title ?? "") \($0.language ?? "") \($0.tags) \($0.line)" } == [
        #"https://a.org/feed A fr ["Press"] 4"#
      ])
    #expect(begin(problems, as: ["l.opml:5:1: `ftp` is not a scheme"]), "\(problems)")
  }

  // MARK: The same feed in several lists

  @Test func `the same address in several lists is one feed`() throws {
    let (feeds, problems) = try Self.load([
      "a.yaml": """
      - { url: https://x.org/feed, tags: [one, two], watchlists: [a] }
      - { url: https://y.org, watchlists: [a], interval: 2h }
      """,
      "b.yaml": """
      - { url: HTTPS://X.org:443/feed#top, id: x, title: X, tags: [two, three], watchlists: [b, a], language: fr, country: FR }
      - { url: https://y.org/, tags: [y], headers: { A: b }, allow-private-networks: true, tls: { verify: true } }
      """,
      "c.txt": "https://x.org/feed four\n",
    ])
    #expect(problems == [])
    var x = FeedSource(id: "x", url: "https://x.org/feed", list: "a.yaml", line: 1)
    (x.title, x.language, x.country, x.tags) = ("X", "fr", "FR", ["one", "two", "three", "four"])
    var y = FeedSource(id: "https://y.org", url: "https://y.org", list: "a.yaml", line: 2)
    (y.tags, y.interval, y.headers, y.allowPrivateNetworks) = (
      ["y"], .seconds(7200), [.init(name: "A", value: "b")], true
    )
    #expect(diff(feeds, [x, y]) == nil)
  }

  @Test func `watchlists unite where each list names some`() throws {
    let (feeds, _) = try Self.load([
      "a.yaml": "- { url: https://x.org, watchlists: [a] }\n",
      "b.yaml": "- { url: https://x.org, watchlists: [b, a] }\n",
    ])
    #expect(feeds.map(\.watchlists) == [["a", "b"]])
  }

  @Test(arguments: [
    (
      "- { url: https://x.org, id: x }\n", "- { url: https://x.org/, id: y }\n",
      ["b.yaml:1:30: this feed has the id `x` at a.yaml:1 already; one feed has one id"]
    ),
    (
      "- { url: https://x.org, id: x }\n", "- { url: https://y.org, id: x }\n",
      ["b.yaml:1:29: the id `x` is taken already, at a.yaml:1"]
    ),
    (
      "- { url: https://u:p@x.org/ }\n", "- { url: https://v:p@x.org/ }\n",
      ["b.yaml:1:3: the id `https://x.org/` is taken already"]
    ),
    (
      "- { url: https://x.org, id: x }\n- { url: https://y.org }\n", "- { url: https://y.org, id: x }\n",
      ["b.yaml:1:29: the id `x` is taken already, at a.yaml:1"]
    ),
    (
      "- { url: https://x.org, interval: 2h }\n", "- { url: https://x.org, interval: 3h }\n",
      ["b.yaml:1:3: this feed stands at a.yaml:1 already, with another `interval`"]
    ),
    (
      "- { url: https://x.org, tls: { verify: true } }\n",
      "- { url: https://x.org, headers: { A: b }, tls: { verify: false } }\n",
      ["b.yaml:1:59: warning: TLS", "b.yaml:1:3: this feed stands at a.yaml:1 already, with another `tls`"]
    ),
    (
      "- { url: https://x.org/ }\n", "- { url: https://y.org, id: https://x.org/ }\n",
      ["b.yaml:1:29: the id `https://x.org/` is taken already, at a.yaml:1"]
    ),
    (
      "- { url: https://y.org, id: https://x.org/ }\n", "- { url: https://x.org/ }\n",
      ["b.yaml:1:3: the id `https://x.org/` is taken already, at a.yaml:1"]
    ),
    (
      "- { url: https://x.org/ }\n",
      "- { url: https://x.org/, id: x }\n- { url: https://y.org, id: https://x.org/ }\n- { url: https://z.org, id: x }\n",
      ["b.yaml:3:29: the id `x` is taken already, at a.yaml:1"]
    ),
    ("- { url: https://x.org/ }\n", "- { url: https://x.org/, id: https://x.org/ }\n", []),
    ("- { url: https://x.org, id: x }\n", "- { url: https://x.org, id: x }\n", []),
    ("- { url: ./a.yaml }\n", "- { url: a.yaml, id: x }\n", []),
  ])
  func `lists that contradict each other are errors`(first: String, second: String, expected: [String]) throws {
    let problems = try Self.load(["a.yaml": first, "b.yaml": second]).problems.map {
      $0.replacing(/at \/.*\/a.yaml/, with: "at a.yaml")
    }
    #expect(begin(problems, as: expected), "\(problems)")
  }

  @Test func `a txt list of 20,000 feeds is read whole`() throws {
    let text = (0..<20_000).map { "https://host\($0 % 5000).example.org/feeds/\($0).xml tag\($0 % 7)\n" }.joined()
    let folder = try ConfigurationFolder(["l.txt": text])
    let (feeds, problems) = FeedLists.load(paths: [folder.file("l.txt")])
    #expect(problems == [])
    #expect(feeds.count == 20_000)
    #expect(feeds.last?.line == 20_000)
  }
}
