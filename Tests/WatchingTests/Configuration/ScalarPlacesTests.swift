import Matching
import TestSupport
import Testing

@testable import Watching

@Suite struct ScalarPlacesTests {
  /// In each file, `@` stands before the character whose place is asked for, and is taken out before reading.
  static let files: [(String, String)] = [
    ("plain", "q: alpha @x"),
    ("plain, behind other letters", "阿é: 里巴 @x"),
    ("plain over lines", "q: alpha\n  beta\n\n  gamma @x"),
    ("plain over lines, behind an empty line", "q: alpha\n\n\n  @x"),
    ("plain in a list", "q: [one, alpha @x]"),
    ("plain on its own line", "q:\n  alpha @x"),
    ("single quotes", "q: 'alpha ''b'' @x'"),
    ("single quotes over lines", "q: 'alpha  \n\n   beta @x'"),
    ("double quotes", "q: \"alpha @x\""),
    ("escapes", #"q: "\x41\u00e9\U0001F600\t\"\\ @x""#),
    ("an escaped line break", "q: \"alpha \\\n    beta @x\""),
    ("an escaped line break and empty lines", "q: \"alpha \\\n\n\n    beta @x\""),
    ("double quotes over lines", "q: \"alpha\n   beta  \n\n\n  @x\""),
    ("a block", "q: |\n  alpha\n  @x"),
    ("a block behind a comment", "q: | # why\n  alpha\n  @x"),
    ("a block that keeps its end", "q: |+\n  alpha\n  @x\n\n"),
    ("a block that strips its end", "q: |-\n  alpha\n    @x\n\n"),
    ("a block with an indentation indicator", "q: |2\n    alpha\n  @x"),
    ("a block that begins with empty lines", "q: |\n\n\n  alpha\n  @x"),
    ("a block with empty lines inside", "q: |\n  alpha\n\n     \n  beta @x"),
    ("a block, deeper", "- - q: |\n      alpha\n      @x"),
    ("a folded block", "q: >\n  alpha\n  beta @x"),
    ("a folded block with paragraphs", "q: >\n  alpha\n\n  beta\n\n\n  @x"),
    ("a folded block with indented lines", "q: >\n  alpha\n    beta\n    gamma\n  delta @x"),
    ("a folded block with indented lines and gaps", "q: >\n  alpha\n\n    beta\n\n  delta @x"),
    ("behind an anchor", "q: &name\n  alpha @x\nr: *name"),
    ("CRLF in a block", "q: |\r\n  alpha\r\n  @x\r\n"),
    ("CRLF in a plain text", "q: alpha\r\n  beta\r\n  @x\r\n"),
  ]

  @Test(arguments: files)
  func `a character of a text is found in its file`(_ name: String, marked: String) throws {
    let lines = marked.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    let line = try #require(lines.firstIndex { $0.contains("@") })
    let column = try #require(lines[line].unicodeScalars.firstIndex(of: "@"))
    let expected = FilePlace(
      line: line + 1, column: lines[line].unicodeScalars.distance(from: lines[line].startIndex, to: column) + 1)

    let source = try SourceText(file: "f", bytes: Array(marked.replacing("@", with: "").utf8))
    let document = YAMLDocument(source)
    #expect(document.problems == [])
    let node = try #require(document.root?.lastText(holding: "x"))
    guard case .scalar(let text, _) = node.content else {
      Issue.record("not a scalar")
      return
    }
    let textLines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let textLine = try #require(textLines.lastIndex { $0.contains("x") })
    let textColumn = textLines[textLine].unicodeScalars.count { $0 != "x" } + 1
    let places = ScalarPlaces(of: node, in: source)
    #expect(places.place(line: textLine + 1, column: textColumn) == expected)
  }

  @Test(arguments: [
    ("q: alpha", 1, 6, 1, 9), ("q: 'alpha'", 1, 6, 1, 10), ("q: |\n  alpha\n", 1, 6, 2, 8),
    ("q: |\n  alpha\n", 2, 1, 3, 1), ("q: |\n  alpha\n  beta", 1, 99, 2, 8), ("q: ''", 1, 1, 1, 5),
  ])
  func `what lies behind a line gives its end`(_ yaml: String, line: Int, column: Int, fileLine: Int, fileColumn: Int)
    throws
  {
    let source = try SourceText(file: "f", bytes: Array(yaml.utf8))
    guard case .mapping(let entries) = YAMLDocument(source).root?.content else {
      Issue.record("not a mapping")
      return
    }
    let places = ScalarPlaces(of: entries[0].value, in: source)
    #expect(places.place(line: line, column: column) == FilePlace(line: fileLine, column: fileColumn))
  }

  @Test func `a query in which each word is wrong tells them all, in time in proportion`() throws {
    func problems(_ count: Int) throws -> [ConfigurationProblem] {
      let query = String(repeating: "\"\" OR\n  ", count: count) + "\"\""
      let text = "id: w\nquery: |\n  \(query)\n"
      return WatchlistReader(try SourceText(file: "f", bytes: Array(text.utf8)), .errors).reader.problems
    }
    let few = try problems(3)
    #expect(few.map(\.line) == [3, 4, 5, 6] && few.allSatisfy { $0.column == 4 }, "\(few)")
    var counts: Set<Int> = []
    let time = try ProcessorTime(
      quarter: { counts.insert(try problems(2_000).count) }, whole: { counts.insert(try problems(8_000).count) })
    #expect(counts == [2_001, 8_001])
    #expect(time.isInProportion, "\(time)")
  }
}

extension YAMLNode {
  /// The last text of a document that holds a word.
  fileprivate func lastText(holding word: String) -> YAMLNode? {
    switch content {
    case .scalar(let text, _): text.contains(word) ? self : nil
    case .sequence(let nodes): nodes.compactMap { $0.lastText(holding: word) }.last
    case .mapping(let entries): entries.compactMap { $0.value.lastText(holding: word) }.last
    }
  }
}

/// Texts nobody thought of: whatever Yams reads, each visible character must be found where it stands.
@Suite struct ScalarPlacesDuelTests {
  static let pieces = [
    "a", "b", "é", "里", "\u{1F600}", "e\u{301}", " ", "  ", "   ", "\n", "\n\n", "\n ", "\n  ", "\n   ", "\t", "''",
    "\\n",
    "\\\"", "\\\\", "\\x41", "\\\n", "\\u91cc", ":", "#", "x y", "\r\n", "\n\n  ", ",", "-",
  ]
  static let headers = [
    "|", ">", "|-", ">+", "|2", ">1", "> # c", "|1-", "\"", "'", "", "&n\n  ", "[\"", "['", "[",
  ]

  @Test(arguments: 0..<20)
  func `every visible character of a scalar is found in its file`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var checked = 0
    for _ in 0..<500 {
      let header = random.pick(Self.headers)
      let body = (0..<Int.random(in: 1...14, using: &random))
        .map { _ in random.pick(Self.pieces) }.joined()
      let isBlock = header.hasPrefix("|") || header.hasPrefix(">")
      let quote = ["\"", "'"].first { header.hasSuffix($0) } ?? ""
      let closing = quote + (header.hasPrefix("[") ? "]" : "")
      let yaml =
        "p:\n- q: \(header)\(isBlock ? "\n    " : "")\(body.replacing("\n", with: "\n    "))\(closing)\nr: *n\n"
      checked += try check(header.hasPrefix("&n") ? yaml : yaml.replacing("r: *n\n", with: ""))
    }
    #expect(checked > 1000)
  }

  /// The number of characters that were compared.
  private func check(_ yaml: String) throws -> Int {
    let source = try SourceText(file: "f", bytes: Array(yaml.utf8))
    let document = YAMLDocument(source)
    guard document.problems.isEmpty, let node = document.root?.firstValue,
      case .scalar(let text, let style) = node.content
    else { return 0 }
    let places = ScalarPlaces(of: node, in: source)
    var (line, column, checked) = (1, 1, 0)
    for scalar in text.unicodeScalars {
      let found = source.scalar(at: places.place(line: line, column: column))
      if !scalar.properties.isWhitespace {
        let isEscape = style == .doubleQuoted && found == "\\"
        #expect(
          found == scalar || isEscape, "\(scalar.debugDescription) at \(line):\(column) of \(yaml.debugDescription)")
        checked += 1
      }
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    return checked
  }
}

extension YAMLNode {
  /// The first scalar that is no key.
  fileprivate var firstValue: YAMLNode? {
    switch content {
    case .scalar: self
    case .sequence(let nodes): nodes.first?.firstValue
    case .mapping(let entries): entries.first?.value.firstValue
    }
  }
}
