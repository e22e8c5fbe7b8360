import Subprocess
import Testing

/// `vigie match --query`: what people see, and what programs are spared.
@Suite struct PrettyMatchTests {
  private static let lines = """
    {"id":"a","url":"https://example.org/a","title":"L’Alibaba dément","summary":"Un démenti d’Alibaba","language":"fr"}
    {"id":"b","title":"Rien"}

    """

  @Test func `shows each story with its source and its hits, and how many matched`() async throws {
    let run = try await TestBed().vigie(
      ["match", "--query", "Alibaba OR démenti", "--output", "pretty", "-"], input: Self.lines)
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(
      run.lines == [
        "L’Alibaba dément",
        "  standard input · fr",
        "  https://example.org/a",
        "  because of Alibaba",
        "    title:   L’[Alibaba] dément",
        "    summary: Un [démenti] d’Alibaba",
        "    summary: Un démenti d’[Alibaba]",
        "1 of 2 stories",
      ], "\(run.output)")
  }

  @Test(arguments: [("UTC", "2026-11-24"), ("JST-9", "2026-11-25")])
  func `a story's day is that of the reader's zone`(zone: String, day: String) async throws {
    let line = "{\"id\":\"a\",\"title\":\"Alibaba\",\"date_published\":\"2026-11-24T20:00:00Z\"}\n"
    let run = try await TestBed().vigie(
      ["match", "--query", "Alibaba", "--output", "pretty", "-"], input: line, environment: ["TZ": zone])
    #expect(run.lines.dropFirst().first == "  standard input · \(day)", "\(run.output)")
  }

  @Test func `tells doubts about a query to people only`() async throws {
    let bed = try TestBed()
    for output in ["events", "ids", "count", "pretty"] {
      let run = try await bed.vigie(["match", "--query", "AI", "--output", output, "-"], input: Self.lines)
      #expect(run.code == 0)
      #expect(run.errors.contains("--query:1:1: warning: ") == (output == "pretty"), "\(output): \(run.errors)")
    }
  }

  @Test func `reads no configuration for a query`() async throws {
    let bed = try TestBed()
    try bed.write("nonsense: true\n", to: "Config/vigie.yaml")
    let run = try await bed.vigie(
      ["match", "--query", "Alibaba", "--config", "nowhere.yaml", "--output", "ids", "-"], input: Self.lines)
    #expect(run.code == 0 && run.output == "a\n" && run.errors.isEmpty, "\(run.errors)")
  }
}
