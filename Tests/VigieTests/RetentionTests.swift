import Archive
import Foundation
import TestSupport
import Testing
import Watching

/// What the database remembers, over months of polls at times that the test chooses.
@Suite struct RetentionTests {
  private let bed: TestBed
  private let config: String
  private let start = Date(timeIntervalSince1970: 1_795_500_000)

  init() throws {
    bed = try TestBed()
    config = try bed.configure(
      feeds: "- { url: feed.xml, id: f }\n", extra: "retention: { stories: 30d, texts: 10d }")
  }

  private func poll(day: Double, _ stories: ClosedRange<Int>) async throws {
    try bed.write(rss(stories.reversed().map { ("\($0)", "Alibaba \($0)") }), to: "feed.xml")
    let now = start + day * 86_400
    _ = try await Watch(Configuration.load(path: config), now: { now }).poll(.onceAll)
  }

  private func alerts() throws -> [String] {
    try bed.read("alerts.jsonl").split(separator: "\n").compactMap { try JSONValue($0).data.story.id.text }
  }

  private func size() throws -> ArchiveSize { try Archive.openReadOnly(folder: bed.path("state")).size() }

  @Test func `a story that the feed still carries is never repeated, others are forgotten`() async throws {
    try await poll(day: 0, 1...5)
    try await poll(day: 1, 4...8)
    try await poll(day: 200, 4...8)
    #expect(try size().stories == 5)
    try await poll(day: 400, 4...9)
    #expect(try alerts() == ["5", "4", "3", "2", "1", "8", "7", "6", "9"])
    #expect(try size().stories == 6)
    #expect(try size().events == 6)
  }

  @Test func `nothing is forgotten more than once a day, but after a clock that was wrong`() async throws {
    try await poll(day: 0, 1...2)
    try await poll(day: 40, 2...3)
    try await poll(day: 69.9, 4...5)
    #expect(try size().stories == 5, "1 left less than 30 days ago")
    try await poll(day: 70.5, 4...5)
    #expect(try size().stories == 5, "less than a day has gone by")
    try await poll(day: 71, 4...5)
    #expect(try size().stories == 4)
    try await poll(day: 10_000, 4...5)
    try await poll(day: 72, 4...5)
    #expect(try alerts().count == 5)
  }

  @Test func `the texts of old alerts are forgotten before their stories`() async throws {
    try await poll(day: 0, 1...2)
    try await poll(day: 12, 1...3)
    let reader = try Archive.openReadOnly(folder: bed.path("state"))
    #expect(try ["1", "3"].map { try reader.stories(named: $0).first?.text == nil } == [true, false])
  }

  @Test func `a database that nobody looks after stays as large as what the feeds carry`() async throws {
    var sizes: [Int] = []
    for week in 0..<40 {
      try await poll(day: Double(week) * 7, (week * 20)...(week * 20 + 30))
      sizes.append(try size().bytes)
    }
    let (early, late) = (sizes[8..<14].max() ?? 0, sizes[34...].max() ?? 0)
    #expect(late <= early * 11 / 10, "\(sizes)")
    #expect(try alerts().count == 40 * 20 + 11)
  }

  @Test func `status tells how much there is`() async throws {
    let before = try await bed.vigie("status", "--config", config)
    #expect(!before.output.contains("database"))
    try await poll(day: 0, 1...2)
    let after = try await bed.vigie("status", "--config", config)
    #expect(after.lines.last?.hasPrefix("database: 0.1 MiB, 2 stories, 2 events") == true, "\(after.output)")
    #expect(try await bed.vigie("status", "--json", "--config", config).lines.count == 1)
  }
}
