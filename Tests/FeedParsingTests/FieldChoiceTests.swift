import Testing

@testable import FeedParsing

/// What becomes of several elements that say the same about a story.
@Suite struct FieldChoiceTests {
  private func story(_ fields: String) throws -> Story {
    let document = try FeedParser.parse(
      """
      <rss xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:m="http://search.yahoo.com/mrss/"
      xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><item>\(fields)</item></channel></rss>
      """)
    return document.stories[0]
  }

  private func entry(_ fields: String) throws -> Story {
    try FeedParser.parse("<feed xmlns='http://www.w3.org/2005/Atom'><entry>\(fields)</entry></feed>").stories[0]
  }

  @Test(arguments: [
    ("<description>a</description><summary>b</summary>", "a", "b"),
    ("<summary>a</summary><description>b</description>", "a", "b"),
    ("<i:summary>b</i:summary><description>a</description>", "a", "b"),
    ("<description>a</description><i:summary>a</i:summary>", "a", ""),
    ("<description>a</description><i:summary>b</i:summary><c:encoded>c</c:encoded>", "a", "c"),
    ("<description>a</description><m:description>a picture</m:description>", "a", ""),
    ("<i:subtitle>c</i:subtitle><description>a</description>", "a", ""),
  ])
  func `a second text is the content where there is no other`(
    fields: String, summary: String, content: String
  ) throws {
    let story = try story(fields)
    #expect(story.summary == summary)
    #expect(story.contentText == content)
  }

  @Test(arguments: [
    ("<category term='a' label='Alpha'/><category term='b'/>", ["a", "b", "Alpha"]),
    ("<category term='ai' label='AI'/>", ["ai"]),
    ("<category label='Alpha'/>", ["Alpha"]),
    ("<category>text</category>", ["text"]),
  ])
  func `terms of categories come first, then labels that say something else`(
    fields: String, categories: [String]
  ) throws {
    #expect(try entry(fields).categories == categories)
  }

  @Test(arguments: [
    ("<m:category label='Visual Art'>visual_art</m:category>", ["visual_art", "Visual Art"]),
    ("<tags>one, two</tags><category>three</category>", ["one", "two", "three"]),
  ])
  func `categories have several elements`(fields: String, categories: [String]) throws {
    #expect(try story(fields).categories == categories)
  }

  @Test func `enclosures come before media`() throws {
    let story = try story(
      """
      <m:group><m:content url="http://e.org/a.mp4"/><m:content url="http://e.org/b.mp3" type="audio/mpeg"/></m:group>
      <enclosure url="http://e.org/b.mp3" length="12"/>
      """)
    #expect(
      story.attachments == [
        Attachment(url: "http://e.org/b.mp3", mimeType: "audio/mpeg", size: 12), Attachment(url: "http://e.org/a.mp4"),
      ])
  }

  @Test(arguments: [
    ("<link href='http://e.org/1'/><link rel='alternate' type='text/html' href='http://e.org/2'/>", "http://e.org/2"),
    ("<link type='application/pdf' href='http://e.org/1'/><link href='http://e.org/2'/>", "http://e.org/2"),
    ("<link href='http://e.org/1'/><link href='http://e.org/2'/>", "http://e.org/1"),
  ])
  func `of several pages the one that says it is one is the story's`(links: String, url: String) throws {
    #expect(try entry(links).url == url)
  }

  @Test(arguments: [#"{"name":"Ada"}"#, #"[{"name":"Ada"}]"#, #""Ada""#])
  func `a JSON feed's authors may be one or several`(authors: String) throws {
    let document = try FeedParser.parse(
      #"{"version":"https://jsonfeed.org/version/1.1","items":[{"authors":\#(authors)}]}"#)
    #expect(document.stories[0].authors == [Author(name: "Ada")])
  }
}
