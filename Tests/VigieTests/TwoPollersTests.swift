import Foundation
import TestSupport
import Testing

/// One state folder, one poller.
@Suite struct TwoPollersTests {
  @Test func `a second poller leaves the folder alone, and nothing is doubled`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- { url: pipe.xml, id: f }\n- { url: feed.xml, id: g }\n")
    try bed.write(rss([("1", "Alibaba")]), to: "pipe.xml")
    try bed.write(rss([("2", "Alibaba")]), to: "feed.xml")
    let runs = try await withThrowingTaskGroup(of: (skips: Bool, run: TestBed.Run).self) { group in
      for number in 0..<8 {
        group.addTask {
          let skips = number % 2 == 0
          let options = skips ? ["--skip-if-running"] : []
          return (skips, try await bed.vigie(["poll", "--all", "--config", config] + options))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for (skips, run) in runs {
      #expect(run.code == 0 || run.code == 75 && !skips, "\(run.code) \(run.errors)")
      #expect(run.code == 0 || run.errors.contains("another vigie"), "\(run.errors)")
    }
    let stories = try bed.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0).data.story.id.text }
    #expect(stories.compactMap(\.self).sorted() == ["1", "2"])
  }

  @Test(arguments: [([], 75), (["--skip-if-running"], 0)] as [([String], Int32)])
  func `O3: while a service holds the folder a poll says so`(options: [String], code: Int32) async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "- { url: feed.xml, id: f }\n")
    try bed.write(rss([("1", "Alibaba")]), to: "feed.xml")
    let service = try bed.start("run", "--config", config)
    defer { service.terminate() }
    try await bed.wait { try bed.read("alerts.jsonl").contains("\n") }
    let run = try await bed.vigie(["poll", "--all", "--config", config] + options)
    #expect(run.code == code, "\(run.errors)")
    #expect(run.errors.contains("process \(service.processIdentifier)") == (code == 75), "\(run.errors)")
    service.terminate()
    service.waitUntilExit()
    #expect(service.terminationStatus == 0)
    #expect(try await bed.vigie("poll", "--all", "--config", config).code == 0)
    #expect(try bed.read("alerts.jsonl").split(separator: "\n").count == 1)
  }
}
