import FeedParsing
import FoundationEssentials
import Testing

@testable import Watching

@Suite struct HostileHintsTests {
  @Test(arguments: [Int.max, 9_000_000_000_000_000_000, 1 << 40, 1, 0, -5])
  func `no ttl and no frequency that a document names can overflow`(number: Int) {
    var document = FeedDocument(format: .rss20, encoding: "utf-8")
    document.ttlMinutes = number
    var memory = FeedMemory()
    memory.hints = FeedHints(document)
    #expect((memory.hints.period ?? 0) <= 30 * 86_400)
    #expect(FeedMemory(notes: memory.notes).hints.period == memory.hints.period)
    document.ttlMinutes = nil
    document.updateFrequency = number
    memory.hints = FeedHints(document)
    memory.rhythm.observe(hours: .greatestFiniteMagnitude, stories: [])
    _ = FeedMemory(notes: memory.notes)
  }
}
