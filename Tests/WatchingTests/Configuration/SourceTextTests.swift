import TestSupport
import Testing

@testable import Watching

@Suite struct SourceTextTests {
  private func lines(_ text: String) throws -> [String] {
    let source = try SourceText(file: "f", bytes: Array(text.utf8))
    return (1...source.lineCount).map { String(source.line($0)) }
  }

  @Test(arguments: [
    ("", [""]), ("a", ["a"]), ("a\n", ["a", ""]), ("\n", ["", ""]), ("a\nb", ["a", "b"]),
    ("a\r\nb\rc\n", ["a", "b", "c", ""]), ("a\r", ["a", ""]), ("\r\r\n\n\r", ["", "", "", "", ""]),
    ("\u{FEFF}é\n日本", ["é", "日本"]), ("e\u{301}\r\n\u{301}x", ["e\u{301}", "\u{301}x"]),
  ])
  func `lines end at LF, CRLF and CR, and have none of them`(text: String, expected: [String]) throws {
    #expect(try lines(text) == expected)
  }

  @Test func `lines are those of a reader that looks at one character after the other, for any text`() throws {
    var random = SeededRandom(seed: 3)
    for _ in 0..<2_000 {
      let scalars = (0..<random.pick([0, 1, 2, 5, 30])).map { _ in
        random.pick(["\n", "\r", "\r\n", " ", "a", "é", "\u{301}", "\u{200D}", "👩", "日"])
      }
      var text = scalars.joined()
      var expected = [""]
      var previous: Unicode.Scalar?
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\n" where previous == "\r": break
        case "\n", "\r": expected.append("")
        default: expected[expected.count - 1].unicodeScalars.append(scalar)
        }
        previous = scalar
      }
      if random.happens(10) { text = "\u{FEFF}" + text }
      #expect(try lines(text).map { Array($0.unicodeScalars) } == expected.map { Array($0.unicodeScalars) })
    }
  }

  @Test func `a line before the first is empty, and one behind the last is the last`() throws {
    let source = try SourceText(file: "f", bytes: Array("a\nb".utf8))
    #expect((-1...3).map { String(source.line($0)) } == ["", "", "a", "b", "b"])
  }
}
