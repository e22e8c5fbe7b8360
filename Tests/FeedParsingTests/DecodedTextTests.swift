import Testing

@testable import FeedParsing

@Suite struct DecodedTextTests {
  static func feed(_ title: [UInt8], declaration: String = "") -> [UInt8] {
    Array("\(declaration)<rss version=\"2.0\"><channel><title>".utf8) + title + Array("</title></channel></rss>".utf8)
  }

  static func declaration(_ name: String) -> String { "<?xml version=\"1.0\" encoding=\"\(name)\"?>" }

  static let cases: [(name: String, bytes: [UInt8], contentType: String?, title: String, encoding: String)] = [
    ("UTF-8 by default", feed(Array("é".utf8)), nil, "é", "utf-8"),
    ("the header", feed([0xE9]), "text/xml; charset=iso-8859-1", "é", "iso-8859-1"),
    (
      "the header before the declaration", feed([0x93], declaration: declaration("koi8-r")),
      "a/b; charset=windows-1252",
      "“", "windows-1252"
    ),
    ("the declaration", feed([0xC1, 0xC2], declaration: declaration("koi8-r")), nil, "аб", "koi8-r"),
    (
      "windows-1252 called Latin-1", feed([0x93, 0x80], declaration: declaration("ISO-8859-1")), nil, "“€", "iso-8859-1"
    ),
    (
      "windows-1252 called UTF-8", feed([0x63, 0x61, 0x66, 0xE9], declaration: declaration("utf-8")), nil, "café",
      "windows-1252"
    ),
    ("UTF-8 called Latin-1", feed(Array("é".utf8), declaration: declaration("ISO-8859-1")), nil, "é", "utf-8"),
    ("UTF-8 called UTF-16", feed(Array("é".utf8), declaration: declaration("UTF-16")), nil, "é", "utf-8"),
    ("an unknown name", feed(Array("é".utf8), declaration: declaration("nonsense")), nil, "é", "utf-8"),
    (
      "a byte-order mark before all", [0xEF, 0xBB, 0xBF] + feed(Array("é".utf8), declaration: declaration("koi8-r")),
      "text/xml; charset=big5", "é", "utf-8"
    ),
    ("one stray byte in UTF-8", feed(Array("été — ".utf8) + [0xE9]), nil, "été — é", "utf-8"),
    ("an overlong form", feed(Array("été ".utf8) + [0xC0, 0xB1]), nil, "été \u{FFFD}\u{FFFD}", "utf-8"),
    ("GBK called GB2312", feed([0xB0, 0xA2, 0xC0, 0xEF], declaration: declaration("gb2312")), nil, "阿里", "gb2312"),
    ("Big5", feed([0xAA, 0xFC, 0xA8, 0xBD], declaration: declaration("big5")), nil, "阿里", "big5"),
    ("Shift_JIS", feed([0x83, 0x41, 0x83, 0x8A], declaration: declaration("Shift_JIS")), nil, "アリ", "shift_jis"),
    ("EUC-KR", feed([0xBE, 0xCB, 0xB8, 0xAE], declaration: declaration("euc-kr")), nil, "알리", "euc-kr"),
    ("windows-1251", feed([0xC0, 0xEB, 0xE8], declaration: declaration("windows-1251")), nil, "Али", "windows-1251"),
    ("ISO-8859-2", feed([0xB3], declaration: declaration("iso-8859-2")), nil, "ł", "iso-8859-2"),
  ]

  @Test(arguments: cases)
  func `reads the encoding that the rule decides`(
    name: String, bytes: [UInt8], contentType: String?, title: String, encoding: String
  ) throws {
    let document = try FeedParser.parse(bytes, contentType: contentType, baseURL: nil)
    #expect(document.title == title)
    #expect(document.encoding == encoding)
  }

  @Test(arguments: [true, false], [2, 4])
  func `reads UTF-16 and UTF-32 with and without a mark`(isBig: Bool, width: Int) throws {
    let text = "\u{FEFF}<rss><channel><title>Ünï 😀 ok</title></channel></rss>"
    for marked in [text, String(text.dropFirst())] {
      let units = width == 2 ? marked.utf16.map { UInt32($0) } : marked.unicodeScalars.map(\.value)
      let bytes = units.flatMap { unit in
        let little = (0..<width).map { UInt8(truncatingIfNeeded: unit >> UInt32(8 * $0)) }
        return isBig ? little.reversed() : little
      }
      let document = try FeedParser.parse(bytes, contentType: nil, baseURL: nil)
      #expect(document.title == "Ünï 😀 ok")
      #expect(document.encoding == "utf-\(width * 8)\(isBig ? "be" : "le")")
    }
  }

  @Test func `says what it mended`() throws {
    let document = try FeedParser.parse(Self.feed(Array("été ".utf8) + [0xFF, 0xFE]), contentType: nil, baseURL: nil)
    #expect(document.warnings.map(\.line) == [1])
    #expect(document.isDegraded == false)
  }
}
