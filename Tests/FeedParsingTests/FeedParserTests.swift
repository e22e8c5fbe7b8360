import Testing

@testable import FeedParsing

@Suite struct FeedParserTests {
  @Test(arguments: [
    ("", "https://e.org/a.mp3", StoryIDOrigin.link), ("<link>https://e.org/p</link>", "https://e.org/p", .link),
    ("<guid>https://e.org/g</guid>", "https://e.org/g", .publisher),
  ])
  func `a story without a page leads to its first enclosure`(
    fields: String, url: String, origin: StoryIDOrigin
  ) throws {
    let files = "<enclosure url='/a.mp3'/><enclosure url='/b.mp3'/>"
    let document = try FeedParser.parse(
      "<rss><channel><item>\(files)\(fields)</item></channel></rss>", baseURL: "https://e.org/feed")
    #expect(document.stories[0].url == url)
    #expect(document.stories[0].idOrigin == origin)
  }

  @Test func `reads RSS with its modules`() throws {
    let document = try FeedParser.parse(
      """
      <?xml version="1.0"?>
      <rss version="2.0" xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:c="http://purl.org/rss/1.0/modules/content/"
        xmlns:m="http://search.yahoo.com/mrss/" xmlns:a="http://www.w3.org/2005/Atom">
      <channel><title>Desk &amp; Co</title><link>https://example.org/</link><description>All of it</description>
      <language>fr</language><ttl>30</ttl><skipHours><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>
      <a:link rel="self" href="/feed"/><a:link rel="hub" href="https://hub.example.org/"/>
      <image><title>logo</title><link>https://example.org/logo</link></image>
      <item><title>L&#8217;Alibaba</title><link>/1</link><guid isPermaLink="false">one</guid>
      <m:title>other</m:title><description>&lt;p&gt;Short&lt;/p&gt;</description>
      <c:encoded><![CDATA[<p>Long</p><p>text</p>]]></c:encoded>
      <d:creator>Ada Byron</d:creator><category>Tech</category><category>Tech</category>
      <pubDate>Tue, 24 Nov 2026 08:00:00 GMT</pubDate>
      <enclosure url="/a.mp3" type="audio/mpeg" length="12"/></item>
      <item><description>no title</description></item>
      </channel></rss>
      """, baseURL: "https://example.org/feeds/rss")
    #expect(document.format == .rss20)
    #expect(document.title == "Desk & Co")
    #expect(document.link == "https://example.org/")
    #expect(document.selfURL == "https://example.org/feed")
    #expect(document.hubs == ["https://hub.example.org/"])
    #expect(document.ttlMinutes == 30)
    #expect(document.skipHours == [3])
    #expect(document.skipDays == ["Sunday"])
    #expect(document.isDegraded == false)
    #expect(document.stories.count == 2)
    let story = document.stories[0]
    #expect(story.id == "one")
    #expect(story.idOrigin == .publisher)
    #expect(story.title == "L’Alibaba")
    #expect(story.url == "https://example.org/1")
    #expect(story.summary == "Short")
    #expect(story.contentText == "Long\n\ntext")
    #expect(story.contentHTML == "<p>Long</p><p>text</p>")
    #expect(story.authors == [Author(name: "Ada Byron")])
    #expect(story.categories == ["Tech"])
    #expect(story.attachments == [Attachment(url: "https://example.org/a.mp3", mimeType: "audio/mpeg", size: 12)])
    #expect(story.published.map(JSONFeedWriter.timestamp) == "2026-11-24T08:00:00Z")
    #expect(story.language == "fr")
    #expect(document.stories[1].idOrigin == .text)
  }

  @Test func `reads Atom with its bases, kinds of text and people`() throws {
    let document = try FeedParser.parse(
      """
      <x:feed xmlns:x="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://example.org/base/">
      <x:title type="html">The &lt;b&gt;feed&lt;/b&gt;</x:title><x:author><x:name>Editor</x:name></x:author>
      <x:link href="home"/><x:updated>2026-11-24T08:00:00Z</x:updated>
      <x:entry xml:lang="de"><x:id>urn:1</x:id><x:title>a &lt;b&gt; c</x:title>
      <x:link rel="enclosure" href="f.ogg" type="audio/ogg"/><x:link rel="alternate" href="1"/>
      <x:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>AT&amp;T <b>now</b></p></div></x:content>
      <x:category term="t" label="Label"/></x:entry>
      <x:entry><x:id>urn:2</x:id><x:author><x:name>Ada</x:name><x:email>ada@example.org</x:email></x:author></x:entry>
      </x:feed>
      """)
    #expect(document.format == .atom10)
    #expect(document.title == "The feed")
    #expect(document.link == "https://example.org/base/home")
    let story = document.stories[0]
    #expect(story.title == "a <b> c")
    #expect(story.url == "https://example.org/base/1")
    #expect(story.contentText == "AT&T now")
    #expect(story.authors == [Author(name: "Editor")])
    #expect(story.categories == ["t", "Label"])
    #expect(story.language == "de")
    #expect(story.attachments.map(\.url) == ["https://example.org/base/f.ogg"])
    #expect(document.stories[1].authors == [Author(name: "Ada", email: "ada@example.org")])
    #expect(document.stories[1].language == "en")
  }

  @Test func `reads RDF, news sitemaps, sitemap indexes and JSON Feed`() throws {
    let rdf = try FeedParser.parse(
      """
      <r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
      <channel><title>t</title></channel><item r:about="https://e.org/1"><title>one</title></item></r:RDF>
      """)
    #expect(rdf.format == .rss10)
    #expect(rdf.stories.map(\.id) == ["https://e.org/1"])

    let news = try FeedParser.parse(
      """
      <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
      <url><loc>https://e.org/1</loc><n:news><n:publication><n:name>E</n:name><n:language>ar</n:language></n:publication>
      <n:publication_date>2026-11-24</n:publication_date><n:title>خبر</n:title><n:keywords>a, b</n:keywords></n:news></url>
      </urlset>
      """)
    #expect(news.format == .newsSitemap)
    #expect(news.stories.map(\.title) == ["خبر"])
    #expect(news.stories[0].language == "ar")
    #expect(news.stories[0].categories == ["a", "b"])
    #expect(news.stories[0].id == "https://e.org/1")

    let index = try FeedParser.parse("<sitemapindex><sitemap><loc>https://e.org/s.xml</loc></sitemap></sitemapindex>")
    #expect(index.sitemaps == ["https://e.org/s.xml"])
    #expect(index.stories.isEmpty)

    let json = try FeedParser.parse(
      #"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":7,"content_text":"a\n\nb < c"}]}"#)
    #expect(json.format == .json11)
    #expect(json.stories[0].id == "7")
    #expect(json.stories[0].contentText == "a\n\nb < c")
    #expect(JSONFeedWriter.item(json.stories[0]) == Array(#"{"id":"7","content_text":"a\n\nb < c"}"#.utf8))
  }

  @Test(arguments: [
    ("", FeedParsingError.empty), (" \n ", .empty), ("<", .truncated),
    ("<!DOCTYPE html><html><head><title>Home</title></head><body></body></html>", .htmlPage(title: "Home")),
    ("<html><title>Sign in</title><input type=\"password\"></html>", .loginPage(title: "Sign in")),
    ("<opml version=\"2.0\"></opml>", .feedList), ("<svg></svg>", .notAFeed(root: "svg")),
    (#"{"error":"not found"}"#, .jsonError(message: "not found")), (#"{"a":1}"#, .notAJSONFeed),
    ("{oops", .brokenJSON(reason: "it is malformed")), ("%PDF-1.7 x", .notText(kind: "a PDF")),
    ("Too many requests", .noMarkup(beginning: "Too many requests")),
  ])
  func `names what is no feed`(text: String, error: FeedParsingError) {
    #expect(throws: error) { try FeedParser.parse(text) }
  }

  @Test func `takes the first of equal candidates and the better of unequal ones`() throws {
    let document = try FeedParser.parse(
      """
      <rss xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><dc:title>dc</dc:title><title>first</title>
      <title>second</title><dc:date>2026-11-23</dc:date><pubDate>Tue, 24 Nov 2026 08:00:00 GMT</pubDate>
      <pubDate>nonsense</pubDate></item></channel></rss>
      """)
    #expect(document.stories[0].title == "first")
    #expect(document.stories[0].published.map(JSONFeedWriter.timestamp) == "2026-11-24T08:00:00Z")
    #expect(document.warnings.contains { $0.line == 3 && $0.message.contains("nonsense") })
  }

  static let authors: [(String, String?, String?)] = [
    ("ed@example.org (Ada Byron)", "Ada Byron", "ed@example.org"), ("Ada <ed@example.org>", "Ada", "ed@example.org"),
    ("ed@example.org", nil, "ed@example.org"), ("Ada Byron", "Ada Byron", nil), ("@ada", "@ada", nil),
    ("Ada (Desk) ed@example.org", "Ada (Desk)", "ed@example.org"),
  ]

  @Test(arguments: authors)
  func `reads authors in all their forms`(line: String, name: String?, email: String?) {
    #expect(AuthorText.author(line) == Author(name: name, email: email))
  }

  @Test(arguments: [
    ("a", "http://e.org/x/y", "http://e.org/x/a"), ("/a", "http://e.org/x/y", "http://e.org/a"),
    ("../a", "http://e.org/x/y/z", "http://e.org/x/a"), ("?q", "http://e.org/x?p", "http://e.org/x?q"),
    ("//f.org/a", "https://e.org/", "https://f.org/a"), ("http://f.org", "http://e.org/", "http://f.org"),
    ("#f", "http://e.org/x?p#g", "http://e.org/x?p#f"), ("a", "http://e.org", "http://e.org/a"), ("a", "mailto:x", "a"),
  ])
  func `makes addresses absolute`(url: String, base: String, expected: String) {
    #expect(URLResolution.resolve(url, against: base) == expected)
  }
}
