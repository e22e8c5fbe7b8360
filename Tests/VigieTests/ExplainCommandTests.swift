import TestSupport
import Testing

/// `vigie explain`: where a story comes from, what is shown, and the exit codes.
@Suite struct ExplainCommandTests {
  private static let lines = """
    {"id":"a","url":"https://example.org/a","title":"L’Alibaba dément","summary":"Tout transfert de données ?"}
    {"id":"b","title":"Rien"}

    """

  @Test func `explains a story of a file against a query`() async throws {
    let bed = try TestBed()
    try bed.write(Self.lines, to: "stories.jsonl")
    let run = try await bed.vigie(
      "explain", "stories.jsonl", "--story", "a", "--query", "Alibaba AND (données OR Tencent)")
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.contains("matches query"))
    #expect(run.output.contains("title: L’[Alibaba] dément"), "\(run.output)")
    #expect(run.lines.contains("    ✗ Tencent"), "\(run.output)")
    #expect(run.lines.allSatisfy { $0.count <= 80 })
  }

  @Test func `gives the tree to programs as one JSON object`() async throws {
    let bed = try TestBed()
    try bed.write(Self.lines, to: "stories.jsonl")
    let run = try await bed.vigie(
      "explain", "stories.jsonl", "--story", "https://example.org/a", "--query", "Alibaba NEAR/5 données", "--json")
    #expect(run.code == 0 && run.lines.count == 1)
    let json = try JSONValue(run.output)
    #expect(json.match == .bool(false))
    #expect(json.reason.text == "both found, never in one text: 'Alibaba' in the title, 'données' in the summary")
    #expect(json.rule.kind.text == "proximity" && json.rule.held == .bool(false))
    #expect(json.rule.parts.list?.map { $0.held } == [.bool(true), .bool(true)])
    #expect(json.rule.parts.list?.first?.spans.list?.first?.start.integer == 2)
  }

  @Test func `reads story lines from standard input, and a watchlist's file`() async throws {
    let bed = try TestBed()
    try bed.write("id: w\nterms: [Tencent]\n", to: "w.yaml")
    let run = try await bed.vigie(
      ["explain", "-", "w", "--watchlists", "w.yaml"], input: "{\"id\":\"a\",\"title\":\"Alibaba\"}\n")
    #expect(run.code == 0 && run.output.contains("Tencent is never found"), "\(run.output) \(run.errors)")
  }

  @Test func `explains a polled story by its alert's id, its publisher's id and its address`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- url: feed.xml\n  id: f\n")
    try bed.write(rss([("one", "Alibaba rises"), ("two", "Nothing new")]), to: "feed.xml")
    #expect(try await bed.vigie("poll", "--config", config).code == 0)
    let alert = try JSONValue(bed.read("alerts.jsonl").split(separator: "\n")[0])
    for name in [alert.id.text ?? "", alert.data.story.key.text ?? "", "one", "https://example.org/one"] {
      let run = try await bed.vigie("explain", name, "w", "--config", config)
      #expect(run.code == 0 && run.output.contains("[Alibaba] rises"), "\(name): \(run.output) \(run.errors)")
    }
    let other = try await bed.vigie("explain", "two", "w", "--config", config)
    #expect(other.code == 0 && other.output.contains("does not match w"), "\(other.errors)")
    #expect(other.errors.contains("only the title is kept"))
  }

  @Test func `says in words and by its exit code what cannot be explained`() async throws {
    let bed = try TestBed()
    try bed.write(Self.lines, to: "stories.jsonl")
    let config = try bed.configure(feeds: "- url: feed.xml\n")
    let cases: [(arguments: [String], code: Int32, words: String)] = [
      (["stories.jsonl"], 64, "name the watchlist"),
      (["stories.jsonl", "--query", "Alibaba"], 64, "choose one with --story: a, b"),
      (["stories.jsonl", "--story", "a", "--query", "al*"], 64, "--query:1:"),
      (["stories.jsonl", "--story", "c", "--query", "Alibaba"], 65, "has no story c"),
      (["no-such-story", "w", "--config", config], 65, "no story is known as no-such-story"),
      (["no-such.jsonl", "--query", "Alibaba"], 66, "no-such.jsonl: no such file"),
      (["stories.jsonl", "v", "--story", "a", "--config", config], 78, "no watchlist has the id v; there are: w"),
      (["stories.jsonl", "w", "--story", "a", "--config", "nowhere.yaml"], 78, "nowhere.yaml"),
    ]
    for (arguments, code, words) in cases {
      let run = try await bed.vigie(["explain"] + arguments)
      #expect(run.code == code && run.errors.contains(words), "\(arguments): \(run.code) \(run.errors)")
    }
  }
}
