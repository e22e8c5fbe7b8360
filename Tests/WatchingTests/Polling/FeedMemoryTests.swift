import CustomDump
import FoundationEssentials
import TestSupport
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
    memory.landing = "example.net"
    memory.rhythm.observe(hours: 100, stories: [Self.now, Self.now + 3_600])
    memory.gaps = 2
    memory.timesGone = 1
    memory.refuser = "example.org"
    memory.begun = Self.now
    #expect(FeedMemory(notes: memory.notes) == memory)
  }

  @Test func `whatever it holds comes back, times and periods rounded up to seconds, counts to five decimals`() throws {
    var random = SeededRandom(seed: 1)
    let doubles = [0, 0.000_004, 0.004, 0.5, 1, 2.345_678, 59.999_999, 12_342.857, 1e6]
    func time(_ random: inout SeededRandom) -> Date {
      let seconds = random.pick([0, 1_800_000_000, -1_800_000_000, 1e12, -3])
      return Date(timeIntervalSince1970: seconds + random.pick(doubles))
    }
    func kept(_ date: Date) -> Date { Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.up)) }
    func kept(_ number: Double) -> Double { (number * 100_000).rounded() / 100_000 }
    for _ in 0..<2_000 {
      var memory = FeedMemory()
      if random.happens(50) { memory.hints.period = random.pick(doubles) }
      if random.happens(50) { memory.hints.skipHours = Set((0..<24).filter { _ in random.happens(30) }) }
      if random.happens(50) { memory.hints.skipDays = Set((0..<7).filter { _ in random.happens(30) }) }
      if random.happens(50) { memory.refreshed = time(&random) }
      if random.happens(50) {
        let target =
          "https://é.example:81/a=b,c?held-until=5&\(String(repeating: "%20", count: random.pick([0, 1, 3_000])))"
        memory.move = PermanentMove(target: target, since: time(&random))
        if random.happens(50) { memory.move?.adopted = time(&random) }
      }
      if random.happens(80) {
        let stories = (0..<24).map { _ in random.happens(50) ? random.pick(doubles) : 0 }
        let watched = random.pick(doubles)
        memory.rhythm = PublishingRhythm(stories: stories, hoursWatched: watched) ?? memory.rhythm
      }
      memory.landing = random.pick([nil, "example.org", "2001:db8::1"])
      memory.gaps = random.pick([0, 1, 40, .max >> 12])
      memory.timesGone = random.pick([0, 1, 3])
      memory.goneEntry = random.pick([nil, 0, 1, .max])
      memory.refuser = random.pick([nil, "example.org", "2001:db8::1"])
      if random.happens(50) { memory.held = HeldDomain(domain: "example.net", until: time(&random)) }
      if random.happens(50) { memory.begun = time(&random) }
      var expected = memory
      expected.hints.period = memory.hints.period?.rounded(.up)
      expected.refreshed = memory.refreshed.map(kept)
      expected.move?.since = kept(memory.move?.since ?? Self.now)
      expected.move?.adopted = memory.move?.adopted.map(kept)
      expected.held?.until = kept(memory.held?.until ?? Self.now)
      expected.begun = memory.begun.map(kept)
      expected.rhythm =
        PublishingRhythm(stories: memory.rhythm.stories.map(kept), hoursWatched: kept(memory.rhythm.hoursWatched))
        ?? memory.rhythm
      let read = FeedMemory(notes: memory.notes)
      try #require(read == expected, "\(diff(read, expected) ?? "")")
      try #require(read.notes == memory.notes && FeedMemory.held(in: memory.notes) == expected.held)
      let directions = FeedMemory(directionsIn: memory.notes)
      try #require(directions.hints == expected.hints && directions.move == expected.move)
      try #require(directions.landing == expected.landing)
    }
  }

  @Test(arguments: [1.0 / 12, 1, 5, 24])
  func `noting it after each poll makes its rhythm neither faster nor slower`(hours: Double) {
    var (kept, unused) = (FeedMemory(), FeedMemory())
    var now = Self.now
    for poll in 0..<Int(70 * 24 / hours) {
      now += hours * 3_600
      let stories = Double(poll) * hours < 20 * 24 && poll % 7 == 0 ? [now] : []
      kept.rhythm.observe(hours: hours, stories: stories)
      unused.rhythm.observe(hours: hours, stories: stories)
      kept = FeedMemory(notes: kept.notes)
    }
    #expect(abs(kept.rhythm.meanWeight / unused.rhythm.meanWeight - 1) < 0.02)
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

  @Test(arguments: [
    "", "nonsense", "gaps=many", "watched=5 hours=1,2", "moved-to=x", "watched=-1 hours=1", "= ==",
    "period=nan", "refreshed=inf", "moved-to=x moved-since=-nan", "held=x held-until=1e999", "watched=inf",
  ])
  func `what cannot be read counts as forgotten`(text: String) {
    let memory = FeedMemory(notes: Array(text.utf8))
    #expect(memory == FeedMemory())
    #expect(memory.notes == nil)
  }

  @Test(arguments: [
    "0.12345", "99999999.999999", "9999999999999.9", "123456789012.12345", "0.0000000000001", "0", "7", "12",
    "1800000000", "0.5", "0.05", "1.25", "123456.99", "999999999999", "1.234", "5.", ".5", ".", "",
    "-1",
    "1e3", "nan", "inf", "1.2.3", "1,5", " 1", "+1", "0x10", "1234567890123", "9999999999999999999",
  ])
  func `a number is read as Swift reads it, if it is finite`(text: String) {
    let number = NoteFields.number(Array(text.utf8)[...])
    #expect(number.map(\.bitPattern) == Double(text).flatMap { $0.isFinite ? $0.bitPattern : nil })
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
