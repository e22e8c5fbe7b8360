import Archive
import FoundationEssentials
import Testing

@testable import Watching

/// How often typical feeds are polled in the long run.
@Suite struct SimulatedMonthsTests {
  /// A feed, by how it publishes.
  enum Habit: CaseIterable {
    case silent, fallenSilent, weekly, tenADay, tenInOfficeHours, burstOnceAWeek

    /// The hours of a day in which its stories appear, of days counted from the watch's beginning.
    func hours(day: Int) -> [Double] {
      switch self {
      case .silent: []
      case .fallenSilent: day < 14 ? Self.tenADay.hours(day: day) : []
      case .weekly: day % 7 == 0 ? [Double(day * 5 % 24)] : []
      case .tenADay: (0..<10).map { Double($0) * 2.4 }
      case .tenInOfficeHours: (0..<10).map { Double($0) }
      case .burstOnceAWeek: day % 7 == 0 ? (0..<50).map { 6 + Double($0) / 60 } : []
      }
    }
  }

  /// Whether a poll reads what the one before has noted, or goes on from what it had in mind.
  private enum Notes {
    case kept, unused
  }

  /// The polls a day in the last four weeks.
  private func polls(of habit: Habit, days: Int, notes: Notes) -> Double {
    let start = TestClock().now
    let feed = FeedSource(id: "f", url: "https://example.org/feed")
    var history = FeedHistory(
      FeedTurn(feed, FeedState(feed: "f", url: feed.url)), pace: NextPoll(ScheduleSettings()),
      events: EventWriter(name: "test"))
    var stories = (0..<days).flatMap { day in habit.hours(day: day).map { Double(day) * 24 + $0 } }[...]
    var count = 0
    var hours = 0.0
    while hours < Double(days) * 24 {
      if hours > Double(days - 28) * 24 { count += 1 }
      let new = stories.prefix { $0 <= hours }
      stories = stories.dropFirst(new.count)
      _ = history.succeed(nil, new: new.map { start + $0 * 3_600 }, now: start + hours * 3_600)
      let due = history.state.nextDue ?? start
      hours = (due.timeIntervalSince(start) / 300).rounded(.up) / 12
      if notes == .kept {
        history = FeedHistory(
          FeedTurn(feed, history.record), pace: NextPoll(ScheduleSettings()), events: EventWriter(name: "test"))
      }
    }
    return Double(count) / 28
  }

  @Test(
    "after months the polls of a day go with the square root of what a feed publishes, hour by hour",
    arguments: [
      // What is known counts for 21 days at most, the doubt of a story a day for one: √21 times the hour.
      (.silent, 24 / 4.6), (.fallenSilent, 24 / 4.6), (.weekly, 24 / 7.0.squareRoot()), (.tenADay, 24),
      // As a silent feed in half of the day, or in all but three hours.
      (.tenInOfficeHours, 12 + 12 / 4.6), (.burstOnceAWeek, 3 + 21 / 4.6),
    ] as [(Habit, Double)])
  func polls(of habit: Habit, wanted: Double) {
    let kept = polls(of: habit, days: 210, notes: .kept)
    // A tenth at most is added to a wait, and cron comes every five minutes; at the edges of busy hours some polls more.
    #expect((wanted * 0.88...wanted * 1.05).contains(kept), "\(kept)")
    #expect(abs(polls(of: habit, days: 210, notes: .unused) - kept) < 0.5)
  }
}
