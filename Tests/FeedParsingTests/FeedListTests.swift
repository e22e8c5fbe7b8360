import Testing

@testable import FeedParsing

@Suite struct FeedListTests {
  @Test func `flattens an OPML list, and mends it`() throws {
    let document = try OPMLParser.parse(
      Array(
        """
        <opml version="2.0"><head><title>My feeds</title></head><body>
        <outline text="Press"><outline text="A & B" xmlUrl="https://a.org/rss?x=1&amp;y=2" htmlUrl="https://a.org/"
          language="fr" category="/Tech/AI,News"/></outline>
        <outline title="Alone" text="x" xmlUrl="https://b.org/"/>
        </body></opml>
        """.utf8))
    #expect(document.title == "My feeds")
    #expect(
      document.outlines == [
        OPMLFeed(
          xmlURL: "https://a.org/rss?x=1&y=2", title: "A & B", htmlURL: "https://a.org/", language: "fr",
          categories: ["Press", "Tech/AI", "News"], line: 2),
        OPMLFeed(xmlURL: "https://b.org/", title: "Alone", categories: [], line: 4),
      ])
  }

  @Test func `names the line on which an outline's tag begins`() throws {
    let document = try OPMLParser.parse(
      Array(
        "<opml><body>\n<outline\n  text='a &lt; b'\n  xmlUrl='https://a.org/'\n/>\n<outline xmlUrl='https://b.org/'/></body></opml>"
          .utf8))
    #expect(document.outlines.map(\.line) == [2, 6])
  }

  @Test func `refuses what is no list`() {
    #expect(throws: FeedParsingError.notAFeed(root: "rss")) { try OPMLParser.parse(Array("<rss/>".utf8)) }
    #expect(throws: FeedParsingError.empty) { try OPMLParser.parse([]) }
  }

  @Test func `finds the feeds of a page, then the usual places`() {
    let links = FeedDiscovery.links(
      inHTML: Array(
        """
        <html><head><!-- <link rel="alternate" type="application/rss+xml" href="/no"> -->
        <link rel="stylesheet" href="/s.css"><link rel=alternate type=application/atom+xml href=atom title="A &amp; B">
        <LINK REL="Alternate" TYPE="application/rss+xml" HREF='/rss'><link rel="alternate" hreflang="de" href="/de"></head>
        """.utf8), baseURL: "https://e.org/page/")
    #expect(
      links.prefix(2) == [
        FeedLink(url: "https://e.org/page/atom", title: "A & B", mimeType: "application/atom+xml"),
        FeedLink(url: "https://e.org/rss", mimeType: "application/rss+xml"),
      ])
    #expect(links.dropFirst(2).allSatisfy { $0.isGuess })
    #expect(links.contains { $0.url == "https://e.org/feed" })
  }

  @Test(arguments: [
    "<head></head><body>%", "<head></head>%", "<body>%", "<head><script>let a = '%</head>'</script>",
    "<head><style>%</style>",
  ])
  func `E20: only the head of a page names its feeds`(page: String) {
    let link = "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/x\">"
    let head = "<link rel=\"feed\" href=\"/h\">"
    let links = FeedDiscovery.links(
      inHTML: Array(page.replacing("%", with: link).replacing("<head>", with: "<head>\(head)").utf8),
      baseURL: "https://e.org/")
    let named = links.filter { !$0.isGuess }.map(\.url)
    #expect(named == (page.contains("<head>") ? ["https://e.org/h"] : []))
  }
}
