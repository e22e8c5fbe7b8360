import FoundationEssentials
import Testing

@testable import Watching

@Suite struct NextPollTests {
  static let pace = NextPoll(interval: 3_600, minimum: 300, maximum: 86_400)
  /// 15 January 2027, 08:00 UTC, a Friday.
  static let now = Date(timeIntervalSince1970: 1_800_000_000)

  func wait(
    freshness: TimeInterval? = nil, period: TimeInterval? = nil, gaps: Int = 0, rhythm: PublishingRhythm? = nil,
    _ pace: NextPoll = pace, feed: String = "f"
  ) -> TimeInterval {
    var memory = FeedMemory()
    memory.hints.period = period
    memory.gaps = gaps
    memory.rhythm = rhythm ?? memory.rhythm
    return pace.afterSuccess(memory, freshness: freshness, feed: feed, now: Self.now).timeIntervalSince(Self.now)
  }

  @Test(
    "E9: the longest of interval, max-age and ttl counts, never less and at most a tenth more",
    arguments: [
      (nil, nil, 3_600), (60, nil, 3_600), (7_200, nil, 7_200), (nil, 10_800, 10_800), (7_200, 10_800, 10_800),
    ] as [(TimeInterval?, TimeInterval?, TimeInterval)])
  func longest(freshness: TimeInterval?, period: TimeInterval?, wanted: TimeInterval) {
    let wait = wait(freshness: freshness, period: period)
    #expect(wait >= wanted && wait <= wanted * 1.1)
  }

  @Test func `E11: a lifetime of years is believed for a day`() {
    let wait = wait(freshness: 16 * 31_536_000)
    #expect(wait >= 86_400 && wait <= 86_400 * 1.1)
  }

  @Test func `Q5: nothing that a working feed says delays it beyond the configured maximum`() {
    var pace = Self.pace
    pace.maximum = 7_200
    let wait = wait(freshness: 50_000, period: 2_592_000, pace)
    #expect(wait >= 7_200 && wait <= 7_200 * 1.1)
  }

  @Test func `E21: each gap in a row halves the interval, down to the minimum`() {
    for (gaps, wanted) in [(0, 3_600.0), (1, 1_800), (2, 900), (9, 300)] {
      let wait = wait(gaps: gaps)
      #expect(wait >= wanted && wait <= wanted * 1.1, "\(gaps)")
    }
  }

  @Test func `P1: a feed that publishes rarely is polled less, with the square root of its rate`() {
    var weekly = PublishingRhythm()
    var busy = PublishingRhythm()
    for day in 0..<200 {
      let noon = Self.now.addingTimeInterval(TimeInterval(day) * 86_400)
      weekly.observe(hours: 24, stories: day % 7 == 0 ? [noon.addingTimeInterval(Double(day) * 5_000)] : [])
      busy.observe(hours: 24, stories: (0..<48).map { noon.addingTimeInterval(Double($0) * 1_800) })
    }
    let rare = wait(rhythm: weekly)
    #expect(rare > 3_600 * 1.5 && rare < 3_600 * 7)
    #expect(wait(rhythm: busy) <= 3_600 * 1.1, "never more often than configured")
  }

  @Test func `jitter spreads feeds and is the same for the same feed`() {
    let waits = (0..<100).map { wait(feed: "feed-\($0)") }
    #expect(Set(waits).count > 90)
    #expect(wait(feed: "a") == wait(feed: "a"))
  }

  static func leaving(hours: [Int], days: [Int]) -> Date {
    var hints = FeedHints()
    hints.skipHours = Set(hours)
    hints.skipDays = Set(days)
    return hints.leavingSkips(from: now)
  }

  @Test(
    "E13: a poll that falls into skipped hours or days moves to the first free hour",
    arguments: [
      ([], [], 0), ([8], [], 3_600), ([8, 9, 10], [], 3 * 3_600), ([], [5], 16 * 3_600), ([0], [5, 6], 41 * 3_600),
    ] as [([Int], [Int], TimeInterval)])
  func skips(hours: [Int], days: [Int], wanted: TimeInterval) {
    let due = Self.leaving(hours: hours, days: days)
    #expect(due.timeIntervalSince(Self.now) == wanted)
  }

  @Test func `Q5: skips that leave no hour are ignored`() {
    let all = Self.leaving(hours: Array(0..<24), days: [])
    let days = Self.leaving(hours: [], days: Array(0..<7))
    #expect(all == Self.now && days == Self.now)
  }

  @Test(
    "E12, E19, Q9: each kind of failure backs off in its own way, doubling up to its bound",
    arguments: [
      (.status(500), 1, 1), (.status(500), 2, 2), (.status(500), 30, 168), (.status(404), 1, 1), (.status(404), 9, 168),
      (.status(403), 1, 4), (.status(403), 2, 8), (.status(410), 1, 24), (.status(410), 2, 24), (.status(429), 1, 4),
      (.status(503), 3, 16), (.status(429), 9, 24), (.transfer, 1, 1), (.document, 4, 8), (.degraded, 1, 1),
      (.degraded, 9, 24),
    ] as [(PollFailure.Kind, Int, TimeInterval)])
  func backoff(kind: PollFailure.Kind, failures: Int, hours: TimeInterval) {
    #expect(Backoff(of: PollFailure(kind, "")).interval(afterFailures: failures) == hours * 3_600)
  }

  @Test(
    "E12: a Retry-After of 429 and 503 replaces the backoff, but never the floor; of others it only lengthens it",
    arguments: [
      (429, 100_000, 3_600, 100_000), (429, 1, 3_600, 3_600), (503, 0, 900, 900), (429, 60, 86_400, 86_400),
      (403, 60, 3_600, 14_400), (410, 60, 3_600, 86_400), (404, 0, 3_600, 3_600), (500, 36_000, 3_600, 36_000),
    ] as [(Int, TimeInterval, TimeInterval, TimeInterval)])
  func retryAfter(status: Int, asked: TimeInterval, interval: TimeInterval, wanted: TimeInterval) {
    var pace = Self.pace
    pace.interval = interval
    let failure = PollFailure(.status(status), "", retryAfter: asked)
    let due = pace.afterFailure(failure, failures: 1, freshness: nil, feed: "f", now: Self.now)
    let wait = due.timeIntervalSince(Self.now)
    #expect(isAbout(wait, wanted), "\(wait)")
  }
}

@Suite struct FreshnessTests {
  static let now = Date(timeIntervalSince1970: 1_800_000_000)

  @Test(
    arguments: [
      ("max-age=3600", 3_600), ("public, Max-Age = \"120\" , must-revalidate", 120), ("s-maxage=9", nil),
      ("max-age=99999999999999999999", 2_147_483_648), ("max-age=", nil), ("no-store", nil),
      ("max-age=10, max-age=20", 10),
    ] as [(String, TimeInterval?)])
  func `max-age is read in any case, with spaces and quotes, and overflows to 2^31`(
    value: String, wanted: TimeInterval?
  ) {
    #expect(Freshness.maxAge(value) == wanted)
  }

  @Test func `Expires counts from the answer's own Date, max-age wins over it, and Age shortens both`() {
    let expires = "Fri, 15 Jan 2027 10:00:00 GMT"
    let date = "Fri, 15 Jan 2027 09:00:00 GMT"
    #expect(Freshness(cacheControl: nil, expires: expires, date: date, age: nil, now: Self.now).lifetime == 3_600)
    #expect(Freshness(cacheControl: nil, expires: expires, date: nil, age: nil, now: Self.now).lifetime == 7_200)
    #expect(Freshness(cacheControl: "max-age=5", expires: expires, date: date, age: nil, now: Self.now).lifetime == 5)
    #expect(Freshness(cacheControl: "max-age=5", expires: nil, date: date, age: "2", now: Self.now).lifetime == 3)
    #expect(Freshness(cacheControl: nil, expires: expires, date: date, age: " 4000", now: Self.now).lifetime == 0)
    #expect(Freshness(cacheControl: "max-age=5", expires: nil, date: nil, age: "-1", now: Self.now).lifetime == 5)
    for expires in ["0", "-1", "3600", "1796119172", "3599.9"] {
      #expect(
        Freshness(cacheControl: nil, expires: expires, date: date, age: nil, now: Self.now).lifetime == nil,
        "\(expires)")
    }
  }

  @Test(
    arguments: [
      ("120", 120), ("-350091008", 0), ("99999999999", 2_592_000), ("Fri, 15 Jan 2027 10:00:00 GMT", 3_600),
      ("Fri, 15 Jan 2020 10:00:00 GMT", 0), ("Friday, 15-Jan-27 10:00:00 GMT", 3_600), ("soon", nil), ("", nil),
      ("Fri Jan 15 10:00:00 2027", 3_600), ("Mon Feb  1 09:00:00 2027", 1_468_800), ("60s", nil), ("3599.9", nil),
      ("3600,5", nil), ("2700.12", nil), ("3600/10", nil), ("3600 05", nil), ("2027-01-15T10:00:00Z", nil),
      ("in 3600", nil), ("Jan 3600", nil),
    ] as [(String, TimeInterval?)])
  func `Retry-After is read in both forms and clamped to 30 days`(value: String, wanted: TimeInterval?) {
    #expect(RetryAfter.seconds(value, date: "Fri, 15 Jan 2027 09:00:00 GMT", now: Self.now) == wanted)
  }
}
