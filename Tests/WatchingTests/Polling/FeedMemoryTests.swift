import FoundationEssentials
import Testing

@testable import Watching

@Suite struct FeedMemoryTests {
  static let now = Date(timeIntervalSince1970: 1_800_000_000)

  @Test func `comes back from its notes as it was`() {
    var memory = FeedMemory()
    memory.hints.period = 5_400
    memory.hints.skipHours = [0, 23]
    memory.hints.skipDays = [6]
    memory.refreshed = Self.now
    memory.move = PermanentMove(target: "https://example.org/feed?a=1&b=2", since: Self.now, adopted: Self.now + 5)
    memory.rhythm.observe(hours: 100, stories: [Self.now, Self.now + 3_600])
    memory.gaps = 2
    memory.timesGone = 1
    memory.refuser = "example.org"
    #expect(FeedMemory(notes: memory.notes) == memory)
  }

  @Test func `a feed that was watched and brought nothing is remembered as such`() {
    var memory = FeedMemory()
    for _ in 0..<30 {
      memory.rhythm.observe(hours: 24, stories: [])
      memory = FeedMemory(notes: memory.notes)
    }
    #expect(memory.rhythm.hoursWatched > 300)
    #expect(memory.rhythm.meanRate < PublishingRhythm().meanRate / 5)
  }

  @Test func `an empty memory is no note, and no note an empty memory`() {
    #expect(FeedMemory().notes == nil)
    #expect(FeedMemory(notes: nil) == FeedMemory())
  }

  @Test(arguments: ["", "nonsense", "gaps=many", "watched=5 hours=1,2", "moved-to=x", "watched=-1 hours=1", "= =="])
  func `what cannot be read counts as forgotten`(text: String) {
    #expect(FeedMemory(notes: Array(text.utf8)) == FeedMemory())
  }

  @Test(arguments: [
    "0", "7", "12", "1800000000", "0.5", "0.05", "1.25", "123456.99", "999999999999", "1.234", "5.", ".5", ".", "",
    "-1",
    "1e3", "nan", "inf", "1.2.3", "1,5", " 1", "+1", "0x10", "1234567890123", "9999999999999999999",
  ])
  func `a number is read as Swift reads it`(text: String) {
    let number = NoteFields.number(Array(text.utf8)[...])
    #expect(number.map(\.bitPattern) == Double(text).map(\.bitPattern))
  }

  @Test func `every number with two decimals comes back as it was`() {
    for hundredths in stride(from: 0, through: 2_000_000, by: 7) {
      let text = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
      guard NoteFields.number(Array(text.utf8)[...]) == Double(text) else {
        Issue.record("\(text)")
        return
      }
    }
  }
}

@Suite struct PublishingRhythmTests {
  /// Midnight, UTC.
  static let midnight = Date(timeIntervalSince1970: 1_800_000_000 - 28_800)

  func watched(days: Int, storiesAt hours: [Int]) -> PublishingRhythm {
    var rhythm = PublishingRhythm()
    for day in 0..<days {
      let start = Self.midnight.addingTimeInterval(TimeInterval(day) * 86_400)
      rhythm.observe(hours: 24, stories: hours.map { start.addingTimeInterval(TimeInterval($0) * 3_600 + 60) })
    }
    return rhythm
  }

  @Test func `an unwatched feed counts as one story a day`() {
    #expect(abs(PublishingRhythm().meanRate * 24 - 1) < 0.001)
  }

  @Test(arguments: [[], [9], [0, 6, 12, 18], Array(0..<24)])
  func `the rate approaches what is published`(hours: [Int]) {
    let rate = watched(days: 60, storiesAt: hours).meanRate * 24
    #expect(abs(rate - Double(hours.count)) < 0.1 * Double(hours.count) + 0.1, "\(rate)")
  }

  @Test func `a feed that files in the morning is asked more often in the morning`() {
    let rhythm = watched(days: 60, storiesAt: [8, 9, 10])
    let morning = rhythm.wait(gathering: 0.3, from: Self.midnight + 9 * 3_600, longest: 86_400)
    let night = rhythm.wait(gathering: 0.3, from: Self.midnight + 15 * 3_600, longest: 86_400)
    #expect(morning < night / 2)
    #expect(rhythm.wait(gathering: 100, from: Self.midnight, longest: 3_600) == 3_600)
  }

  @Test func `the wait gathers just the weight that was asked for`() {
    let rhythm = watched(days: 30, storiesAt: [3, 20])
    for start in stride(from: 0.0, to: 86_400, by: 7_777) {
      let from = Self.midnight + start
      let wait = rhythm.wait(gathering: 0.5, from: from, longest: 1e9)
      var gathered = 0.0
      for second in stride(from: 0.0, to: wait, by: 10) {
        let hour = Int((from + second).timeIntervalSince1970 / 3_600) % 24
        gathered += rhythm.rate(hour: hour).squareRoot() * 10 / 3_600
      }
      #expect(abs(gathered - 0.5) < 0.01, "\(gathered)")
    }
  }
}
