import Foundation
import Testing

@testable import Archive

@Suite struct RetentionTests {
  private let scene: Scene
  private let ledger: Ledger

  init() throws {
    scene = try Scene()
    ledger = try scene.open()
  }

  /// A poll that finds these stories in the document, of which the first ones named are new.
  private func poll(
    new: ClosedRange<Int>? = nil, carried: ClosedRange<Int>? = nil, also: ClosedRange<Int>? = nil, day: Int
  ) throws {
    var draft = Samples.draft(Array(new ?? 0...0).filter { $0 > 0 })
    draft.state.lastPolled = Samples.noon + Double(day) * 86400
    for index in draft.stories.indices {
      draft.stories[index].seen = Samples.noon + Double(day) * 86400
      draft.stories[index].text = StoredText(title: "T", summary: String(repeating: "s", count: 2000), content: "")
    }
    draft.carried = carried.map { .all($0.map(Samples.key)) } ?? also.map { .also($0.map(Samples.key)) }
    _ = try ledger.commit([draft.record])
  }

  private func prune(beforeDay day: Int, texts: Int = 0, maximumBytes: Int? = nil) throws -> Int {
    try ledger.prune(
      Retention(
        storiesBefore: Samples.noon + Double(day) * 86400, textsBefore: Samples.noon + Double(texts) * 86400,
        maximumBytes: maximumBytes), at: Samples.noon)
  }

  private func known(_ numbers: ClosedRange<Int>) throws -> [Int] {
    let feed = try #require(try ledger.feedNumber("feed"))
    let found = try ledger.database.read { db in
      try StoryTable(db: db).seen(numbers.map(Samples.key), feed: feed)
    }
    return numbers.filter { found[Samples.key($0)] != nil }
  }

  @Test func `a story that the feed still carries is never forgotten`() throws {
    try poll(new: 1...3, carried: 1...3, day: 0)
    try poll(new: 4...6, carried: 3...6, day: 1)
    #expect(try prune(beforeDay: 400) == 2)
    #expect(try known(1...6) == [3, 4, 5, 6])
  }

  @Test func `a story is kept for the whole time after it left the feed`() throws {
    try poll(new: 1...3, carried: 1...3, day: 0)
    try poll(carried: 3...3, day: 100)
    #expect(try prune(beforeDay: 100) == 0)
    #expect(try prune(beforeDay: 101) == 2)
    #expect(try known(1...3) == [3])
  }

  @Test func `a document that was not read whole makes no story leave`() throws {
    try poll(new: 1...3, carried: 1...3, day: 0)
    try poll(day: 1)
    #expect(try prune(beforeDay: 400) == 0)
  }

  @Test func `a story that came in a part of the document is carried until a whole one lacks it`() throws {
    try poll(new: 1...3, carried: 1...3, day: 0)
    try poll(new: 4...5, also: 4...5, day: 1)
    try poll(also: 5...5, day: 2)
    #expect(try prune(beforeDay: 400) == 0)
    #expect(try known(1...5) == [1, 2, 3, 4, 5])
    try poll(carried: 4...5, day: 500)
    #expect(try prune(beforeDay: 500) == 0)
    #expect(try prune(beforeDay: 501) == 3)
    #expect(try known(1...5) == [4, 5])
  }

  @Test func `parts of documents alone let nothing be forgotten`() throws {
    try poll(new: 1...3, also: 1...3, day: 0)
    try poll(also: 3...3, day: 1)
    #expect(try prune(beforeDay: 400) == 0)
    #expect(try known(1...3) == [1, 2, 3])
  }

  @Test func `nothing is forgotten of a feed whose documents nobody told`() throws {
    try poll(new: 1...3, day: 0)
    #expect(try prune(beforeDay: 400) == 0)
    #expect(try known(1...3) == [1, 2, 3])
  }

  @Test func `texts are forgotten earlier than stories`() throws {
    try poll(new: 1...2, carried: 1...2, day: 0)
    try poll(new: 3...3, carried: 1...3, day: 2)
    #expect(try prune(beforeDay: 0, texts: 1) == 0)
    let reader = try scene.reader()
    #expect(try reader.stories(named: "event-1").map { $0.text == nil } == [true])
    #expect(try reader.stories(named: "event-3").map { $0.text == nil } == [false])
  }

  @Test func `a size limit forgets the oldest texts and gives the room back`() throws {
    try poll(new: 1...1000, carried: 1...1000, day: 0)
    let before = try ledger.database.read { db in try ArchiveSize(db) }
    #expect(try prune(beforeDay: 0, maximumBytes: before.bytes / 2) == 0)
    let after = try ledger.database.read { db in try ArchiveSize(db) }
    #expect(after.bytes <= before.bytes / 2)
    #expect(after.freeBytes == 0)
    #expect(after.stories == 1000)
    let reader = try scene.reader()
    #expect(try reader.stories(named: "event-1").map { $0.text == nil } == [true])
    #expect(try reader.stories(named: "event-1000").map { $0.text == nil } == [false])
  }

  @Test func `an event is forgotten with its story only`() throws {
    try poll(new: 1...2, carried: 1...2, day: 0)
    try poll(carried: 2...2, day: 1)
    #expect(try prune(beforeDay: 400) == 1)
    let feed = try #require(try ledger.feedNumber("feed"))
    let events = try ledger.database.read { db in
      try [1, 2].flatMap { try EventTable(db: db).emissions(of: Samples.key($0), feed: feed) }
    }
    #expect(events.map(\.id) == ["event-2"])
    _ = try ledger.commit([Samples.record(2...3)])
    #expect(try scene.text == Samples.lines(1...3))
  }
}
