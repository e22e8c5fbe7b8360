import FoundationEssentials
import TestSupport
import Testing

/// `vigie feeds`, on lists that are not what they should be.
@Suite struct FeedsCommandTests {
  let bed: TestBed
  let config: String

  init() throws {
    bed = try TestBed()
    config = try bed.configure(feeds: "[]\n")
  }

  @Test func `of an OPML file the good feeds are imported and the bad ones named`() async throws {
    try bed.write(
      """
      <opml version="2.0"><body>
      <outline xmlUrl="https://a.org/feed"/>
      <outline xmlUrl="ftp://b.org/feed"/>
      <outline xmlUrl="https://c.org/feed" language="?"/>
      </body></opml>
      """, to: "l.opml")
    let run = try await bed.vigie("feeds", "import", "--config", config, "l.opml")
    #expect(run.code == 65 && run.output.hasSuffix("feeds.yaml: 2 added, 0 known already\n"), "\(run)")
    let places = run.errors.split(separator: "\n").map { $0.prefix(13) }
    #expect(places == ["l.opml:3:1: `", "l.opml:4:1: w"], "\(run.errors)")
  }

  @Test func `a cut OPML file is an error, for an import and in a configuration`() async throws {
    try bed.write("<opml version=\"2.0\"><body>\n<outline xmlUrl=\"https://a.org/feed\"/>\n<outl", to: "l.opml")
    let imported = try await bed.vigie("feeds", "import", "--config", config, "l.opml")
    #expect(imported.code == 65 && imported.errors.contains("l.opml:3:1: the list is cut off here"), "\(imported)")
    #expect(try bed.read("feeds.yaml").contains("https://a.org/feed"))
    try bed.write(try bed.read("vigie.yaml").replacing("[feeds.yaml]", with: "[l.opml]"), to: "vigie.yaml")
    let check = try await bed.vigie("check", "--config", config)
    #expect(check.code == 78 && check.errors.contains("l.opml:3:1: the list is cut off here"), "\(check)")
  }

  @Test func `adding a path where nothing stands warns at once`() async throws {
    let run = try await bed.vigie("feeds", "add", "--config", config, "example.org/feed")
    #expect(run.code == 0 && run.errors.hasPrefix("example.org/feed: warning: there is no such file now"), "\(run)")
    let bad = try await bed.vigie("feeds", "add", "--config", config, "ftp://u:SECRET@example.org/feed")
    #expect(bad.code == 64 && bad.errors.hasPrefix("vigie: `ftp://example.org/feed`: "), "\(bad)")
  }

  @Test(arguments: [
    "http:/u:SECRET@h", "http:u:SECRET@h", "https:\\\\u:SECRET@h", "https:\\\\u:SEC//RET@h", "u:SECRET@h/x",
    "//u:SECRET@h/x", "//SECRET@h/x", "ftp://u:SECRET@h", "https://u:SEC@RET@h",
  ])
  func `a mistyped address is refused, and its password not repeated`(address: String) async throws {
    let run = try await bed.vigie("feeds", "add", "--config", config, address)
    #expect(run.code == 64 && run.output == "" && run.errors.contains("h"), "\(run)")
    #expect(!run.errors.contains("SEC") && !run.errors.contains("RET"), "\(run)")
    #expect(try bed.read("feeds.yaml") == "[]\n")
  }

  @Test(.enabled(if: Preload.isAvailable, "\(Preload.absence)"))
  func `nobody else can read what is written to a list before it is in its place`() async throws {
    #expect(Command.succeeds("chmod 640 feeds.yaml", in: bed.folder.path))
    let watcher = try Preload("watcher", source: Self.watcher, in: bed)
    let run = try await bed.shell(
      "LD_PRELOAD=\(watcher.path) \"$VIGIE\" feeds add --config vigie.yaml https://u:SECRET@a.org/")
    #expect(run.errors == "written: 600\nmoved: 640\n", "\(run)")
  }

  /// Tells the permissions of files that are written and moved.
  private static let watcher = """
    #include <dlfcn.h>
    #include <stdio.h>
    #include <sys/stat.h>
    #include <unistd.h>

    ssize_t write(int file, const void *bytes, size_t count) {
      struct stat status;
      if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) dprintf(2, "written: %o\\n", status.st_mode & 0777);
      return ((ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write"))(file, bytes, count);
    }

    int rename(const char *from, const char *to) {
      struct stat status;
      if (stat(from, &status) == 0) dprintf(2, "moved: %o\\n", status.st_mode & 0777);
      return ((int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename"))(from, to);
    }

    """

  @Test func `relative addresses of a page are told`() async throws {
    try bed.write("<html><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/f\"></html>", to: "page.html")
    let run = try await bed.vigie("feeds", "discover", "page.html")
    #expect(run.output == "/f\n" && run.errors.contains("page.html: some addresses are relative"), "\(run)")
    let based = try await bed.vigie("feeds", "discover", "--base-url", "https://example.org/a/", "page.html")
    #expect(based == TestBed.Run(code: 0, output: "https://example.org/f\n", errors: ""))
  }

  @Test(
    "E20: a page is searched for feeds as far as its site's robots.txt allows",
    arguments: [
      (.status(404), 0, nil), (.status(200, body: "User-agent: *\nDisallow: /private\n"), 0, nil),
      (.redirect(301, to: "/robots"), 0, nil),
      (.status(200, body: "User-agent: *\nDisallow: /p\n"), 69, "robots.txt asks programs not to read this page"),
      (.status(200, body: "User-agent: *\nAllow: /\nUser-agent: Vigie\nDisallow: /\n"), 69, "robots.txt asks"),
      (.status(500), 69, "robots.txt answered 500 Internal Server Error"),
      (.status(429), 69, "robots.txt answered 429 Too Many Requests"), (.raw(""), 69, "robots.txt cannot be read"),
    ] as [(Reply, Int32, String?)])
  func discoverByRobots(robots: Reply, code: Int32, words: String?) async throws {
    let server = try LoopbackServer { request in
      switch request.path {
      case "/robots.txt": robots
      case "/page": .status(200, body: "<html><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/f\"></html>")
      default: .status(404)
      }
    }
    let run = try await bed.vigie("feeds", "discover", "--allow-private-networks", server.url("/page"))
    #expect(run.code == code && run.output == (code == 0 ? "\(server.url("/f"))\n" : ""), "\(run)")
    #expect(words.map(run.errors.contains) ?? run.errors.isEmpty, "\(run)")
    #expect(server.requests.contains { $0.path == "/page" } == (code == 0))
  }

  @Test func `E20: nor is a page searched that a redirect leads to, where robots.txt forbids it`() async throws {
    let server = try LoopbackServer { request in
      switch request.path {
      case "/robots.txt": .status(200, body: "User-agent: *\nDisallow: /hidden\n")
      case "/page": .redirect(to: "/hidden")
      default: .status(200, body: "<html><link rel=\"feed\" href=\"/f\"></html>")
      }
    }
    let run = try await bed.vigie("feeds", "discover", "--allow-private-networks", server.url("/page"))
    #expect(run.code == 69 && run.output == "" && run.errors.contains("robots.txt asks"), "\(run)")
    #expect(server.requests.filter { $0.path == "/robots.txt" }.count == 1)
    let parsed = try await bed.vigie("parse", "--allow-private-networks", server.url("/hidden"))
    #expect(parsed.code == 65, "a feed that is named is read whatever robots.txt says")
  }

  @Test(arguments: [["parse"], ["feeds", "discover"]])
  func `E16: a configuration that is named says who asks, and where it may`(command: [String]) async throws {
    let server = try LoopbackServer(always: .status(200, body: SampleFeed.rss(["1"])))
    let settings = "http: { contact: desk@example.org, allow-private-networks: true }"
    try bed.write("feeds: [feeds.yaml]\nwatchlists: []\n\(settings)\n", to: "network.yaml")
    let run = try await bed.vigie(command + ["--config", "network.yaml", server.url("/feed")])
    #expect(run.code == 0, "\(run)")
    #expect(server.requests.allSatisfy { $0.headerText("User-Agent")?.hasSuffix("; desk@example.org)") == true })
    #expect(try await bed.vigie(command + ["--config", "nowhere.yaml", server.url("/feed")]).code == 78)
  }

  @Test func `an empty list warns, and one feed is one feed`() async throws {
    let empty = try await bed.vigie("check", "--config", config)
    #expect(empty.code == 0 && empty.errors.contains("feeds.yaml:1:1: warning: this list is empty"), "\(empty)")
    try bed.write("- url: feed.xml\n", to: "feeds.yaml")
    try bed.write(rss([]), to: "feed.xml")
    #expect(try await bed.vigie("check", "--config", config).output == "1 feed, 1 watchlist, 0 tests: all sound\n")
  }

  @Test func `O7: check warns of secrets that everybody can read`() async throws {
    try bed.write("- url: feed.xml\n- { url: \"https://u:SECRET@example.org/\", id: e }\n", to: "feeds.yaml")
    try bed.write(rss([]), to: "feed.xml")
    #expect(Command.succeeds("chmod 755 . && chmod 644 feeds.yaml", in: bed.folder.path))
    let open = try await bed.vigie("check", "--config", config)
    #expect(open.code == 0 && open.errors.contains("feeds.yaml:2:1: warning: everybody on this machine"), "\(open)")
    #expect(!open.errors.contains("SECRET"))
    for closing in ["chmod 640 feeds.yaml", "chmod 644 feeds.yaml && chmod 750 ."] {
      #expect(Command.succeeds(closing, in: bed.folder.path))
      #expect(try await !bed.vigie("check", "--config", config).errors.contains("everybody"), "\(closing)")
    }
  }

  @Test func `Q12: check warns of a missing contact, and a poll does not`() async throws {
    try bed.write("- url: feed.xml\n", to: "feeds.yaml")
    try bed.write(rss([]), to: "feed.xml")
    #expect(try await bed.vigie("check", "--config", config).errors.contains("`http.contact` is missing"))
    #expect(try await bed.vigie("poll", "--config", config) == TestBed.Run(code: 0, output: "", errors: ""))
  }

  @Test func `problems come by file, line and column`() async throws {
    try bed.write("- { url: b.xml }\n- { url: https://x.org, interval: 20m }\n- { url: a.xml }\n", to: "feeds.yaml")
    let run = try await bed.vigie("check", "--config", config)
    let places = run.errors.matches(of: /feeds\.yaml:\d/).map { String($0.output) }
    #expect(places == ["feeds.yaml:1", "feeds.yaml:2", "feeds.yaml:3"], "\(run.errors)")
  }

  @Test func `lines are as wide as the terminal`() async throws {
    try bed.write("- url: feed.xml\n  title: \(String(repeating: "wide ", count: 60))\n", to: "feeds.yaml")
    for (columns, width) in [("60", 30), ("20", 20 / 2), ("5", 20 / 2), ("wide", 40)] {
      let list = "COLUMNS=\(columns) \"$VIGIE\" feeds list --config vigie.yaml"
      #expect(try await bed.shell(list).output.prefix { $0 != "\n" }.count == width, "\(columns)")
    }
    let terminal = "script -qec 'stty cols 60; \"$VIGIE\" feeds list --config vigie.yaml' /dev/null"
    let run = try await bed.shell("command -v script > /dev/null && \(terminal) || echo skipped")
    let line = run.output.prefix { $0 != "\r\n" && $0 != "\n" }
    #expect(line == "skipped" || line.count == 30, "\(line)")
  }

  @Test func `tail says that nobody knows a watchlist`() async throws {
    let unknown = try await bed.vigie("tail", "--config", config, "--watchlist", "nosuch")
    #expect(unknown.errors.contains("a watchlist with the id nosuch"), "\(unknown)")
    #expect(try await !bed.vigie("tail", "--config", config, "--watchlist", "w").errors.contains("watchlist with"))
    try bed.write(TailTests.line(1, watchlist: "old"), to: "alerts.jsonl")
    #expect(try await bed.vigie("tail", "--config", config, "--watchlist", "old", "--json").errors == "")
  }
}
