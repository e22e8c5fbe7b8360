import FoundationEssentials

/// Decides when a feed is polled again. Holds no clock and draws no lots: the same arguments give the same time.
struct NextPoll {
  /// The configured interval, its least and its greatest length, in seconds.
  var interval, minimum, maximum: TimeInterval

  /// What an answer says of its own rhythm, in seconds.
  struct Hints {
    /// The lifetime by `Cache-Control` or `Expires`.
    var freshness: TimeInterval?
    /// RSS `ttl`, or `sy:updatePeriod` divided by `sy:updateFrequency`.
    var period: TimeInterval?
    /// The hours (0 to 23, GMT) and days (0 is Sunday) in which the feed asks not to be read.
    var skipHours: Set<Int> = []
    var skipDays: Set<Int> = []
  }

  /// Servers send lifetimes of years by mistake; beyond a day they are not believed.
  static let longestBelievedLifetime: TimeInterval = 86_400

  /// After a success: the interval, lengthened by what the answer asks for, at most `maximum`; then out of the hours
  /// and days that the feed skips. A tenth at most is added, by the feed's name, so that feeds spread.
  func afterSuccess(_ hints: Hints, feed: String, now: Date) -> Date {
    let freshness = min(hints.freshness ?? 0, Self.longestBelievedLifetime)
    let wait = min(max(interval, minimum, freshness, hints.period ?? 0), max(maximum, interval))
    let due = now.addingTimeInterval(wait * (1 + jitter(feed: feed, at: now)))
    return Self.leaving(skipHours: hints.skipHours, skipDays: hints.skipDays, from: due)
  }

  /// After a failure: the wait that the refusal names, if any, else one that doubles with each failure in a row.
  func afterFailure(_ failure: PollFailure, failures: Int, feed: String, now: Date) -> Date {
    let wait = failure.retryAfter ?? Backoff(of: failure).interval(afterFailures: failures)
    return now.addingTimeInterval(max(wait, minimum) * (1 + jitter(feed: feed, at: now)))
  }

  /// A fraction from 0 to 0.1 that depends on the feed and the day's minute.
  private func jitter(feed: String, at now: Date) -> Double {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(feed)\(Int(now.timeIntervalSince1970 / 60))".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Double(hash >> 40) / Double(1 << 24) / 10
  }

  /// The first moment at or after `date` that lies in no skipped hour or day. Skips that leave no hour are ignored.
  static func leaving(skipHours: Set<Int>, skipDays: Set<Int>, from date: Date) -> Date {
    let hour: TimeInterval = 3_600
    for step in 0..<(24 * 8) {
      let start = (date.timeIntervalSince1970 / hour).rounded(.down) * hour + Double(step) * hour
      let hourOfDay = Int((start / hour).truncatingRemainder(dividingBy: 24))
      // 1 January 1970 was a Thursday.
      let weekday = (Int((start / 86_400).rounded(.down)) + 4) % 7
      if !skipHours.contains(hourOfDay), !skipDays.contains(weekday) {
        return step == 0 ? date : Date(timeIntervalSince1970: start)
      }
    }
    return date
  }
}

/// How long to leave a failing feed alone: a first wait that doubles with each failure in a row, up to a longest one.
struct Backoff: Equatable {
  /// The wait after the first failure and the longest wait, in seconds.
  var first, longest: TimeInterval

  /// The backoff that a kind of failure calls for.
  init(of failure: PollFailure) {
    switch failure.kind {
    case .status(429), .status(503): self.init(first: 4 * 3_600, longest: 30 * 86_400)
    case .status(403): self.init(first: 4 * 3_600, longest: 7 * 86_400)
    case .status(410): self.init(first: 86_400, longest: 86_400)
    case .degraded: self.init(first: 3_600, longest: 86_400)
    default: self.init(first: 3_600, longest: 7 * 86_400)
    }
  }

  /// Waits from `first` to `longest`, in seconds.
  init(first: TimeInterval, longest: TimeInterval) {
    self.first = first
    self.longest = longest
  }

  /// The wait in seconds after `failures` failures in a row, counted from 1.
  func interval(afterFailures failures: Int) -> TimeInterval {
    min(first * Double(1 << min(max(failures - 1, 0), 20)), longest)
  }
}
