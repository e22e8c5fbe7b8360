import Testing

@testable import FeedParsing

/// Holds what is quick to what is plain.
@Suite struct ShortcutTests {
  @Test(arguments: [
    ("plain words, of any l\u{e8}ngth", true), ("x", true), ("", false), (" x", false), ("x ", false), ("a  b", false),
    ("a\nb", false), ("a\tb", false), ("a & b", false), ("a <b", false), ("a\u{A0}b", false), ("a\u{7F}b", false),
    ("\u{85}", false), ("a\u{0}b", false), ("阿里 巴巴", true),
  ])
  func `what the text reader need not touch, it would not change`(text: String, isLeftAlone: Bool) {
    let bytes = Array(text.utf8)
    let verdict = TextExtractor.leavesAlone(bytes.span, limit: 100)
    #expect(verdict == isLeftAlone)
    guard isLeftAlone else { return }
    for mode in [TextExtractor.Mode.body, .title, .plain] {
      var extractor = TextExtractor(mode: mode)
      extractor.read(bytes.span)
      #expect(extractor.finish() == bytes)
    }
  }

  @Test func `leaves nothing alone that is too long`() {
    let bytes = Array("four".utf8)
    let verdict = TextExtractor.leavesAlone(bytes.span, limit: 3)
    #expect(!verdict)
  }

  @Test func `finds a byte above 127 wherever it stands`() {
    for count in 0..<70 {
      var bytes = [UInt8](repeating: 0x61, count: count)
      let isASCII = bytes.span.isASCII
      #expect(isASCII)
      for place in 0..<count {
        bytes[place] = 0xE9
        let (isASCII, check) = (bytes.span.isASCII, UTF8Check(bytes.span))
        #expect(!isASCII)
        #expect(check.invalid == 1)
        bytes[place] = 0x61
      }
    }
  }

  @Test(arguments: [
    [0x41], [0xC3, 0xA9], [0xC1, 0xBF], [0xE9, 0x98, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
    [0xF0, 0x9F, 0x98, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5],
    [0x80], [0xE9, 0x98], [0xF0, 0x9F, 0x98], [0xFF],
  ])
  func `takes for UTF-8 what the standard library does, at any place`(character: [UInt8]) {
    for before in 0..<40 {
      let bytes = [UInt8](repeating: 0x61, count: before) + character + [UInt8](repeating: 0x62, count: before % 5)
      let text = String(validating: bytes, as: UTF8.self)
      let check = UTF8Check(bytes.span)
      #expect(check.isValid == (text != nil))
      guard let text else { continue }
      let decoded = bytes.span.decodedString
      #expect(decoded == text)
    }
  }

  @Test(arguments: [
    "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/elements/1.1/",
    "http://purl.org/rss/1.0/modules/content/", "http://search.yahoo.com/mrss/",
    "http://www.itunes.com/dtds/podcast-1.0.dtd", "http://purl.org/rss/1.0/modules/syndication/",
    "http://purl.org/rss/1.0/", "http://www.w3.org/XML/1998/namespace", "http://wellformedweb.org/CommentAPI/",
    "http://purl.org/rss/1.0/modules/slash/", "http://www.georss.org/georss",
  ])
  func `a vocabulary's usual spelling means what any other does`(uri: String) {
    #expect(XMLNamespace(uri: uri, prefix: nil) == XMLNamespace(uri: " " + uri.uppercased(), prefix: nil))
  }
}
