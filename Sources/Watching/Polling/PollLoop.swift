import Archive
import Fetching
import FoundationEssentials

/// What the poller's loop knows and decides. It does nothing itself: the poller starts the tasks it names.
struct PollLoop {
  private(set) var feeds: [FeedSource]
  private var domains: [String?]
  private(set) var summary = PollSummary()
  private(set) var isStopping = false
  private var plan: Poller.Plan
  private let span: Poller.Span
  private let progress: @Sendable (Poller.Progress) -> Void
  private(set) var states: [String: FeedState]
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
    domains = []
    schedule = Schedule(limits: plan.configuration.http.hostLimits)
    add(plan.feeds, now: now)
  }

  /// Whether the loop goes on when everything that is due has been polled.
  var goesOn: Bool {
    if case .untilStopped = span { true } else { false }
  }

  /// Whether nothing runs, is left to commit, or waits for more than its turn: a feed of a domain that asked to be left
  /// alone is for a later run.
  func isDone(at now: Date) -> Bool {
    guard running.isEmpty, !isCommitting, batch.isEmpty || isHeld else { return false }
    if isStopping { return true }
    guard !goesOn, let wake = schedule.nextWake() else { return !goesOn }
    return wake.timeIntervalSince(now) > plan.configuration.http.perHost.spacing.seconds + 1
  }

  /// Whether nothing runs, and nothing waits to be committed.
  var isIdle: Bool { running.isEmpty && !isCommitting && batch.isEmpty }

  var configuration: Configuration { plan.configuration }

  /// What is remembered of a feed. What a server said belongs to the URL that it said it of.
  func state(of feed: Int) -> FeedState {
    let source = feeds[feed]
    guard var state = states[source.id] else { return FeedState(feed: source.id, url: source.displayURL) }
    if state.url != source.displayURL {
      state.etag = nil
      state.lastModified = nil
      state.bodyHash = nil
      state.notes = nil
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
      firstPoll: configuration.firstPoll,
      spacing: configuration.http.perHost.spacing
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
        schedule.finish(host: domains[feed])
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
    schedule.finish(host: domains[feed])
    if let domain = domains[feed], let hold = result.hostHold { schedule.hold(host: domain, until: hold) }
    if let record = result.record {
      batch.append(record)
      states[source.id] = record.state
    }
    summary.add(result.outcome)
    if goesOn, !isStopping, !retired.contains(feed), result.record?.state.isGone != true {
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

  /// Knows feeds by other ids from now on.
  mutating func rename(_ names: [String: String]) {
    states.rename(names)
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
    for source in added {
      feeds.append(source)
      domains.append(source.domain)
      let feed = feeds.count - 1
      let state = state(of: feed)
      // A refusal counts for the whole domain, also after a restart.
      if let hold = state.refusedUntil, hold > now, let domain = domains[feed] {
        schedule.hold(host: domain, until: hold)
      }
      guard !state.isGone else { continue }
      let due = dueTime(of: state, now: now)
      switch span {
      case .untilStopped: insert(feed, due: due)
      case .once where due <= now: insert(feed, due: due)
      case .onceAll where state.refusedUntil.map({ $0 <= now }) != false: insert(feed, due: min(due, now))
      case .once, .onceAll: break
      }
    }
  }

  /// When a feed is due. A time beyond the longest wait there is comes from a clock that was wrong.
  private func dueTime(of state: FeedState, now: Date) -> Date {
    guard let due = state.nextDue else { return now }
    let longest = state.failures > 0 ? NextPoll.longestRefusal : plan.configuration.schedule.max.seconds
    return min(due, now.addingTimeInterval(longest * 1.1))
  }

  private mutating func insert(_ feed: Int, due: Date) {
    schedule.insert(feed: feed, due: due, host: domains[feed])
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
  /// The domain that answers for the feed and to which politeness is owed, nil for a local file.
  var domain: String? { isFile ? nil : URLHost.of(url).map { RegistrableDomain.of(host: $0) } }
}

extension FeedState {
  /// Whether the server has called the feed gone so often that it is asked no more until its list entry changes.
  var isGone: Bool { status == 410 && FeedMemory(notes: notes).timesGone >= FeedHistory.failuresBeforeReport }

  /// Until when the server asked to be left alone, nil unless its last answer was such a refusal.
  var refusedUntil: Date? { failures > 0 && (status == 429 || status == 503) ? nextDue : nil }
}
