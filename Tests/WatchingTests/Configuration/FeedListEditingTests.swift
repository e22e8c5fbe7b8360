import CustomDump
import Foundation
import SystemPackage
import Testing

@testable import Watching

@Suite struct FeedListEditingTests {
  static let feed = NewFeed(
    url: "https://new.org/feed", title: "New: \"all\" #1", language: "fr", country: "FR", tags: ["press", "a, b"])
  static let entry = [
    "- url: https://new.org/feed", #"  title: "New: \"all\" #1""#, "  language: fr", "  country: FR",
    #"  tags: [press, "a, b"]"#, "",
  ]

  @Test(
    arguments: [
      (nil, ""), ("", ""), ("# mine", "# mine\n"), ("---\n# mine\n", "---\n# mine\n"), ("[]\n", "\n"),
      ("[ ] # none yet\n", " # none yet\n"),
      ("- url: https://a.org # why\n\n# end\n", "- url: https://a.org # why\n\n# end\n"),
      ("- url: https://a.org", "- url: https://a.org\n"),
    ] as [(String?, String)])
  func `feeds are added behind what stands in a yaml list`(before: String?, kept: String) throws {
    let folder = try ConfigurationFolder(before.map { ["l.yaml": $0] } ?? [:])
    let outcome = try FeedListEditing.add([Self.feed], to: folder.file("l.yaml"), known: [])
    #expect(diff(outcome, .init(added: [Self.feed], known: [])) == nil)
    #expect(diff(try folder.read("l.yaml"), kept + Self.entry.joined(separator: "\n")) == nil)
  }

  @Test(arguments: [
    ("- url: https://a.org\n", "...\n"), ("---\n# mine\n", "..."),
    ("- url: https://a.org # ...\n", "... # end\n# mine\n"),
    ("--- \n- url: https://a.org\n", "...\t\n...\n"), ("- url: https://a.org\r\n", "...\r\n"),
  ])
  func `feeds are added before the marker that ends a yaml document`(before: String, marker: String) throws {
    let folder = try ConfigurationFolder(["l.yaml": before + marker])
    for url in ["https://b.org", "https://c.org"] {
      _ = try FeedListEditing.add([NewFeed(url: url)], to: folder.file("l.yaml"), known: [])
    }
    let lineBreak = before.hasSuffix("\r\n") ? "\r\n" : "\n"
    #expect(
      try folder.read("l.yaml")
        == "\(before)- url: https://b.org\(lineBreak)- url: https://c.org\(lineBreak)\(marker)")
    let (feeds, problems) = FeedLists.load(paths: [folder.file("l.yaml")])
    #expect(feeds.map(\.url).suffix(2) == ["https://b.org", "https://c.org"])
    #expect(problems == [])
  }

  @Test func `an indented list stays indented, and CRLF stays CRLF`() throws {
    let folder = try ConfigurationFolder(["l.yaml": "  # x\r\n  - url: https://a.org\r\n"])
    _ = try FeedListEditing.add([NewFeed(url: "https://b.org", id: "b")], to: folder.file("l.yaml"), known: [])
    #expect(try folder.read("l.yaml") == "  # x\r\n  - url: https://a.org\r\n  - url: https://b.org\r\n    id: b\r\n")
  }

  @Test func `nothing is added twice`() throws {
    let folder = try ConfigurationFolder(["l.yaml": "- url: https://a.org\n"])
    let known = [FeedSource(id: "b", url: "https://b.org/", list: "other.yaml", line: 1)]
    let urls = ["https://A.org/", "https://b.org", "https://c.org", "https://c.org:443/#x"]
    let outcome = try FeedListEditing.add(urls.map { NewFeed(url: $0) }, to: folder.file("l.yaml"), known: known)
    #expect(outcome.added.map(\.url) == ["https://c.org"])
    #expect(outcome.known.map(\.url) == ["https://A.org/", "https://b.org", "https://c.org:443/#x"])
    let text = try folder.read("l.yaml")
    #expect(text == "- url: https://a.org\n- url: https://c.org\n")
    let again = try FeedListEditing.add(urls.map { NewFeed(url: $0) }, to: folder.file("l.yaml"), known: known)
    #expect(again.added == [])
    #expect(try folder.read("l.yaml") == text)
  }

  @Test func `of several that add to one list at once none takes away what another has added`() async throws {
    let folder = try ConfigurationFolder(["l.yaml": "- url: https://a.org\n"])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...20 {
        group.addTask {
          let feed = NewFeed(url: "https://b.org/\(number)")
          _ = try FeedListEditing.add([feed], to: folder.file("l.yaml"), known: [])
        }
      }
      try await group.waitForAll()
    }
    #expect(try folder.read("l.yaml").split(separator: "\n").count == 21)
  }

  @Test func `a txt list takes a line a feed`() throws {
    let folder = try ConfigurationFolder(["l.txt": "# mine\nhttps://a.org x", "a/f.xml": ""])
    let local = NewFeed(url: folder.file("a/f.xml"), tags: ["#1", "say \"x\""])
    _ = try FeedListEditing.add([Self.feed, local], to: folder.file("l.txt"), known: [])
    #expect(
      try folder.read("l.txt")
        == "# mine\nhttps://a.org x\nhttps://new.org/feed press \"a, b\"\na/f.xml \"#1\" \"say 'x'\"\n")
  }

  @Test(arguments: [
    ("l.yaml", "- url: [\n", "2:1: "), ("l.yaml", "[{ url: https://a.org }]\n", "nothing can be appended"),
    ("l.yaml", "a: b\n", "1:1: a feed list must be a list"),
    ("l.yaml", "- url: https://a.org\n...\n---\n", "3:1: a second YAML document"),
    ("l.opml", "<opml/>", "feeds are added to a .yaml or .txt list"),
    ("l.csv", "", "feeds are added to a .yaml or .txt list"),
  ])
  func `a list that cannot take feeds stays as it is`(name: String, text: String, reason: String) throws {
    let folder = try ConfigurationFolder([name: text])
    do throws(FeedListEditingError) {
      let outcome = try FeedListEditing.add([Self.feed], to: folder.file(name), known: [])
      Issue.record("added \(outcome)")
    } catch {
      #expect(error.description.contains(reason), "\(error)")
    }
    #expect(try folder.read(name) == text)
  }

  @Test func `bad feeds, taken ids and missing folders are refused`() throws {
    let folder = try ConfigurationFolder()
    let known = [FeedSource(id: "x", url: "https://x.org/", list: "other.yaml", line: 1)]
    func refusal(_ feed: NewFeed, _ list: String) -> FeedListEditingError? {
      do throws(FeedListEditingError) {
        _ = try FeedListEditing.add([feed], to: folder.file(list), known: known)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal(NewFeed(url: "https://y.org", id: "x"), "l.yaml") == .idTaken(id: "x", by: "other.yaml"))
    let bad = refusal(NewFeed(url: "ftp://u:SECRET@y.org"), "l.yaml")
    #expect(bad?.description.contains("SECRET") == false)
    #expect(bad?.description.hasPrefix("`ftp://y.org`: ") == true)
    for feed in [NewFeed(url: "https://y.org", language: "French"), NewFeed(url: "https://y.org", country: "FRA")] {
      guard case .badFeed = refusal(feed, "l.yaml") else {
        Issue.record("not refused: \(feed)")
        continue
      }
    }
    guard case .badFeed = refusal(NewFeed(url: "https://y.org", id: "y"), "l.txt") else {
      Issue.record("an id in a list without ids is not refused")
      return
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("l.yaml")))
    let unwritable = refusal(NewFeed(url: "https://y.org"), "none/l.yaml")
    #expect(unwritable == .unwritable(list: folder.file("none/l.yaml"), reason: "its folder does not exist"))
  }

  @Test func `a link stays a link, and permissions stay`() throws {
    let folder = try ConfigurationFolder(["real/l.yaml": "- url: https://a.org\n"])
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.file("real/l.yaml"))
    try manager.createSymbolicLink(atPath: folder.file("l.yaml"), withDestinationPath: "real/l.yaml")
    _ = try FeedListEditing.add([NewFeed(url: "https://b.org")], to: folder.file("l.yaml"), known: [])
    #expect(try folder.read("real/l.yaml") == "- url: https://a.org\n- url: https://b.org\n")
    #expect(try manager.destinationOfSymbolicLink(atPath: folder.file("l.yaml")) == "real/l.yaml")
    #expect(try manager.attributesOfItem(atPath: folder.file("real/l.yaml"))[.posixPermissions] as? Int == 0o640)
    #expect(try manager.contentsOfDirectory(atPath: folder.file("real")) == ["l.yaml"])
  }

  @Test(.enabled(if: geteuid() == 0, "only root may give files away"))
  func `the list stays that of its owner and group`() throws {
    let folder = try ConfigurationFolder(["l.yaml": "- url: https://a.org\n"])
    #expect(unsafe chown(folder.file("l.yaml"), 65_533, 65_534) == 0)
    #expect(unsafe chmod(folder.file("l.yaml"), 0o640) == 0)
    _ = try FeedListEditing.add([NewFeed(url: "https://b.org")], to: folder.file("l.yaml"), known: [])
    let list = try FilePath(folder.file("l.yaml")).stat()
    #expect((list.userID.rawValue, list.groupID.rawValue, list.permissions.rawValue) == (65_533, 65_534, 0o640))
    #expect(try folder.read("l.yaml") == "- url: https://a.org\n- url: https://b.org\n")
  }

  @Test(arguments: [
    "plain", "no", "1e3", "-x", "a: b", "a #b", "#a", " a ", "a\nb\tc", "\u{1B}[31m", "a\u{2028}b", "'q'",
    "back\\slash",
    "é 阿里 😀", "@x", "*x", "&x", "!x",
    "%x", "a:", "[x]", "{x}", "x, y", "| x", "> x", "? x", "null", "~", "2024-01-01", ".5", "/x", "x\u{FEFF}y",
    "\u{10FFFD}",
  ])
  func `any title survives a list`(title: String) throws {
    let folder = try ConfigurationFolder()
    let feed = NewFeed(url: "https://a.org/?a=b,c&d=[e]", title: title, tags: [title])
    _ = try FeedListEditing.add([feed], to: folder.file("l.yaml"), known: [])
    #expect(diff(try FeedListEditing.feeds(in: folder.file("l.yaml")).feeds, [feed]) == nil)
  }

  // MARK: OPML

  @Test func `feeds are exported by their first tag, without userinfo`() throws {
    var one = FeedSource(id: "1", url: "https://u:p@a.org/?x&y")
    (one.title, one.language, one.tags) = ("A & \"B\" <c>\u{1B}", "fr", ["Press", "France", "x, y"])
    let two = FeedSource(id: "2", url: "https://b.org")
    var three = FeedSource(id: "3", url: "https://c.org")
    three.tags = ["Press"]
    let expected = """
      <?xml version="1.0" encoding="UTF-8"?>
      <opml version="2.0">
        <head>
          <title>vigie</title>
        </head>
        <body>
          <outline text="Press">
            <outline type="rss" text="A &amp; &quot;B&quot; &lt;c&gt;" title="A &amp; &quot;B&quot; &lt;c&gt;" xmlUrl="https://a.org/?x&amp;y" language="fr" category="France,x  y"/>
            <outline type="rss" text="https://c.org" title="https://c.org" xmlUrl="https://c.org"/>
          </outline>
          <outline type="rss" text="https://b.org" title="https://b.org" xmlUrl="https://b.org"/>
        </body>
      </opml>

      """
    #expect(diff(OPMLExport.document(of: [one, two, three], title: "vigie"), expected) == nil)
    #expect(OPMLExport.document(of: [one], title: "", secrets: .included).contains("https://u:p@a.org/?x&amp;y"))
  }

  @Test func `a list with long intervals can be added to, and local files are relative to it`() throws {
    let folder = try ConfigurationFolder([
      "a/l.yaml": "- url: https://a.org\n  interval: 7d\n", "a/b/f.xml": "", "c.xml": "",
    ])
    let feeds = ["a/b/f.xml", "a/../c.xml"].map { NewFeed(url: folder.file($0)) }
    _ = try FeedListEditing.add(feeds, to: folder.file("a/../a/l.yaml"), known: [])
    #expect(
      try folder.read("a/l.yaml")
        == "- url: https://a.org\n  interval: 7d\n- url: b/f.xml\n- url: \(folder.path)/c.xml\n")
  }

  @Test func `of a list to import all sound feeds count and all errors are told, and OPML may have another name`()
    throws
  {
    let outlines = ["ftp://a.org", "https://b.org", "gopher://c.org"].map { "<outline xmlUrl=\"\($0)\"/>\n" }
    let opml = "<opml version=\"2.0\"><body>\n\(outlines.joined())</body></opml>"
    let folder = try ConfigurationFolder([
      "bad.opml": opml, "good.xml": opml.replacing("ftp", with: "http").replacing("gopher", with: "http"),
    ])
    #expect(
      try FeedListEditing.feeds(in: folder.file("good.xml")).feeds.map(\.url) == [
        "http://a.org", "https://b.org", "http://c.org",
      ])
    let bad = try FeedListEditing.feeds(in: folder.file("bad.opml"))
    #expect(bad.feeds.map(\.url) == ["https://b.org"])
    #expect(
      begin(folder.shown(bad.problems), as: ["bad.opml:2:1: `ftp`", "bad.opml:4:1: `gopher`"]), "\(bad.problems)")
  }

  @Test(arguments: [
    "", "</body>", "<outline type=\"rss\" xmlUrl=\"https://b", "<outline text=\"x\">", "<!-- ", "<",
  ])
  func `a list that is cut off is an error at its end, and its feeds are read`(end: String) throws {
    let begin = "<opml version=\"2.0\"><body>\n<outline type=\"rss\" xmlUrl=\"https://a.org\"/>\n"
    let folder = try ConfigurationFolder(["l.opml": begin + end])
    let list = try FeedListEditing.feeds(in: folder.file("l.opml"))
    #expect(list.feeds.contains { $0.url == "https://a.org" })
    let errors = folder.shown(list.problems.filter { $0.severity == .error })
    #expect(errors == ["l.opml:\(end.isEmpty ? 2 : 3):1: the list is cut off here: feeds may be missing"])
  }

  @Test func `what stands behind a list's end takes nothing from it`() throws {
    let text = "<opml version=\"2.0\"><body><outline xmlUrl=\"https://a.org\"/></body></opml>\n<!-- x"
    let folder = try ConfigurationFolder(["l.opml": text])
    let list = try FeedListEditing.feeds(in: folder.file("l.opml"))
    #expect(list.feeds.count == 1 && !list.problems.contains { $0.severity == .error }, "\(list.problems)")
  }

  @Test func `what was exported can be imported`() throws {
    var feed = FeedSource(id: "1", url: "https://a.org/?x&y")
    (feed.title, feed.language, feed.tags) = ("A & B", "fr", ["Press", "France", "Paris"])
    let folder = try ConfigurationFolder(["l.opml": OPMLExport.document(of: [feed], title: "vigie")])
    let expected = NewFeed(url: feed.url, title: "A & B", language: "fr", tags: ["Press", "France", "Paris"])
    #expect(diff(try FeedListEditing.feeds(in: folder.file("l.opml")).feeds, [expected]) == nil)
  }
}
