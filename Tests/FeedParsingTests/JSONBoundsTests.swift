import TestSupport
import Testing

@testable import FeedParsing

@Suite struct JSONBoundsTests {
  private static let story = #"{"id":"one","title":"A, \"[{"}"#
  private static let excess = "the document has more than 200000 values"

  private static func list(_ count: Int, _ value: String) -> String {
    Array(repeating: value, count: count).joined(separator: ",")
  }

  @Test func `leaves out the items behind the last one that is read, before it reads them`() throws {
    let items = Self.list(70_000, #"{"id":"x","tags":["]","\\"],"a":1}"#)
    let document = try FeedParser.parse(#"{"items":[\#(Self.story),\#(items)],"title":"T"}"#)
    #expect(document.title == "T")
    #expect(document.stories.count == FeedLimits.stories)
    #expect(document.stories[0].title == "A, \"[{")
    #expect(document.storiesLeftOut == 68_001)
    #expect(document.warnings.map(\.message) == ["the document has 68001 stories more than the 2000 that are read"])
    #expect(!document.isDegraded)
  }

  @Test(arguments: [
    #"{"id":"two",%}"#, #"{"id":"two","x":[[],%]}"#, #"{"id":"two"}],"x":[%"#, #"{"id":"two","x":{"y":[%"#,
  ])
  func `cuts what has too many values, and says where`(rest: String) throws {
    let values = Self.list(200_001, rest.contains("[") ? "1" : #""k":1"#)
    let document = try FeedParser.parse(
      "{\"items\":[\(Self.story),\n\(rest.replacing("%", with: values))]}")
    #expect(document.stories.first?.id == "one")
    #expect(document.isDegraded)
    #expect(document.warnings == [ParseWarning(line: 2, message: "\(Self.excess); what follows was left out")])
  }

  @Test func `refuses what has too many values in its first story`() {
    let members = Self.list(200_001, #""k":1"#)
    #expect(throws: FeedParsingError.brokenJSON(reason: Self.excess)) {
      try FeedParser.parse("{\"items\":[{\(members)}]}")
    }
  }

  @Test func `commas and brackets of texts are no values`() throws {
    let text = String(repeating: ",[{", count: 100_000)
    let document = try FeedParser.parse(
      #"{"items":[{"id":"one","title":"a","content_text":"\#(text)"},\#(Self.story)]}"#)
    #expect(document.stories.count == 2)
    #expect(!document.isDegraded)
  }

  @Test(arguments: ["{\"a\":", "["], [true, false])
  func `takes time in proportion to its depth`(piece: String, isClosed: Bool) throws {
    func parse(_ count: Int) throws {
      let end = isClosed ? String(repeating: piece.hasPrefix("{") ? "}" : "]", count: count) : ""
      let text = "{\"items\":[\(Self.story),{\"x\":\(String(repeating: piece, count: count))1\(end)}]}"
      let document = try FeedParser.parse(text)
      #expect(document.stories.map(\.id) == ["one"])
      #expect(document.isDegraded)
      let message = "lists and objects stand more than 500 deep within one another; what follows was left out"
      #expect(document.warnings == [ParseWarning(line: 1, message: message)])
    }
    let time = try ProcessorTime {
      try parse(10_000)
    } whole: {
      try parse(40_000)
    }
    #expect(time.isInProportion, "\(time)")
  }
}
