import CustomDump
import TestSupport
import Testing

@testable import Watching

@Suite struct WatchlistFilesTests {
  static func load(_ files: [String: String], paths: [String] = ["list.yaml"]) throws -> (
    entries: [WatchlistEntry], problems: [String]
  ) {
    let folder = try ConfigurationFolder(files)
    let loaded = WatchlistFiles.load(paths: paths.map(folder.file))
    return (loaded.entries, folder.shown(loaded.problems))
  }

  @Test func `every key of a watchlist is read`() throws {
    let yaml = """
      - id: whole
        title: Whole – a test
        severity: critical
        languages: [fr, no]
        sources: { allow: ["*.example.org"], deny: [ads.example.org] }
        names:
          big: [alpha, beta gamma]
        query: |
          $big AND delta
        exclude: epsilon
        on-update: alert
        tests:
          - { text: alpha delta, match: true }
          - title: no
            summary: ''
            url: https://example.org/1
            language: fr
            match: false
      - id: short
        terms: [alpha]
      """
    let (entries, problems) = try Self.load(["list.yaml": yaml])
    #expect(problems == [])
    try #require(entries.count == 2)
    let entry = entries[0]
    #expect((entry.id, entry.title) == ("whole", "Whole – a test"))
    #expect((entry.severity, entry.onUpdate, entry.line) == (.critical, .alert, 1))
    #expect((entry.severity.text, entry.severity.number) == ("CRITICAL", 21))
    #expect(
      diff(
        entry.tests,
        [
          InlineTest(
            title: "", summary: "", text: "alpha delta", url: nil, language: nil, match: true, file: entry.file,
            place: FilePlace(line: 13, column: 7)),
          InlineTest(
            title: "no", summary: "", text: "", url: "https://example.org/1", language: "fr", match: false,
            file: entry.file, place: FilePlace(line: 14, column: 7)),
        ]) == nil)
    #expect((entries[1].title, entries[1].severity, entries[1].onUpdate) == ("short", .medium, .ignore))
    #expect(entries[1].line == 19)
  }

  @Test(arguments: [
    ("", ["1:1: this file holds no watchlist"]),
    ("id: a\n", ["1:1: this watchlist looks for nothing; give it `query`, `terms`, `terms-file` or `score`"]),
    ("query: a\n", ["1:1: this watchlist has no `id`"]),
    ("- id: a\n  query: beta\n- x\n", ["3:3: a watchlist must be a mapping such as { id: …, title: … }, not a text"]),
    ("id: a\nquery: alpha\nterms: [beta]\n", ["3:1: a watchlist has one of"]),
    ("id: a\nscore: { threshold: 1, terms: { a: 1 } }\nquery: alpha\n", ["3:1: a watchlist has one of"]),
    ("id: a\nterms: []\n", ["2:8: `terms` is empty"]),
    ("id: a\nterms: [alpha, '']\n", ["2:16: an entry of `terms` is empty"]),
    ("id: a\nterms:\n  - alpha\n  -\n", ["4:4: an entry of `terms` has no value"]),
    (
      "id: a\nterms:\n  - #alpha\n",
      ["3:4: an entry of `terms` has no value; write one or remove it; behind `#` stands"]
    ),
    ("id: a\nscore: { threshold: 1 }\n", ["2:8: `score` has no `terms`"]),
    ("id: a\nscore: { threshold: nan, terms: { b: 1 } }\n", ["2:21: `threshold` must be a number"]),
    (
      "id: a\nscore: { threshold: 1, terms: { b: '1' } }\n",
      ["2:36: the weight of `b` must be a number such as 10 or -2.5, not the text `1`"]
    ),
    (
      "id: a\nquery: alpha\nseverity: hihg\n",
      ["3:11: `severity` must be info, low, medium, high or critical, not `hihg`"]
    ),
    ("id: a\nquery: alpha\nsources: { dney: [x] }\n", ["3:12: unknown key `dney`; did you mean `deny`?"]),
    ("id: a\nquery: alpha\nsources: { allow: [] }\n", ["3:19: `allow` is empty"]),
    ("id: a\nquery: alpha\ntests:\n  - { text: x }\n", ["4:5: this test does not say what it expects"]),
    ("id: a\nquery: alpha\ntests:\n  - { match: true }\n", ["4:5: this test has no story"]),
    (
      "id: a\nquery: alpha\ntests:\n  - { text: x, match: yes, tite: y }\n",
      ["4:23: `match` must be true or false, not `yes`", "4:28: unknown key `tite`"]
    ),
    ("id: \"a\\u001b[31m\"\nquery: alpha\n", ["1:5: `id` must be one line without control characters"]),
    ("id: a\nquery: alpha\n\"\\e[31mx\": y\n", ["3:1: unknown key `U+001B[31mx`"]),
  ])
  func `what is wrong with a watchlist is said at its place`(yaml: String, expected: [String]) throws {
    let (entries, problems) = try Self.load(["list.yaml": yaml])
    #expect(begin(problems, as: expected.map { "list.yaml:" + $0 }), "\(problems)")
    #expect(entries.map(\.id) == (yaml.hasPrefix("- id") ? ["a"] : []))
  }

  @Test func `plain words that YAML knows otherwise are words`() throws {
    let (entries, problems) = try Self.load([
      "list.yaml": "id: no\ntitle: 1e3\nterms: [off-shore, 2024-01-01, null, 0x10]\n"
    ])
    #expect(problems == [])
    #expect(entries.map(\.title) == ["1e3"])
  }

  @Test func `repeated keys of several mappings are reported, and the rest is read`() throws {
    let yaml = """
      id: a
      "query": alpha
      query: al*
      names:
        é: [alpha]
        é: [beta]
        c: [x*]
        c: [y]
      tests: [{ text: x, text: y, match: false }]
      id: b
      """
    let (_, problems) = try Self.load(["list.yaml": yaml])
    let expected = [
      "list.yaml:3:1: duplicate key `query`; it stands at line 2 already",
      "list.yaml:6:3: duplicate key `é`; it stands at line 5 already",
      "list.yaml:7:8: ",
      "list.yaml:8:3: duplicate key `c`; it stands at line 7 already",
      "list.yaml:9:20: duplicate key `text`; it stands at line 9 already",
      "list.yaml:10:1: duplicate key `id`; it stands at line 1 already",
    ]
    #expect(begin(problems, as: expected), "\(problems)")
  }

  @Test(arguments: [
    ("- { a: 1, a: 2 }\n- [\n", ["1:5: duplicate key `a`; keep one of them", "3:1: "]),
    ("\"\\x61\": 1\na: 2\n", ["1:1: duplicate key `a`; keep one of them"]),
    ("[x]: 1\n[x]: 2\n", ["1:1: duplicate key"]),
    ("? \n: 1\n? \n: 2\n", ["1:"]),
  ])
  func `repeated keys are reported even where the file cannot be read`(yaml: String, expected: [String]) throws {
    let (_, problems) = try Self.load(["list.yaml": yaml])
    #expect(begin(Array(problems.prefix(expected.count)), as: expected.map { "list.yaml:" + $0 }), "\(problems)")
  }

  @Test func `a file of repeated keys ends the search for more`() throws {
    let (_, problems) = try Self.load(["list.yaml": (10..<90).map { "k\($0): 1\nk\($0): 2\n" }.joined()])
    #expect(
      begin(problems, as: (0...20).map { "list.yaml:\($0 * 2 + 1):1: duplicate key `k\($0 + 10)`" }), "\(problems)")
  }

  @Test func `a finding in each piece is reported at its own place`() throws {
    let yaml = """
      id: a
      names: { b: [alpha, "un*"] }
      query: >
        $b AND
        al*
      exclude: 'it''s be*'
      """
    let (_, problems) = try Self.load(["list.yaml": yaml])
    let places = problems.map { $0.split(separator: " ")[0] }
    #expect(
      places.allSatisfy {
        ["list.yaml:2:22:", "list.yaml:2:24:", "list.yaml:5:3:", "list.yaml:5:5:"].contains($0)
          || $0.hasPrefix("list.yaml:6:")
      }, "\(problems)")
    #expect(Set(places.map { $0.split(separator: ":")[1] }) == ["2", "5", "6"], "\(problems)")
  }

  @Test func `a file of terms is reported at its own lines`() throws {
    let files = [
      "list.yaml": "id: a\nterms: [alpha]\nterms-file: words/terms.txt\n",
      "words/terms.txt": "\u{FEFF}# all\r\n  data transfer # why\r\n\r\n\t#hashtag\r\n#\r\n  al*\r\n",
    ]
    let (_, problems) = try Self.load(files)
    #expect(problems.count == 1)
    #expect(
      problems[0].hasPrefix("words/terms.txt:6:3: ") || problems[0].hasPrefix("words/terms.txt:6:5: "), "\(problems)")
  }

  @Test(arguments: [
    ("alpha\n# note\nbeta gamma\n", ["1:1 alpha", "3:1 beta gamma"]),
    ("  C# \n#\n #tag # note\nx #y\nx #\n# \n\n", ["1:3 C#", "3:2 #tag", "4:1 x #y", "5:1 x"]),
    ("", []),
  ])
  func `a file of terms has one a line and comments`(text: String, expected: [String]) throws {
    let file = TermsFile(try SourceText(file: "t", bytes: Array(text.utf8)))
    #expect(file.lines.map { "\($0.place.line):\($0.place.column) \($0.term)" } == expected)
  }

  @Test func `a line of terms is read as by a reader that looks at one character after the other`() throws {
    /// The term of a line, and its column.
    func term(in line: String) -> (term: String, column: Int)? {
      let scalars = Array(line.unicodeScalars)
      var rest = scalars[...]
      for index in scalars.indices where scalars[index] == "#" {
        let around = [index - 1, index + 1].filter(scalars.indices.contains)
        if around.allSatisfy({ scalars[$0].properties.isWhitespace }) {
          rest = scalars[..<index]
          break
        }
      }
      while rest.last?.properties.isWhitespace == true { rest.removeLast() }
      while rest.first?.properties.isWhitespace == true { rest.removeFirst() }
      return rest.isEmpty ? nil : (String(String.UnicodeScalarView(rest)), rest.startIndex + 1)
    }
    let pieces = ["#", "#", " ", "\t", "\u{A0}", "\u{2003}", "\u{3000}", "a", "é", "\u{301}", "字", "𠮷", "\u{200D}"]
    var random = SeededRandom(seed: 7)
    for _ in 0..<2_000 {
      let lines = (0..<3).map { _ in (0..<random.pick([0, 1, 2, 4, 8])).map { _ in random.pick(pieces) }.joined() }
      let file = TermsFile(try SourceText(file: "t", bytes: Array(lines.joined(separator: "\n").utf8)))
      let expected = lines.enumerated().compactMap { number, line in
        term(in: line).map { "\(number + 1):\($0.column) \($0.term)" }
      }
      let found = file.lines.map { "\($0.place.line):\($0.place.column) \($0.term)" }
      #expect(found.map { Array($0.unicodeScalars) } == expected.map { Array($0.unicodeScalars) })
    }
  }

  @Test(arguments: [
    ("", "2:13: `terms.txt` holds no terms"), ("# only\n", "2:13: `terms.txt` holds no terms"),
  ])
  func `a file without terms is reported where it is named`(text: String, expected: String) throws {
    let (_, problems) = try Self.load(["list.yaml": "id: a\nterms-file: terms.txt\n", "terms.txt": text])
    #expect(problems == ["list.yaml:" + expected])
  }

  @Test func `folders are read in the order of names, each file once`() throws {
    let files = [
      "w/b.yaml": "id: b\nterms: [alpha]\n", "w/a.yaml": "id: a\nterms: [alpha]\n",
      "w/C.yaml": "id: C\nterms: [alpha]\n",
      "w/d.yml": "id: d\nterms: [alpha]\n", "w/.e.yaml": "id: e\nterms: [alpha]\n", "w/notes.txt": "x", "empty/x": "",
      "w/named/f.yaml": "id: f\nterms: [alpha]\n", "w/sub/g.yaml": "id: g\nterms: [alpha]\n", "w/terms/a.txt": "alpha",
    ]
    let (entries, problems) = try Self.load(files, paths: ["w", "w/b.yaml", "empty/", "none", "w/named/"])
    #expect(entries.map(\.id) == ["C", "a", "b", "f"])
    #expect(
      problems == [
        "w/d.yml:1:1: warning: this file is not read, because its name does not end in .yaml",
        "w/sub:1:1: warning: this folder is not read, because it lies in another one; name it in `watchlists`",
        "empty/: the folder holds no watchlist: no name ends in .yaml", "none: there is no such file",
      ])
  }

  @Test(arguments: [
    ("query: alpha OR beta #gamma", ["2:22: warning: what begins with `#` here is a comment"]),
    ("query: alpha\n  OR beta   #gamma", ["3:13: warning: what begins with `#` here is a comment"]),
    ("query: alpha\nexclude: beta #gamma", ["3:15: warning: what begins with `#` here is a comment"]),
    ("query: alpha # why", []), ("query: 'alpha' #why", []), ("query: alpha AND C#", []),
    ("query: |\n  alpha AND #beta", []),
  ])
  func `a comment that swallows a word of a query is warned of`(yaml: String, expected: [String]) throws {
    let problems = try Self.load(["list.yaml": "id: a\n\(yaml)\n"]).problems
    let own = problems.filter { !$0.contains("short") }
    #expect(begin(own, as: expected.map { "list.yaml:" + $0 }), "\(problems)")
  }

  @Test func `a shared anchor serves several watchlists`() throws {
    let yaml =
      "- id: a\n  names: { x: &x [alpha, beta] }\n  query: $x\n- id: b\n  names: { x: *x }\n  query: $x AND gamma\n"
    let (entries, problems) = try Self.load(["list.yaml": yaml])
    #expect(problems == [])
    #expect(entries.map(\.id) == ["a", "b"])
  }
}
