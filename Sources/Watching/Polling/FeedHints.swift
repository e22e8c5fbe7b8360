import FeedParsing
import FoundationEssentials

/// What a feed's document says of its own rhythm.
struct FeedHints: Equatable {
  /// How long the feed asks to be left alone between two polls, in seconds.
  var period: TimeInterval?
  /// The hours (0 to 23, GMT) in which it asks not to be read.
  var skipHours: Set<Int> = []
  /// The days (0 is Sunday) in which it asks not to be read.
  var skipDays: Set<Int> = []

  /// Hints of a feed that says nothing.
  init() {}

  /// The hints of a document: `ttl`, else `sy:updatePeriod` (RSS 1.0 syndication module: daily unless said otherwise,
  /// once unless `sy:updateFrequency` says more), and the skipped hours and days of RSS 2.0.
  init(_ document: FeedDocument) {
    if let ttl = document.ttlMinutes, ttl > 0 {
      period = min(TimeInterval(ttl) * 60, NextPoll.longestRefusal)
    } else if document.updatePeriod != nil || document.updateFrequency != nil {
      let seconds = Self.periods[document.updatePeriod?.lowercased() ?? "daily"] ?? 86_400
      period = seconds / TimeInterval(max(document.updateFrequency ?? 1, 1))
    }
    skipHours = Set(document.skipHours.map { $0 % 24 })
    skipDays = Set(document.skipDays.compactMap { day in Self.days.firstIndex { day.lowercased().hasPrefix($0) } })
  }

  /// The first moment at or after `date` that lies in no skipped hour or day. Skips that leave no hour are ignored.
  func leavingSkips(from date: Date) -> Date {
    guard !skipHours.isEmpty || !skipDays.isEmpty else { return date }
    let firstHour = (date.timeIntervalSince1970 / 3_600).rounded(.down)
    for step in 0..<(24 * 8) {
      let hour = Int(firstHour) + step
      // 1 January 1970 was a Thursday.
      guard !skipHours.contains(hour % 24), !skipDays.contains((hour / 24 + 4) % 7) else { continue }
      return step == 0 ? date : Date(timeIntervalSince1970: TimeInterval(hour) * 3_600)
    }
    return date
  }

  private static let periods: [String: TimeInterval] = [
    "always": 3_600, "hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000,
  ]
  private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
}
