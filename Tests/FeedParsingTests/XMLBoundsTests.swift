import TestSupport
import Testing

@testable import FeedParsing

@Suite struct XMLBoundsTests {
  private static let crowd = "an element has more than 256 attributes"
  private static let start = "<rss><channel>\n<item><title>one</title></item>\n"
  private static let end = "<item><title>two</title></item></channel></rss>"

  private static func repeated(_ count: Int, _ piece: (Int) -> String) -> String {
    (0..<count).map(piece).joined()
  }

  // 257 of these are shorter than a tag that is searched before libxml2 reads it, 2,000 longer.
  @Test(arguments: [
    (257, "a", crowd), (2_000, "a", crowd), (2_000, "xmlns:a", crowd),
    (257, "xmlns:a", "more than 256 namespaces hold at one place"),
  ])
  func `reads an element without the attributes that are too many, and says where`(
    count: Int, name: String, finding: String
  ) throws {
    let attributes = Self.repeated(count) { " \(name)\($0)='='" }
    let document = try FeedParser.parse("\(Self.start)<x\(attributes)/>\(Self.end)")
    #expect(document.stories.map(\.title) == ["one", "two"])
    let said = [finding, "\(Self.crowd); the others were left out"]
    #expect(document.warnings == said.map { ParseWarning(line: 3, message: $0) })
    #expect(!document.isDegraded)
  }

  @Test(arguments: [
    "<x\(repeated(256) { " a\($0)='=======================>'" })/>", "<x a='\(repeated(2_000) { "\($0)=" })'/>",
    "<![CDATA[<x>\(repeated(2_000) { " a\($0)=''" })]]>", "<!-- < \(repeated(2_000) { " a\($0)=''" }) -->",
    String(repeating: "<x>", count: 253) + String(repeating: "</x>", count: 253),
    "<x\(repeated(255) { " xmlns:a\($0)='u'" })/>",
  ])
  func `finds nothing wrong with what is within the bounds`(piece: String) throws {
    let document = try FeedParser.parse("\(Self.start)<item>\(piece)</item>\(Self.end)")
    #expect(document.warnings.isEmpty)
    #expect(document.stories.count == 3)
  }

  @Test func `finds a crowded tag wherever it stands`() {
    let tag = Array("<x\(Self.repeated(2_000) { " a\($0)=''" })>".utf8)
    for filler in ["<a>", "x", "<a b='c'/>", "<"] {
      for count in [0, 1, 1_364, 1_365, 1_366, 4_094, 4_095, 4_096, 4_097, 9_000] {
        let before = Array(String(repeating: filler, count: count).utf8)
        #expect(XMLBounds.excess(in: (before + tag).span)?.place == before.count, "\(count) times \(filler)")
      }
    }
  }

  @Test func `reads what is nested too deep as text of what is around it, and says where`() throws {
    let deep = String(repeating: "<b>", count: 300)
    let document = try FeedParser.parse(
      "\(Self.start)<item><description>x \(deep)y\(deep.replacing("<", with: "</")) z</description></item>\n\(Self.end)"
    )
    #expect(document.stories.map(\.title) == ["one", "", "two"])
    #expect(document.stories[1].summary == "x y z")
    #expect(
      document.warnings.first == ParseWarning(line: 3, message: "elements stand more than 256 deep within one another"))
    #expect(!document.isDegraded)
  }

  @Test(arguments: ["", "<!-- ' \" ]> -->", "<?x ' ]> ?>", "<!ENTITY b ' ]> \" <!-- '>", "<!ENTITY b \"'>]>\">"])
  func `of a long document type declaration only entities are read`(piece: String) throws {
    let others = Self.repeated(2_000) { "<!ATTLIST item a\($0) CDATA 'x'>" }
    let document = try FeedParser.parse(
      "<?xml version='1.0'?><!-- ' -->\n<!DOCTYPE rss [<!ENTITY a 'A'>\(piece)\(others)]>\n<rss><channel><item><title>&a;</title></item></channel></rss>"
    )
    #expect(document.stories.map(\.title) == ["A"])
    let message = "the document type declaration is longer than 32768 bytes"
    #expect(document.warnings == [ParseWarning(line: 2, message: message)])
    #expect(!document.isDegraded)
  }

  @Test(arguments: ["<!-- ' \" [ -->", "<?x [ ?>", "<!ENTITY b ' [ \" <!-- '>", "<!ENTITY b \"'>[\">"])
  func `finds the end of a document type declaration`(piece: String) throws {
    let items = String(repeating: "<item><title>&a;</title></item>", count: 1_900)
    let document = try FeedParser.parse(
      "<?xml version='1.0'?><!DOCTYPE rss SYSTEM \"'>[\" [<!ENTITY a 'A'>\(piece)]><rss><channel>\(items)</channel></rss>"
    )
    #expect(document.stories.count == 1_900)
    #expect(document.stories.last?.title == "A")
    #expect(document.warnings.isEmpty)
  }

  @Test func `does without declared attributes where they would be too many`() throws {
    let items = String(repeating: "<item><title>t</title></item>\n", count: 600)
    let declaration = "<!DOCTYPE rss [<!ATTLIST item\(Self.repeated(20) { " a\($0) CDATA ''" })>]>"
    let document = try FeedParser.parse("\(declaration)<rss><channel>\n\(items)</channel></rss>")
    #expect(document.stories.count == 600)
    let message = "the document's declarations add more than 10000 attributes"
    #expect(document.warnings == [ParseWarning(line: 502, message: message)])
  }

  @Test func `ends where too many namespaces hold`() throws {
    let nested = Self.repeated(3) { level in "<x\(Self.repeated(100) { " xmlns:a\(level)_\($0)='u'" })>\n" }
    let document = try FeedParser.parse("\(Self.start)\(nested)</x></x></x>\(Self.end)")
    #expect(document.stories.map(\.title) == ["one"])
    #expect(document.isDegraded)
    #expect(
      document.warnings.first == ParseWarning(line: 5, message: "more than 256 namespaces hold at one place"))
  }

  @Test func `ends behind too many different names`() throws {
    let document = try FeedParser.parse("\(Self.start)\(Self.repeated(240_000) { "<x\($0)/>" })\(Self.end)")
    #expect(document.stories.map(\.title) == ["one"])
    #expect(document.isDegraded)
    #expect(
      document.warnings.first
        == ParseWarning(line: 3, message: "the document has more than 100000 different names"))
  }

  @Test func `reads a list of feeds beyond an element with too many attributes`() throws {
    let attributes = Self.repeated(2_000) { " a\($0)=''" }
    let document = try OPMLParser.parse(
      Array(
        "<opml><body>\n<outline xmlUrl='http://a.org/'\(attributes)/><outline xmlUrl='http://b.org/'/></body></opml>"
          .utf8))
    #expect(document.outlines.map(\.xmlURL) == ["http://a.org/", "http://b.org/"])
    #expect(document.warnings.first == ParseWarning(line: 2, message: Self.crowd))
    #expect(!document.isTruncated)
  }

  @Test(arguments: [
    ("<rss><channel><item#><title>one</title></item></channel></rss>", " a%='x'"),
    ("<rss#><channel><item><title>one</title></item></channel></rss>", " xmlns:a%='u'"),
    ("<!DOCTYPE rss [#]><rss><channel><item><title>one</title></item></channel></rss>", "<!ATTLIST item a% CDATA 'x'>"),
    (
      "<!DOCTYPE rss [<!ATTLIST item a NOTATION (#b) 'b'>]><rss><channel><item><title>one</title></item></channel></rss>",
      "a%|"
    ),
    ("<rss><channel><item><title>one</title></item>#", "<x%>"),
    ("<rss><channel><item><title>one</title></item>#</channel></rss>", "<x% xmlns:x%='u'>"),
  ])
  func `takes time in proportion to its length`(document: String, piece: String) throws {
    let texts = [20_000, 80_000].map { count in
      document.replacing("#", with: Self.repeated(count) { piece.replacing("%", with: String($0)) })
    }
    func parse(_ text: String) throws {
      #expect(try FeedParser.parse(text).stories.first?.title == "one")
    }
    let time = try ProcessorTime {
      try parse(texts[0])
    } whole: {
      try parse(texts[1])
    }
    #expect(time.isInProportion, "\(time)")
  }
}
