import Testing

@testable import Watching

@Suite struct YAMLDocumentTests {
  /// What is wrong with a file, as `LINE:COLUMN: message`.
  static func problems(_ yaml: String) -> [String] { problems(Array(yaml.utf8)) }

  static func problems(_ bytes: [UInt8]) -> [String] {
    do {
      return YAMLDocument(try SourceText(file: "f", bytes: bytes)).problems.map { String($0.description.dropFirst(2)) }
    } catch {
      return [String(error.description.dropFirst(2))]
    }
  }

  @Test(arguments: [
    ("a: [b\n", "2:1: `,` or `]` expected: the list that begins at 1:4 is not closed"),
    ("a: {b: c\n", "2:1: `,` or `}` expected: the mapping that begins at 1:4 is not closed"),
    ("a: 'b\n", "2:1: the quote that begins at 1:4 is not closed"),
    ("a: \"b\n", "2:1: the quote that begins at 1:4 is not closed"),
    ("a:\n\t- b\n", "2:1: a tab cannot indent YAML; use spaces"),
    ("a: b: c\n", "1:5: a `: ` inside a text that is not in quotes"),
    ("a: @b\n", "1:4: a text cannot begin with `@`; put it in quotes"),
    ("a: `b\n", "1:4: a text cannot begin with ```; put it in quotes"),
    ("a: %b\n", "1:4: a text cannot begin with `%`; put it in quotes"),
    ("a: *b\n", "1:4: `*` begins an alias, and none has that name"),
    ("a: [*.b.org]\n", "1:5: a text cannot begin with `*`; put it in quotes"),
    ("a: & b\n", "1:4: a text cannot begin with `&`; put it in quotes"),
    ("a: -\n", "1:4: a `-` cannot stand here: put it in quotes"),
    ("a: [, b]\n", "1:5: a value is missing here"),
    ("a: \"\\d\"\n", "1:5: this escape is none that YAML knows"),
    ("a:\n  b: |\n\t c\n", "3:1: a tab cannot indent YAML"),
    ("a: !b c\n", "1:4: YAML tags mean nothing here"),
    ("a: [é, !b, c]\n", "1:8: YAML tags mean nothing here"),
    ("a: &b !c d\ne: *b\n", "1:4: YAML tags mean nothing here"),
    ("a: &b c\n", "1:4: the anchor `&b` is never used"),
    ("a: \"b c\" AND d\n", "1:10: this does not fit the lines before it"),
    ("a: b\n  c: d\n", "2:4: a `: ` inside a text that is not in quotes, or wrong indentation"),
    ("a: b\n---\nc: d\n", "2:1: a second YAML document begins here"),
    ("阿里é: \"b\" c: d\n", "1:10: this does not fit the lines before it"),
    ("é: 1\nb: x\u{7}y\n", "2:5: the control character U+0007 stands here; remove it"),
    ("a: é\u{2028}x\n", "1:5: the invisible line separator U+2028 stands here"),
    ("a: é\u{85}x\n", "1:5: the invisible line separator U+0085 stands here"),
    ("a: b\u{FEFF}\n", "1:5: the byte order mark U+FEFF stands inside the text"),
  ])
  func `what is no YAML is said at its place`(yaml: String, problem: String) {
    #expect(begin(Self.problems(yaml), as: [problem]), "\(Self.problems(yaml))")
  }

  @Test(
    arguments: [
      ([0x61, 0x3A, 0x20, 0xC3, 0xA9, 0x0A, 0xC3, 0xA9, 0x62, 0xFF, 0x0A], "2:3: this is not UTF-8 from here on"),
      ([0x61, 0x3A, 0x20, 0xC3], "1:4: this is not UTF-8 from here on"),
      ([0xFF, 0xFE, 0x61, 0x00], "1:1: this file is UTF-16; save it as UTF-8"),
      ([0x61, 0x00], "1:2: the control character U+0000 stands here"),
    ] as [([UInt8], String)])
  func `bytes that are no text are said at their place`(bytes: [UInt8], problem: String) {
    #expect(begin(Self.problems(bytes), as: [problem]), "\(Self.problems(bytes))")
  }

  @Test(arguments: ["", "\n\n", "# nothing\n", "\u{FEFF}", "\u{FEFF}# nothing", "---\n", "---\n...\n"])
  func `a file without a value has no root and no problem`(yaml: String) throws {
    let document = YAMLDocument(try SourceText(file: "f", bytes: Array(yaml.utf8)))
    #expect(document.problems == [])
    #expect(document.root?.kind == nil)
  }

  @Test func `columns count Unicode scalars behind a byte order mark, emoji and combining marks`() throws {
    let yaml = "\u{FEFF}\u{1F468}\u{200D}\u{1F469} e\u{301}: x"
    guard case .mapping(let entries) = YAMLDocument(try SourceText(file: "f", bytes: Array(yaml.utf8))).root?.content
    else {
      Issue.record("not a mapping")
      return
    }
    #expect(entries[0].key.place == FilePlace(line: 1, column: 1))
    #expect(entries[0].value.place == FilePlace(line: 1, column: 9))
  }

  @Test func `lines end with LF, CRLF or CR`() throws {
    let source = try SourceText(file: "f", bytes: Array("a: 1\r\nb: 2\rc: 3\nd: 4".utf8))
    guard case .mapping(let entries) = YAMLDocument(source).root?.content else {
      Issue.record("not a mapping")
      return
    }
    #expect(entries.map(\.key.place.line) == [1, 2, 3, 4])
    #expect((1...4).map { String(source.line($0)) } == ["a: 1", "b: 2", "c: 3", "d: 4"])
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
    String(repeating: "{a: ", count: 100_000), String(repeating: "? ", count: 100_000),
    (0..<2000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
  ])
  func `nesting without end is refused`(yaml: String) {
    #expect(Self.problems(yaml).count == 1)
  }

  @Test func `aliases that multiply are refused`() {
    var yaml = "- &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      yaml += "- &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    yaml += "- *a12\n"
    #expect(
      Self.problems(yaml).map { $0.split(separator: ": ").last } == [
        "aliases make this file too large; write fewer of them"
      ])
  }

  @Test func `an alias stands for its anchor`() throws {
    let source = try SourceText(file: "f", bytes: Array("a: &x [b]\nc: *x\n".utf8))
    let document = YAMLDocument(source)
    #expect(document.problems == [])
    guard case .mapping(let entries) = document.root?.content, case .sequence(let nodes) = entries[1].value.content
    else {
      Issue.record("not a list")
      return
    }
    #expect(nodes.map(\.place) == [FilePlace(line: 1, column: 8)])
  }
}
