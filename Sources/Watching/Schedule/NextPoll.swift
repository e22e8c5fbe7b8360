import FoundationEssentials

/// Decides when a feed is polled again. Holds no clock and draws no lots: the same arguments give the same time.
struct NextPoll: Sendable {
  /// The configured interval, its least and its greatest length, in seconds.
  var interval, minimum, maximum: TimeInterval
  /// By how much the intervals are stretched so that all feeds together keep to a budget of polls; 1 without one.
  var stretch = 1.0

  /// Servers send lifetimes of years by mistake; beyond a day they are not believed.
  static let longestBelievedLifetime: TimeInterval = 86_400

  /// No refusal is believed for longer, in seconds.
  static let longestRefusal: TimeInterval = 30 * 86_400

  /// The rate at which a feed is polled at the configured interval, in stories an hour. One that publishes less is
  /// polled less, with the square root of its rate.
  private static let plainRate = 1.0 / 24

  /// After a success: the interval, halved for each gap, lengthened for a feed that publishes rarely and by what the
  /// answer asks for, at most `maximum`; then out of the hours and days that the feed skips. A tenth at most is added,
  /// by the feed's name, so that feeds spread.
  /// - Parameter freshness: How long the answer says it stays fresh, in seconds.
  func afterSuccess(_ memory: FeedMemory, freshness: TimeInterval?, feed: String, now: Date) -> Date {
    let believed = min(freshness ?? 0, Self.longestBelievedLifetime)
    let base = max(interval / Double(1 << min(memory.gaps, 10)), minimum)
    let longest = max(maximum, interval)
    let weight = base / 3_600 * Self.plainRate.squareRoot() * stretch
    let rhythmic = memory.rhythm.wait(gathering: weight, from: now, longest: longest)
    let wait = min(max(base * stretch, rhythmic, believed, memory.hints.period ?? 0), longest)
    let due = now.addingTimeInterval(wait * (1 + jitter(feed: feed, at: now)))
    return Self.leaving(skipHours: memory.hints.skipHours, skipDays: memory.hints.skipDays, from: due)
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
