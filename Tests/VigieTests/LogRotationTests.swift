import Foundation
import TestSupport
import Testing
import Watching

/// `rotate:` for those who have no logrotate.
@Suite struct LogRotationTests {
  @Test func `begins a new log at the size named, keeps so many, and repeats nothing`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(
      feeds: "- { url: feed.xml, id: f }\n", extra: "rotate: { size: 16KiB, keep: 2 }")
    try bed.write("of logrotate", to: "alerts.jsonl-20200101")
    let start = Date(timeIntervalSince1970: 1_795_500_000)
    for turn in 1...8 {
      let items = max(0, (turn - 1) * 15 - 1)..<(turn * 15)
      try bed.write(rss(items.map { ("\($0)", "Alibaba \($0)") }), to: "feed.xml")
      let now = start + Double(turn) * 3600
      _ = try await Watch(Configuration.load(path: config), now: { now }).poll(.onceAll)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: bed.folder.path)
      .filter { $0.hasPrefix("alerts") }.sorted()
    try #require(names.count == 4)
    #expect(names[0] == "alerts.jsonl")
    #expect(names[1] == "alerts.jsonl-20200101")
    #expect(names[2].wholeMatch(of: /alerts\.jsonl-\d{8}T\d{6}Z/) != nil)
    let lines = try [names[2], names[3], names[0]].flatMap { try bed.read($0).split(separator: "\n") }
    let sequences = try lines.compactMap { try JSONValue($0).sequence.text.flatMap { Int($0) } }
    #expect(sequences == Array((121 - sequences.count)...120))
  }
}
