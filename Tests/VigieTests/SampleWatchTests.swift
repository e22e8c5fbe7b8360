import FoundationEssentials
import TestSupport
import Testing

/// The sample feeds with the shipped watchlists: the case that vigie was made for.
@Suite struct SampleWatchTests {
  /// The publisher's ids of the stories that each watchlist must report, and no others.
  static let expected: [String: Set<String>] = [
    "cross-border-transfer": [
      "https://abendbote.example/netz/a-30117",
      "cds-11877",
      "gdm:20260417:5512",
      "https://haidong.example.org/policy/20260401/571003.html",
      "tag:harbour-dispatch.example,2026-11-23:/world/92466",
    ],
    "alibaba-mentions": [
      "https://abendbote.example/wirtschaft/a-28840",
      "https://abendbote.example/wirtschaft/a-32808",
      "cds-10451",
      "cds-10462",
      "gdm:20251115:4410",
      "https://haidong.example.org/finance/20251115/558201.html",
      "https://haidong.example.org/tech/20260712/580444.html",
      "tag:harbour-dispatch.example,2025-11-14:/world/88120",
      "tag:harbour-dispatch.example,2025-11-15:/business/88141",
      "tag:harbour-dispatch.example,2026-09-17:/business/91903",
    ],
    "alibaba-state": [
      "https://abendbote.example/wirtschaft/a-28840",
      "cds-10451",
      "gdm:20251115:4410",
      "https://haidong.example.org/finance/20251115/558201.html",
      "tag:harbour-dispatch.example,2025-11-14:/world/88120",
    ],
    "alibaba-denial": [
      "https://abendbote.example/wirtschaft/a-28840",
      "cds-10462",
      "gdm:20251115:4410",
      "https://haidong.example.org/finance/20251115/558201.html",
      "tag:harbour-dispatch.example,2025-11-15:/business/88141",
    ],
    "data-to-authorities": [
      "https://abendbote.example/netz/a-31950",
      "cds-10462",
      "https://haidong.example.org/finance/20251115/558201.html",
      "tag:harbour-dispatch.example,2025-11-14:/world/88120",
      "tag:harbour-dispatch.example,2025-11-15:/business/88141",
    ],
    "alibaba-data": [
      "cds-10462",
      "https://haidong.example.org/finance/20251115/558201.html",
      "tag:harbour-dispatch.example,2025-11-14:/world/88120",
      "tag:harbour-dispatch.example,2025-11-15:/business/88141",
    ],
    "gtg-1002": [
      "cds-10430",
      "https://haidong.example.org/tech/20251114/558104.html",
      "https://threat-ledger.example.org/2026/11/gtg-1002-a-year-on",
      "https://threat-ledger.example.org/2025/11/indicators",
    ],
    "ai-espionage": [
      "cds-10430",
      "https://haidong.example.org/tech/20251114/558104.html",
      "https://threat-ledger.example.org/2025/11/first-of-its-kind",
    ],
    "chinese-state-hackers": [
      "cds-10430",
      "https://threat-ledger.example.org/2025/11/first-of-its-kind",
      "https://threat-ledger.example.org/2026/06/carriers",
    ],
    "data-localisation": [
      "cds-14120"
    ],
  ]

  func pollSamples(_ bed: TestBed) async throws -> (run: TestBed.Run, alerts: [JSONValue]) {
    let config = try bed.write(
      """
      feeds: [\(TestBed.project.path)/Feeds/sample.yaml]
      watchlists: [\(TestBed.project.path)/Config/watchlists/]
      state: state
      alerts: alerts.jsonl
      name: desk-1
      """, to: "vigie.yaml")
    let run = try await bed.vigie("poll", "--config", config)
    return (run, try bed.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0) })
  }

  @Test func `give exactly the alerts that a careful reader wants, one line a watchlist and story`() async throws {
    let bed = try TestBed()
    let (run, alerts) = try await pollSamples(bed)
    #expect(run == TestBed.Run(code: 0, output: "", errors: ""))
    var found: [String: Set<String>] = [:]
    for alert in alerts {
      let watchlist = try #require(alert.subject.text)
      let story = try #require(alert.data.story.id.text)
      #expect(found[watchlist, default: []].insert(story).inserted, "\(watchlist) reports \(story) twice")
    }
    for watchlist in Set(found.keys).union(Self.expected.keys) {
      #expect(found[watchlist, default: []] == Self.expected[watchlist, default: []], "\(watchlist)")
    }
  }

  @Test func `give the same ids on a second machine`() async throws {
    let first = try await pollSamples(TestBed()).alerts
    let second = try await pollSamples(TestBed()).alerts
    #expect(first.compactMap(\.id.text).sorted() == second.compactMap(\.id.text).sorted())
    #expect(Set(first.compactMap(\.id.text)).count == first.count && !first.isEmpty)
  }

  @Test func `are silent when polled again`() async throws {
    let bed = try TestBed()
    let (_, alerts) = try await pollSamples(bed)
    let log = try bed.read("alerts.jsonl")
    let again = try await bed.vigie("poll", "--all", "--config", bed.path("vigie.yaml"))
    #expect(again == TestBed.Run(code: 0, output: "", errors: ""))
    #expect(try bed.read("alerts.jsonl") == log)
    #expect(!alerts.isEmpty)
  }

  @Test func `every line is valid by its schema, and numbered without a gap`() async throws {
    let bed = try TestBed()
    _ = try await pollSamples(bed)
    let schema = try JSONSchema(file: TestBed.project.appending(path: "Config/schema/vigie.alert.v1.json"))
    let lines = try bed.read("alerts.jsonl").split(separator: "\n")
    #expect(!lines.isEmpty)
    for (index, line) in lines.enumerated() {
      #expect(try schema.problems(in: line) == [])
      #expect(
        try JSONValue(line).sequence.text == String(repeating: "0", count: 12 - "\(index + 1)".count) + "\(index + 1)")
    }
  }

  @Test func `every hit's exact text stands where the hit says`() async throws {
    let bed = try TestBed()
    var checked = 0
    for alert in try await pollSamples(bed).alerts {
      for hit in alert.data.hits.list ?? [] where hit.field.text == "title" {
        let title = Array(try #require(alert.data.story.title.text).unicodeScalars)
        let (start, end) = (try #require(hit.start.integer), try #require(hit.end.integer))
        var exact = ""
        exact.unicodeScalars.append(contentsOf: title[start..<end])
        #expect(exact == hit.exact.text)
        checked += 1
      }
    }
    #expect(checked > 10)
  }

  @Test func `the shipped configuration and its watchlists are sound`() async throws {
    let bed = try TestBed()
    for name in ["vigie.yaml", "sample.yaml"] {
      let run = try await bed.vigie("check", "--config", TestBed.project.appending(path: "Config/\(name)").path)
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.output.contains("all sound"))
    }
  }
}
