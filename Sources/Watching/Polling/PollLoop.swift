import Archive
import Fetching
import FoundationEssentials

/// What the poller's loop knows and decides. It does nothing itself: the poller starts the tasks it names.
struct PollLoop {
  private(set) var feeds: [FeedSource]
  private(set) var summary = PollSummary()
  private(set) var isStopping = false
  private var plan: Poller.Plan
  private let span: Poller.Span
  private let progress: @Sendable (Poller.Progress) -> Void
  private var states: [String: FeedState]
  private var schedule: Schedule
  private var running: Set<Int> = []
  private var batch: [PollRecord] = []
  private var isCommitting = false
  private var isHeld = false
  private var timerIsSet = false
  private var retired: Set<Int> = []

  /// A timer never sleeps longer than this, so that a moved wall clock is noticed soon.
  private static let longestSleep: TimeInterval = 60
  /// Records of one transaction at most.
  private static let largestBatch = 256

  init(
    plan: Poller.Plan, span: Poller.Span, states: [String: FeedState], now: Date,
    progress: @escaping @Sendable (Poller.Progress) -> Void
  ) {
    self.plan = plan
    self.span = span
    self.states = states
    self.progress = progress
    feeds = []
    schedule = Schedule(limits: plan.configuration.http.hostLimits)
    add(plan.feeds, now: now)
  }

  /// Whether the loop goes on when everything that is due has been polled.
  var goesOn: Bool {
    if case .untilStopped = span { true } else { false }
  }

  /// Whether nothing runs, waits or is left to commit.
  var isDone: Bool {
    guard running.isEmpty, !isCommitting, batch.isEmpty || isHeld else { return false }
    return isStopping || (!goesOn && schedule.count == 0)
  }

  /// What is remembered of a feed. Validators belong to the URL that they came from.
  func state(of feed: Int) -> FeedState {
    let source = feeds[feed]
    guard var state = states[source.id] else { return FeedState(feed: source.id, url: source.displayURL) }
    if state.url != source.displayURL {
      state.etag = nil
      state.lastModified = nil
      state.bodyHash = nil
    }
    return state
  }

  /// The poll as the plan wants it.
  func feedPoll(archive: Archive, fetcher: Fetcher) -> FeedPoll {
    let configuration = plan.configuration
    return FeedPoll(
      sources: FeedSources(fetcher: fetcher, maxBody: configuration.http.maxBody.bytes),
      archive: archive,
      watchlists: plan.watchlists,
      events: EventWriter(name: configuration.name),
      pace: NextPoll(configuration.schedule),
      firstPoll: configuration.firstPoll
    )
  }

  /// Whether there is a connection free, and room to keep what comes over it.
  private var mayStart: Bool {
    !isStopping && !isHeld && batch.count < Self.largestBatch
      && running.count < plan.configuration.http.connections
  }

  /// The next feed whose poll may start, or nil.
  mutating func nextPoll(at now: Date) -> Int? {
    guard mayStart else { return nil }
    while let feed = schedule.popReady(at: now) {
      guard !retired.contains(feed) else {
        schedule.finish(host: feeds[feed].host)
        continue
      }
      running.insert(feed)
      return feed
    }
    return nil
  }

  /// The records to commit next, or nil while a commit runs or when there are none.
  mutating func nextBatch() -> [PollRecord]? {
    guard !isCommitting, !isHeld, !batch.isEmpty else { return nil }
    isCommitting = true
    defer { batch.removeFirst(min(batch.count, Self.largestBatch)) }
    return Array(batch.prefix(Self.largestBatch))
  }

  /// After how many seconds the loop wants to be woken, or nil if a timer is set already, nothing waits, or what ends
  /// before will wake it.
  mutating func nextTimer(at now: Date) -> TimeInterval? {
    guard !timerIsSet, mayStart, let wake = schedule.nextWake() else { return nil }
    timerIsSet = true
    return min(max(wake.timeIntervalSince(now), 0.001), Self.longestSleep)
  }

  mutating func ticked() {
    timerIsSet = false
  }

  /// Takes in what a poll came to.
  mutating func polled(_ feed: Int, _ result: FeedPoll.Result, now: Date) {
    let source = feeds[feed]
    running.remove(feed)
    schedule.finish(host: source.host)
    if let host = source.host, let hold = result.hostHold { schedule.hold(host: host, until: hold) }
    if let record = result.record {
      batch.append(record)
      states[source.id] = record.state
    }
    summary.add(result.outcome)
    if goesOn, !isStopping, !retired.contains(feed) {
      insert(feed, due: result.record?.state.nextDue ?? now.addingTimeInterval(60))
    }
    progress(
      .polled(
        source, result.outcome, nextPoll: result.record?.state.nextDue, remaining: schedule.count + running.count))
  }

  /// Takes in that a commit is done, or that there is room for one again.
  mutating func committed(alerts: Int) {
    isCommitting = false
    isHeld = false
    summary.alerts += alerts
    progress(.committed(alerts: alerts))
  }

  /// Takes in that the disk is full: nothing more is polled or committed until there is room.
  mutating func hold(_ records: [PollRecord]) {
    isCommitting = false
    isHeld = true
    batch.insert(contentsOf: records, at: 0)
    progress(.held)
  }

  mutating func stop() {
    isStopping = true
  }

  /// Goes on with another plan: feeds that it does not name are polled no more, new ones join, the others keep their
  /// due times.
  mutating func reload(_ plan: Poller.Plan, now: Date) {
    self.plan = plan
    var current: [String: Int] = [:]
    for feed in feeds.indices where !retired.contains(feed) { current[feeds[feed].id] = feed }
    let kept = Set(plan.feeds.filter { current[$0.id].map { feeds[$0] } == $0 }.map(\.id))
    for (id, feed) in current where !kept.contains(id) { retired.insert(feed) }
    add(plan.feeds.filter { !kept.contains($0.id) }, now: now)
  }

  private mutating func add(_ added: [FeedSource], now: Date) {
    let latest = now.addingTimeInterval(plan.configuration.schedule.max.seconds)
    for source in added {
      feeds.append(source)
      let state = states[source.id]
      switch span {
      case .untilStopped:
        // A due time beyond the longest interval comes from a clock that was wrong, unless a failure put it there.
        let due = state?.nextDue ?? now
        insert(feeds.count - 1, due: (state?.failures ?? 0) > 0 ? due : min(due, latest))
      case .once:
        let due = state?.nextDue ?? now
        if due <= now { insert(feeds.count - 1, due: due) }
      case .onceAll:
        let isHeld =
          (state?.failures ?? 0) > 0 && [429, 503, 410].contains(state?.status) && (state?.nextDue ?? now) > now
        if !isHeld { insert(feeds.count - 1, due: now) }
      }
    }
  }

  private mutating func insert(_ feed: Int, due: Date) {
    schedule.insert(feed: feed, due: due, host: feeds[feed].host)
  }
}

extension NextPoll {
  init(_ settings: ScheduleSettings) {
    self.init(
      interval: settings.interval.seconds, minimum: settings.min.seconds, maximum: settings.max.seconds)
  }
}

extension HTTPSettings {
  var hostLimits: Schedule.HostLimits {
    Schedule.HostLimits(connections: perHost.connections, spacing: perHost.spacing.seconds)
  }
}

extension FeedSource {
  /// The host that answers for the feed, nil for a local file.
  var host: String? { isFile ? nil : URLHost.of(url) }
}
