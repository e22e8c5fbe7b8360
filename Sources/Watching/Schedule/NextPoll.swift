import FoundationEssentials

/// Decides when a feed is polled again. Holds no clock and draws no lots: the same arguments give the same time.
struct NextPoll: Sendable {
  /// The configured interval, its least and its greatest length, in seconds.
  var interval, minimum, maximum: TimeInterval
  /// By how much waits that come of a feed's rhythm are stretched so that all feeds together keep to a budget of polls;
  /// 1 without one.
  var stretch = 1.0

  /// The longest lifetime of an answer that is believed, in seconds: servers send years by mistake.
  var longestLifetime: TimeInterval = 86_400

  /// No refusal is believed for longer, in seconds.
  static let longestRefusal: TimeInterval = 30 * 86_400

  /// The rate at which a feed is polled at the configured interval, in stories an hour. One that publishes less is
  /// polled less, with the square root of its rate.
  private static let plainRate = 1.0 / 24

  /// After a success: the interval, halved for each gap, lengthened for a feed that publishes rarely and by what the
  /// answer asks for, at most `maximum`; then out of the hours and days that the feed skips. Up to a tenth is added
  /// below the maximum, by the feed's name, so that feeds spread.
  /// - Parameter freshness: How long the answer says it stays fresh, in seconds.
  func afterSuccess(_ memory: FeedMemory, freshness: TimeInterval?, feed: String, now: Date) -> Date {
    let believed = min(freshness ?? 0, longestLifetime)
    let base = max(interval / Double(1 << min(memory.gaps, 10)), minimum)
    let longest = max(maximum, interval)
    let rhythmic = memory.rhythm.wait(gathering: weight(of: base) * stretch, from: now, longest: longest)
    let wait = min(max(base, rhythmic, believed, memory.hints.period ?? 0), longest)
    let due = now.addingTimeInterval(min(wait * (1 + jitter(feed: feed, at: now)), longest))
    return memory.hints.leavingSkips(from: due)
  }

  /// After a failure: a wait that doubles with each failure in a row. Where a host wants to be left alone and says for how
  /// long, that counts in its place, though no less than a feed waits that works; anywhere else it can only lengthen the
  /// wait, as does what the answer says of staying fresh.
  /// - Parameter freshness: How long the answer says it stays fresh, in seconds. Of a refusal it is believed up to 30
  ///   days.
  /// - Parameter period: How long the feed itself asks to be left alone between two polls, in seconds.
  func afterFailure(
    _ failure: PollFailure, failures: Int, freshness: TimeInterval?, period: TimeInterval? = nil, feed: String,
    now: Date
  ) -> Date {
    let isRefusal = failure.status.map { $0 >= 400 } ?? false
    let believed = min(freshness ?? 0, isRefusal ? Self.longestRefusal : longestLifetime)
    var wait = Backoff(of: failure).interval(afterFailures: failures)
    let usual = min(max(interval, period ?? 0), max(maximum, interval))
    if failure.isRefusalOfHost {
      wait = max(failure.retryAfter ?? wait, usual)
    } else if let asked = failure.retryAfter {
      wait = max(asked, wait)
    }
    wait = max(wait, believed, minimum) * (1 + jitter(feed: feed, at: now))
    return now.addingTimeInterval(min(wait, Self.longestRefusal))
  }

  /// The polls an hour that a feed of this rhythm is worth, and the most and the fewest that it may have.
  func demand(of rhythm: PublishingRhythm) -> PollBudget.Demand {
    PollBudget.Demand(
      wanted: rhythm.meanWeight / weight(of: interval), most: 3_600 / interval, least: 3_600 / max(maximum, interval))
  }

  /// The weight that a feed gathers between two polls (see `PublishingRhythm.wait`).
  private func weight(of interval: TimeInterval) -> Double { interval / 3_600 * Self.plainRate.squareRoot() }

  /// A fraction from 0 to 0.1 that depends on the feed and the day's minute.
  private func jitter(feed: String, at now: Date) -> Double {
    let hash = Fingerprint.of(feed, Int(now.timeIntervalSince1970 / 60))
    return Double(hash >> 40) / Double(1 << 24) / 10
  }
}

extension NextPoll {
  init(_ settings: ScheduleSettings) {
    self.init(
      interval: settings.interval.seconds, minimum: settings.min.seconds, maximum: settings.max.seconds)
  }
}
