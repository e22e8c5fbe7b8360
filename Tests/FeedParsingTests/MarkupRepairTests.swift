import TestSupport
import Testing

@testable import FeedParsing

@Suite struct MarkupRepairTests {
  static let titles: [(String, [String])] = [
    ("<title>AT&T & co</title>", ["AT&T & co"]),
    ("<title>caf&eacute; &nbsp;x</title>", ["café \u{A0}x"]),
    ("<title>a &unknown; b</title>", ["a &unknown; b"]),
    ("<title>a\u{1}b\u{B}c</title>", ["abc"]),
    ("<title>1 < 2</title>", ["1 < 2"]),
    ("<title>Some <b>bold</title>", ["Some bold"]),
    ("<title>Some <b><i>mixed</b></i> up</title>", ["Some mixed up"]),
    ("<title>never closed<link>http://e.org/</link>", ["never closed"]),
    ("<title>bad &#xD800; &#99999999; ref</title>", ["bad \u{FFFD} \u{FFFD} ref"]),
    ("<title><![CDATA[one ]]]]><![CDATA[> two]]></title>", ["one ]]> two"]),
    ("<title><![CDATA[open</title>", ["open"]),
    ("<title a='1' a='2'>twice</title>", ["twice"]),
    ("<title>line<br>break</title>", ["line break"]),
    ("<title>&#8217 and &#146;</title>", ["’ and ’"]),
    ("<title>one</title></item><item><title>two & more</title>", ["one", "two & more"]),
    ("<title>one</title><item><title>two</title>", ["one", "two"]),
    ("<x:title>no</x:title><title>undeclared & prefix</title>", ["undeclared & prefix"]),
  ]

  @Test(arguments: titles)
  func `keeps what a reader would see`(item: String, expected: [String]) throws {
    let document = try FeedParser.parse("<rss><channel><item>\(item)</item></channel></rss>")
    #expect(document.stories.map(\.title) == expected)
    #expect(document.isDegraded == false)
  }

  @Test(arguments: [
    "\n\n", "PHP Warning: x in <b>y</b>\n", "<br />\n<b>Notice</b>: x in <b>y</b><br />\n", "\u{FEFF}\u{FEFF}",
    "<!-- c -->",
  ])
  func `finds the feed behind junk`(junk: String) throws {
    let document = try FeedParser.parse(
      "\(junk)<?xml version=\"1.0\"?><rss><channel><item><title>t</title></item></channel></rss>")
    #expect(document.stories.map(\.title) == ["t"])
    #expect(document.isDegraded == false)
  }

  @Test(arguments: ["<item><title>thr", "<item", "<item><title><![CDATA[x", "<item><a b=\"", "&am"])
  func `keeps the stories before a cut and says so`(tail: String) throws {
    let document = try FeedParser.parse(
      "<rss><channel><item><title>one</title></item><item><title>two</title></item>\(tail)")
    #expect(document.stories.prefix(2).map(\.title) == ["one", "two"])
    #expect(document.isDegraded)
  }

  @Test func `tells the lines of what it mended`() throws {
    let document = try FeedParser.parse("<rss><channel>\n<item>\n<title>a & b</title></item></channel></rss>")
    #expect(document.warnings.contains { $0.line == 3 && $0.message.contains("bare “&”") })
  }

  @Test func `tells the lines of what it mended in attributes`() throws {
    let document = try FeedParser.parse(
      "<rss>\n<channel><x:a\nb='1 & 2'/>\n<item>\n<x:c d='3 & 4'/><title>5 & 6</title></item></channel></rss>")
    let lines = document.warnings.filter { $0.message.contains("bare “&”") }.map(\.line)
    #expect(lines == [3, 5, 5])
  }

  @Test func `keeps lines that stand in attributes once`() throws {
    let document = try FeedParser.parse(
      "<rss><channel a='1\n2\n3'>\n<item><title>a & b</title><pubDate>never</pubDate></item></channel></rss>")
    #expect(document.warnings.map(\.line) == [4, 4, 4])
  }

  @Test func `counts no line for a reference, and makes no text of a tag's lines`() throws {
    let document = try FeedParser.parse(
      """
      <rss><channel><item><description>a&#10;&#xA;<p>b <i
      x='y'>
      c</i></p></description><pubDate>never</pubDate><title>d & e</title></item></channel></rss>
      """)
    #expect(document.warnings.map(\.line) == [3, 3, 3])
    #expect(document.stories[0].summary == "a\n\nb c")
  }

  @Test func `leaves out what follows the end, and loses nothing by it`() throws {
    let document = try FeedParser.parse("<rss><channel><item><title>a</title></item></channel></rss><script>x</script>")
    #expect(document.stories.map(\.title) == ["a"])
    #expect(document.isDegraded == false)
    #expect(document.warnings.isEmpty == false)
  }

  @Test(arguments: ["<!--", "<![CDATA[", "<!DOCTYPE ", "<?x ", "<a b=\"", "</a", "&", "<a ", "<a b='>'"])
  func `takes time in proportion to its input`(piece: String) throws {
    func parse(_ count: Int) throws {
      let start = "<rss><channel><item><title>one</title></item><item><title>"
      #expect(try FeedParser.parse(start + String(repeating: piece, count: count)).stories.first?.title == "one")
    }
    let time = try ProcessorTime {
      try parse(10_000)
    } whole: {
      try parse(40_000)
    }
    #expect(time.isInProportion, "\(time)")
  }
}
