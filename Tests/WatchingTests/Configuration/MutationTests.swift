import TestSupport
import Testing

@testable import Watching

/// Files as hurried people and broken disks leave them.
@Suite struct MutationTests {
  static let files = [
    "Config/vigie.yaml": """
    feeds: [../Feeds/a.yaml, ../Feeds/b.txt]
    watchlists: [watchlists/]
    schedule: { interval: 60m, min: 5m, max: 24h }
    http:
      contact: "newsdesk@example.org"
      per-host: { connections: 1, spacing: 5s }
      max-body: 10MiB
    """,
    "Config/watchlists/a.yaml": """
    - id: a
      names: { big: &big [Alibaba, 阿里巴巴, "data transfer*"] }
      query: |
        ($big NEAR/5 =Exact) OR title:(gtg-1002 AND NOT "é è")
      exclude: 'it''s  over'
      tests: [{ text: "Alibaba \\u00e9", match: false }]
    - id: b
      names: { big: *big }
      score: { threshold: 10, terms: { armée: 6, recette: -20 } }
    """,
    "Feeds/a.yaml": """
    # é
    - url: https://u:p@example.org:8080/feed?x#y
      tags: [press, "two words"]
      interval: 2h
      watchlists: [a]
      headers: { Authorization: "Bearer x" }
    """,
    "Feeds/b.txt": "https://example.org/other \"news, é\" # why\nfiles/a.xml\n",
  ]
  static let insertions = [
    "\n", " ", "  ", "\t", ":", ": ", "- ", "#", " #", "'", "\"", "|", ">", "[", "]", "{", "}", ",", "&", "*", "!", "é",
    "\u{1F600}", "\\", "@", "\r",
    "\u{FEFF}", "\u{2028}", "\0", "%", "---\n", "...", "? ", "<<: ", "9", "-",
  ]

  @Test(arguments: 0..<8)
  func `no accident crashes the reading, and every problem stands in its file`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let folder = try ConfigurationFolder(Self.files)
    let names = Self.files.keys.sorted()
    for _ in 0..<60 {
      let name = random.pick(names)
      var bytes = Array((Self.files[name] ?? "").utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&bytes, using: &random) }
      try folder.write(bytes, to: name)
      let problems: [ConfigurationProblem]
      do throws(ConfigurationError) {
        problems = try Configuration.load(path: folder.file("Config/vigie.yaml")).warnings
      } catch {
        problems = error.problems
        #expect(problems.contains { $0.severity == .error })
      }
      for problem in problems where problem.file.hasSuffix(name) { try Self.expectPlace(of: problem, in: bytes) }
      try folder.write(Self.files[name] ?? "", to: name)
    }
  }

  private static func mutate(_ bytes: inout [UInt8], using random: inout SeededRandom) {
    let index = Int.random(in: 0...bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes.removeLast(bytes.count - index)
    case 1: bytes.removeSubrange(index..<min(index + Int.random(in: 1...6, using: &random), bytes.count))
    case 2: bytes.insert(contentsOf: bytes[index..<min(index + 20, bytes.count)], at: index)
    case 3 where index < bytes.count: bytes[index] = UInt8.random(in: 0...255, using: &random)
    default: bytes.insert(contentsOf: random.pick(insertions).utf8, at: index)
    }
  }

  private static func expectPlace(of problem: ConfigurationProblem, in bytes: [UInt8]) throws {
    guard problem.line > 0, let source = try? SourceText(file: problem.file, bytes: bytes) else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(problem.line <= source.lineCount, "\(problem) in \(text)")
    let width = source.line(problem.line).unicodeScalars.count
    #expect((1...width + 1).contains(problem.column), "\(problem) in \(text)")
  }
}
