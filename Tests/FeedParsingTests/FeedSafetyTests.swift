import Foundation
import Testing

@testable import FeedParsing

@Suite struct FeedSafetyTests {
  @Test func `loads no external entity`() throws {
    let document = try FeedParser.parse(
      """
      <!DOCTYPE rss SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "file:///etc/x"> %p;]>
      <rss><channel><item><title>a &x; b &eacute;</title></item></channel></rss>
      """)
    #expect(document.stories[0].title == "a &x; b é")
  }

  @Test func `expands short entities and defuses bombs`() throws {
    var text = "<!DOCTYPE rss [<!ENTITY co \"Acme &amp; Sons\"><!ENTITY l0 \"lol lol lol lol\">"
    for level in 1...9 { text += "<!ENTITY l\(level) \"" + String(repeating: "&l\(level - 1);", count: 10) + "\">" }
    text += "]><rss><channel><item><title>&co;</title><description>&l9;&l9;</description></item></channel></rss>"
    let document = try FeedParser.parse(text)
    #expect(document.stories[0].title == "Acme & Sons")
    #expect(document.stories[0].summary.utf8.count < 100_000)
  }

  @Test func `Q22: bounds stories, titles, texts and addresses`() throws {
    let items = String(repeating: "<item><title>t</title></item>", count: 2_100)
    let many = try FeedParser.parse("<rss><channel>\(items)</channel></rss>")
    #expect(many.stories.count == FeedLimits.stories)
    #expect(many.storiesLeftOut == 100)
    #expect(many.warnings.contains { $0.message.contains("100 stories more") })

    let long = String(repeating: "x", count: 300_000)
    let story = try FeedParser.parse(
      "<rss><channel><item><title>\(long)</title><link>http://e.org/\(long)</link><description>\(long)</description></item></channel></rss>"
    ).stories[0]
    #expect(story.title.utf8.count == FeedLimits.title)
    #expect(story.summary.utf8.count == FeedLimits.text)
    #expect(story.url == nil)
  }

  @Test(arguments: [
    ("<title>#</title>", 4_097, "a title of 4097 bytes was cut to 4096"), ("<title>#</title>", 4_096, nil),
    ("<description>#</description>", 262_145, "a text of 262145 bytes was cut to 262144"),
    ("<description>#</description>", 262_144, nil), ("<title>#&lt;b> &lt;/b></title>", 4_090, nil),
    ("<link>http://e.org/#</link>", 2_048, "an address of 2061 bytes was left out"),
    ("<enclosure url=\"http://e.org/#\"/>", 2_048, "an address of 2061 bytes was left out"),
    ("<link>http://e.org/#</link>", 2_035, nil),
    ("<guid>#</guid>", 4_097, "an id of 4097 bytes was cut to 4096"), ("<guid>#</guid>", 4_096, nil),
  ])
  func `says what was cut or left out, and where`(field: String, length: Int, warning: String?) throws {
    let long = field.replacing("#", with: String(repeating: "x", count: length))
    let document = try FeedParser.parse("<rss><channel><item>\n\(long)</item></channel></rss>")
    #expect(document.warnings == (warning.map { [ParseWarning(line: 2, message: $0)] } ?? []))
  }

  @Test func `leaves out a feed's address that is too long`() throws {
    let long = "http://e.org/" + String(repeating: "x", count: 2_048)
    let document = try FeedParser.parse(
      "<feed xmlns='http://www.w3.org/2005/Atom'>\n<link href='\(long)'/></feed>", baseURL: "http://e.org/feed")
    #expect(document.link == nil)
    #expect(document.warnings == [ParseWarning(line: 2, message: "an address of 2061 bytes was left out")])
  }

  @Test(arguments: [
    (#""title":"@""#, 4_097, "a title of 4097 bytes was cut to 4096"),
    (#""id":"@""#, 4_097, "an id of 4097 bytes was cut to 4096"),
    (#""url":"http://e.org/@""#, 2_048, "an address of 2061 bytes was left out"),
    (#""content_text":"@""#, 262_145, "a text of 262145 bytes was cut to 262144"),
    (#""content_text":"@""#, 262_144, nil), (#""date_published":"@""#, 3, "“xxx” is no date"),
  ])
  func `says of JSON feeds too what was cut or left out`(member: String, length: Int, warning: String?) throws {
    let long = member.replacing("@", with: String(repeating: "x", count: length))
    let document = try FeedParser.parse("{\"items\":[{\(long)}]}")
    #expect(document.warnings == (warning.map { [ParseWarning(message: $0)] } ?? []))
  }

  @Test func `survives deep nesting`() throws {
    let deep = String(repeating: "<a>", count: 50_000)
    let document = try FeedParser.parse("<rss><channel><item><title>one</title></item><item><title>\(deep)two")
    #expect(document.stories.map(\.title) == ["one", "two"])
  }

  @Test func `writes nothing that drives a terminal`() throws {
    let document = try FeedParser.parse(
      "<rss><channel><item><title>a\u{7F}\u{202E}b\u{85}\u{2028}\"\\</title></item></channel></rss>")
    let line = JSONFeedWriter.item(document.stories[0]).span.string
    #expect(
      line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0 != "\u{202E}" })
    #expect(line.contains("\\u202e"))
  }
}
