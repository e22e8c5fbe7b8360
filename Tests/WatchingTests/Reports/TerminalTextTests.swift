import Testing

@testable import Watching

@Suite struct TerminalTextTests {
  let terminal = TerminalText(usesColor: false, width: 20)

  @Test(arguments: [
    ("a\u{1b}[2Jb", "a [2Jb"), ("  two   spaces ", "two spaces"), ("a\nb\r\nc", "a b c"), ("\u{202e}x", "x"),
  ])
  func `cleaning leaves nothing that could drive a terminal`(text: String, wanted: String) {
    #expect(TerminalText.clean(text) == wanted)
  }

  @Test(arguments: [("abc", 3), ("阿里巴巴", 8), ("e\u{301}", 1), ("アリ", 4), ("😀", 2)])
  func `columns are counted as terminals do`(text: String, wanted: Int) {
    #expect(TerminalText.columns(of: text) == wanted)
  }

  @Test(arguments: [
    "The quick brown fox jumps over the lazy dog", "阿里巴巴集团否认向政府提供任何用户数据的指控",
    "averyveryverylongwordwithoutanyspaceinside and more", "",
  ])
  func `wrapped lines fit and lose no letter`(text: String) {
    let lines = terminal.wrapped(text, indent: "  ")
    #expect(lines.allSatisfy { TerminalText.columns(of: $0) <= 20 })
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
  }

  @Test(arguments: [0, 1, 5, 20, 40])
  func `a hit fits any terminal from 20 columns on`(length: Int) {
    for width in 20...120 {
      let terminal = TerminalText(usesColor: false, width: width)
      for (exact, context) in [("x", "before "), ("阿", "阿里"), ("word ", "")] {
        let line = terminal.hit(
          label: "content:", String(repeating: exact, count: length), prefix: String(repeating: context, count: 8),
          suffix: String(repeating: context, count: 8), indent: "    ")
        #expect(TerminalText.columns(of: line) <= width, "\(width): \(line)")
      }
    }
  }

  @Test(arguments: [(0, "0 feeds"), (1, "1 feed"), (2, "2 feeds")])
  func `what is counted stands in the plural unless it is one`(number: Int, wanted: String) {
    #expect(TerminalText.count(number, "feed") == wanted)
    #expect(
      TerminalText.count(1, "story", "stories") == "1 story" && TerminalText.count(3, "story", "stories") == "3 stories"
    )
  }

  @Test func `fitted text ends in an ellipsis when something is missing`() {
    #expect(TerminalText.fit("abcdef", to: 4) == "abc…")
    #expect(TerminalText.fit("阿里巴巴", to: 5) == "阿里…")
    #expect(TerminalText.fit("abcd", to: 4) == "abcd")
  }
}
