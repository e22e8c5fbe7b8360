import Archive
import FoundationEssentials

/// The pace of polls: when each feed is polled next, as far as a budget for all feeds together allows.
struct PollPace {
  /// What decides when a feed is polled next.
  private(set) var nextPoll: NextPoll
  private var budget: PollBudget?
  /// What each feed asks of the budget, by its number; nil for one that is polled no more.
  private var demands: [PollBudget.Demand?] = []
  private var sharedAt: Date

  /// How often the budget of polls is shared out anew.
  private static let period: TimeInterval = 3_600

  init(_ settings: ScheduleSettings, now: Date) {
    nextPoll = NextPoll(settings)
    budget = settings.pollsPerHour.map { PollBudget(pollsPerHour: Double($0)) }
    sharedAt = now
  }

  /// Whether what feeds ask of a budget has to be noted.
  var hasBudget: Bool { budget != nil }

  /// Whether the budget is to be shared out anew.
  func isStale(at now: Date) -> Bool { now.timeIntervalSince(sharedAt) >= Self.period }

  /// Takes in what is remembered of a feed.
  mutating func note(_ feed: Int, _ source: FeedSource, _ state: FeedState) {
    while demands.count <= feed { demands.append(nil) }
    guard !state.isGone(source) else { return demands[feed] = nil }
    var own = nextPoll
    if let interval = source.interval { own.interval = interval.seconds }
    demands[feed] = own.demand(of: FeedMemory(notes: state.notes).rhythm)
  }

  /// Shares the budget out among the feeds that are still configured.
  mutating func share(now: Date, among roster: FeedRoster) {
    sharedAt = now
    guard let budget else { return }
    nextPoll.stretch = budget.stretch(demands.indices.compactMap { roster.isCurrent($0) ? demands[$0] : nil })
  }
}
