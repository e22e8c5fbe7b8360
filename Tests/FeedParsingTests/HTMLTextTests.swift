import TestSupport
import Testing

@testable import FeedParsing

@Suite struct HTMLTextTests {
  @Test(arguments: [
    ("plain words", "plain words"),
    ("<p>One</p><p>Two</p>", "One\n\nTwo"),
    ("One<br>Two<br/>Three", "One\nTwo\nThree"),
    ("One<br><br>Two", "One\n\nTwo"),
    ("  a \n b\t c ", "a b c"),
    ("first\n\nsecond", "first\n\nsecond"),
    ("<ul><li>one</li><li>two</li></ul>", "one\n\ntwo"),
    ("<b>bo</b>ld <i>words</i>", "bold words"),
    ("a<script>alert('x < y')</script>b", "ab"),
    ("a<style>p { color: red }</style>b", "ab"),
    ("a<!-- hidden --> b", "a b"),
    ("a <!-- never closed", "a never closed"),
    ("<p style=\"display: none\">gone</p><p>kept</p>", "kept"),
    ("<div hidden>gone<div>too</div></div>kept", "kept"),
    ("<div hidden>never closed", "never closed"),
    ("<img src=x alt=\"A picture\"> below", "A picture below"),
    ("<img src=x width=1 height=1 alt=\"pixel\">text", "text"),
    ("<a href=\"https://www.facebook.com/sharer.php?u=x\">Share</a>text", "text"),
    ("<div class=\"feedflare\"><a href=\"x\">mail</a></div>text", "text"),
    ("caf&eacute; &amp; th&#233;", "café & thé"),
    ("&#146;quoted&#x92; &#8217;", "’quoted’ ’"),
    ("&unknown; & &amp", "&unknown; & &"),
    ("AT&T &copy=3", "AT&T &copy=3"),
    ("a&nbsp;b", "a\u{A0}b"),
    ("<p>&nbsp;</p><p>text&nbsp;</p>", "text"),
    ("if a < b and c > d", "if a < b and c > d"),
    ("a <b", "a <b"),
    ("<pre>one\n two</pre>", "one\ntwo"),
    ("&lt;p&gt;escaped twice &amp;eacute;&lt;/p&gt;", "escaped twice é"),
    ("use &lt;b&gt; for bold", "use <b> for bold"),
    ("<![CDATA[<p>inside</p>]]>", "inside"),
    ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
    ("<head><title>no</title></head><body>yes", "yes"),
    ("<a href=\"x>broken</a> quote", "broken quote"),
    ("l\u{92}eau", "l’eau"),
    ("a\u{0}b\u{7}c", "abc"),
  ])
  func `gives the text that a reader sees`(html: String, text: String) {
    #expect(HTMLText.plainText(html) == text)
  }

  @Test(arguments: [
    ("Tom &amp;amp; Jerry", "Tom & Jerry"),
    ("<b>Bold</b> title", "Bold title"),
    ("vector<int> and List<T>", "vector<int> and List<T>"),
    ("&lt;b&gt;Bold&lt;/b&gt;", "Bold"),
    ("line\nbreaks<br>too", "line breaks too"),
    ("caf&amp;eacute;", "café"),
  ])
  func `reads titles on one line and unescapes them twice`(html: String, text: String) {
    #expect(HTMLText.title(Array(html.utf8).span) == text)
  }

  @Test(arguments: ["<", "<a ", "<a b=\"<a\" ", "<![CDATA[", "<div hidden>", "<!--", "&", "<script>"])
  func `takes time in proportion to its input`(piece: String) {
    let count = 300_000 / piece.utf8.count
    let time = ProcessorTime {
      _ = HTMLText.plainText(String(repeating: piece, count: count / 4))
    } whole: {
      _ = HTMLText.plainText(String(repeating: piece, count: count))
    }
    #expect(time.isInProportion, "\(time)")
  }

  @Test func `cuts long texts at a character's boundary`() {
    let text = HTMLText.plainText(String(repeating: "é", count: 200_000))
    #expect(text.utf8.count == FeedLimits.text)
    #expect(text.allSatisfy { $0 == "é" })
  }
}
