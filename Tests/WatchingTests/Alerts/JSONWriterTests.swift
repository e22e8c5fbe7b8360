import FoundationEssentials
import Testing

@testable import Watching

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

@Suite struct SHA256Tests {
  @Test(
    "gives the digests of FIPS 180-4's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func digests(text: String, wanted: String) {
    #expect(SHA256.digest(text.utf8).hexadecimal == wanted)
  }

  @Test func `a million letters give the known digest`() {
    let digest = SHA256.digest(repeatElement(UInt8(ascii: "a"), count: 1_000_000))
    #expect(digest.hexadecimal == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `parts do not run together`() {
    #expect(SHA256.digest(parts: ["ab", "c"]) != SHA256.digest(parts: ["a", "bc"]))
  }
}
