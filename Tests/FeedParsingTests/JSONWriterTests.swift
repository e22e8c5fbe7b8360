import FoundationEssentials
import Testing

@testable import FeedParsing

@Suite struct JSONWriterTests {
  func written(_ body: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    body(&json)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  @Test func `keeps the order of keys and separates members and elements by one comma`() {
    let text = written {
      $0.object {
        $0.member("b", "1")
        $0.member(
          "a",
          array: {
            $0.string("x"); $0.object { $0.member("n", nil as Int?) }
          })
        $0.member("c", true)
        $0.member("d", 2.5)
        $0.member("e", 3.0)
        $0.member("f", [String]())
        $0.member("g", object: { _ in })
      }
    }
    #expect(text == #"{"b":"1","a":["x",{"n":null}],"c":true,"d":2.5,"e":3,"f":[],"g":{}}"#)
  }

  @Test(arguments: [
    ("\"\\\n\t", #""\"\\\n\t""#), ("\u{1b}[2J", #""\u001b[2J""#), ("\u{7f}\u{85}\u{9f}", #""\u007f\u0085\u009f""#),
    ("\u{2028}\u{2029}", #""\u2028\u2029""#), ("\u{202e}\u{2066}\u{200f}\u{61c}", #""\u202e\u2066\u200f\u061c""#),
    ("阿里 é 😀", #""阿里 é 😀""#),
  ])
  func `X9: escapes what could drive a terminal, and nothing else`(text: String, wanted: String) {
    #expect(written { $0.string(text) } == wanted)
  }

  @Test func `what it escapes reads back as it was`() throws {
    let scalars = (0..<0x3000).compactMap { Unicode.Scalar(UInt32($0)) }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    let json = written { $0.array { $0.string(text) } }
    #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)) == [text])
  }
}
