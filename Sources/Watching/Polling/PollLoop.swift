import Archive
import Fetching
import FoundationEssentials

/// What the poller's loop knows and decides. It does nothing itself: the poller starts the tasks it names.
struct PollLoop {
  private(set) var summary = PollSummary()
  private(set) var isStopping = false
  private var plan: Poller.Plan
  private let span: Poller.Span
  private let progress: @Sendable (Poller.Progress) -> Void
  private(set) var states: [String: FeedState]
  private let schedule: Schedule
  private var roster = FeedRoster()
  /// The domains that asked to be left alone, also for polls that run.
  private let held = HeldDomains()
  private var pace: PollPace
  private var running: Set<Int> = []
  private var awaited = AwaitedTurns()
  /// When the loop was last asked for a poll, to notice a clock that was put back.
  private var latest = Date.distantPast
  private var uncommitted = Uncommitted()
  /// Feeds of it that are due again, as on a full disk or at a new address.
  private var delayed: [Int] = []
  private var isHeld = false
  private var change = PlanChange()
  private var timer = WakeTimer()

  /// While those that redirects have led to a domain will take longer than this to start, in seconds, no more go there:
  /// what a redirect says may not hold for long.
  private static let longestLine: TimeInterval = 60

  init(
    plan: Poller.Plan, span: Poller.Span, states: [String: FeedState], now: Date,
    progress: @escaping @Sendable (Poller.Progress) -> Void
  ) {
    self.plan = plan
    self.span = span
    self.states = states
    self.progress = progress
    schedule = Schedule(limits: plan.configuration.http.hostLimits)
    pace = PollPace(plan.configuration.schedule, now: now)
    redateRefusals(now: now)
    add(plan.feeds, now: now)
    // Mostly cron's poll finds nothing due.
    if goesOn || schedule.count > 0 { holdDomains(now: now) }
    pace.share(now: now, among: roster)
  }

  /// Whether the loop goes on when everything that is due has been polled.
  var goesOn: Bool {
    if case .untilStopped = span { true } else { false }
  }

  /// Whether nothing runs, is left to commit, or waits for more than its turn: a feed of a domain that asked to be left
  /// alone is for a later run.
  func isDone(at now: Date) -> Bool {
    guard running.isEmpty, !uncommitted.isCommitting, uncommitted.isEmpty || isHeld else { return false }
    if isStopping { return true }
    guard !goesOn, let wake = schedule.nextWake() else { return !goesOn }
    return wake.timeIntervalSince(now) > plan.configuration.http.perHost.spacing.seconds + 1
  }

  /// Whether nothing runs, and nothing waits to be committed.
  var isIdle: Bool { running.isEmpty && !uncommitted.isCommitting && uncommitted.isEmpty }

  var configuration: Configuration { plan.configuration }

  private func state(of feed: Int) -> FeedState { state(of: roster.feeds[feed]) }

  private func state(of source: FeedSource) -> FeedState {
    guard let state = states[source.id] else { return FeedState(feed: source.id, url: source.displayURL) }
    return state.belonging(to: source)
  }

  /// The poll as the plan wants it.
  func feedPoll(
    archive: Archive, fetcher: Fetcher, files: LocalFiles, askForTurn: @escaping @Sendable (TurnRequest) -> Void
  ) -> FeedPoll {
    let sources = FeedSources(fetcher: fetcher, files: files, http: configuration.http)
    return FeedPoll(plan, sources: sources, archive: archive, pace: pace.nextPoll, held: held, askForTurn: askForTurn)
  }

  /// Whether there is room to keep what comes of a document that is read.
  var mayRead: Bool { !uncommitted.isFull }

  /// Whether there is a connection free, and room to keep what comes over it; and no plan that waits for polls to end.
  private var mayStart: Bool {
    !isStopping && !isHeld && !change.isRenaming && !change.isAwaited && !uncommitted.isFull
      && running.count - awaited.count < plan.configuration.http.connections
  }

  /// Schedules the feeds anew after the clock was put back: the times that they stand at lie far ahead.
  private mutating func reschedule(now: Date) {
    schedule.clear(at: now)
    delayed = []
    timer = WakeTimer()
    held.removeAll()
    redateRefusals(now: now)
    holdDomains(now: now)
    awaited.relist(in: schedule, due: now)
    for feed in roster.feeds.indices where roster.isCurrent(feed) && !running.contains(feed) {
      let state = state(of: feed).asOf(now)
      if !state.isGone(roster.feeds[feed]) {
        insert(feed, due: dueTime(of: state, FeedMemory(directionsIn: state.notes), now: now))
      }
    }
  }

  /// The next feed whose poll may start, or nil.
  mutating func nextTurn(at now: Date) -> FeedTurn? {
    if now < latest.addingTimeInterval(-WakeTimer.longestSleep) {
      // What is left of a single pass is for the next: it would wait for the clock to come to where it was.
      if goesOn { reschedule(now: now) } else { stop() }
    }
    latest = now
    while mayStart, let next = awaited.next(of: schedule, at: now) {
      let feed: Int
      switch next {
      case .goesOn(let feed, let domain):
        roster.domains[feed] = domain
        continue
      case .feed(let number): feed = number
      }
      guard roster.isCurrent(feed) else {
        schedule.unstart(host: roster.domains[feed])
        continue
      }
      let source = roster.feeds[feed]
      guard !uncommitted.contains(source.id) else {
        // The archive does not know yet what its last poll brought.
        schedule.unstart(host: roster.domains[feed])
        delayed.append(feed)
        continue
      }
      let turn = FeedTurn(number: feed, source, state(of: source), followedBy: nextOfDomain(after: feed))
      var due = skipsApply ? turn.memory.hints.leavingSkips(from: now) : now
      // A redirect would lead the request to a domain that is to be left alone.
      if let end = held.end(ofLanding: turn.memory.landing, asked: turn.state.lastPolled) { due = max(due, end) }
      let domain = domain(of: feed, turn.memory, now: now)
      let line = lineLength(to: turn.memory.landing)
      let isCrowded = line > Self.longestLine
      if isCrowded { due = max(due, now.addingTimeInterval(line / 2)) }
      if due > now || domain != roster.domains[feed] {
        schedule.unstart(host: roster.domains[feed])
        roster.domains[feed] = domain
        if goesOn || due <= now || isCrowded {
          insert(feed, due: due > now ? due : min(turn.state.nextDue ?? .distantPast, now))
        }
        continue
      }
      running.insert(feed)
      if let landing = turn.memory.landing { awaited.expect(feed, at: landing) }
      return turn
    }
    return nil
  }

  /// How long those that redirects have led to a domain will take to start, in seconds.
  private func lineLength(to domain: String?) -> TimeInterval {
    TimeInterval(awaited.count(for: domain)) * schedule.limits.spacing
  }

  /// Takes in that a poll that runs asks for a turn at another domain. The one it has is for others.
  mutating func take(_ request: TurnRequest, now: Date) {
    awaited.noLongerExpect(request.feed)
    if isStopping { return request.pass(.cancelled) }
    if held.contains(request.domain, at: now) { return request.pass(.turnedAway(domain: request.domain)) }
    if !request.isPatient, lineLength(to: request.domain) > Self.longestLine {
      return request.pass(.turnedAway(domain: request.domain))
    }
    schedule.finish(host: roster.domains[request.feed])
    roster.domains[request.feed] = nil
    awaited.add(request, to: schedule, due: min(state(of: request.feed).nextDue ?? .distantPast, now))
  }

  /// The address of the next feed in the line of a feed's domain, if its turn comes while a connection would still be of
  /// use.
  private func nextOfDomain(after feed: Int) -> String? {
    guard schedule.limits.spacing < TimeInterval(FetcherOptions.longestIdleSeconds),
      let next = schedule.nextWaiting(host: roster.domains[feed]), roster.feeds.indices.contains(next)
    else { return nil }
    return roster.feeds[next].url
  }

  /// Whether feeds are spared in the hours and days that they name.
  private var skipsApply: Bool { if case .onceAll = span { false } else { true } }

  /// The domain that a feed's next request goes to.
  private func domain(of feed: Int, _ memory: FeedMemory, now: Date) -> String? {
    guard !roster.feeds[feed].isFile, let address = memory.move?.address(at: now) else { return roster.homes[feed] }
    return FeedSource.domain(of: address)
  }

  /// The records to commit next, or nil while a commit runs or when there are none.
  mutating func nextBatch() -> [PollRecord]? {
    isHeld ? nil : uncommitted.next(mayWait: !running.isEmpty)
  }

  /// When the loop wants to be woken, or nil if a timer is set for no later, nothing waits, or what ends before will
  /// wake it.
  mutating func nextTimer(at now: Date) -> Date? {
    let waking = [mayStart ? schedule.nextWake() : nil, uncommitted.gathersUntil].compactMap(\.self)
    guard let wake = waking.min() else { return nil }
    return timer.set(to: wake, now: now)
  }

  /// Takes in that a timer has gone off. One that an earlier timer has overtaken means nothing.
  mutating func ticked(_ time: Date) {
    timer.wentOff(time)
    uncommitted.ticked(time)
  }

  /// Takes in what a poll came to.
  mutating func polled(_ feed: Int, _ result: FeedPoll.Result, now: Date) {
    let source = roster.feeds[feed]
    running.remove(feed)
    awaited.noLongerExpect(feed)
    schedule.finish(host: roster.domains[feed])
    if let refusal = result.refusal { hold(refusal) }
    if let record = result.record {
      if !isHeld { uncommitted.gather(now: now) }
      uncommitted.add(record)
      states[source.id] = record.state
      noteDemand(of: feed)
    }
    if !result.isPutOff { summary.add(result.outcome) }
    if let successor = roster.successor(of: feed) { add([successor], now: now) }
    let isGone = result.record?.state.isGone(source) == true
    if goesOn || result.isPutOff, !isStopping, roster.isCurrent(feed), !isGone {
      let memory = FeedMemory(directionsIn: (result.record?.state ?? state(of: feed)).notes)
      let due = result.record?.state.nextDue ?? now.addingTimeInterval(60)
      roster.domains[feed] = domain(of: feed, memory, now: due)
      insert(feed, due: due)
    }
    if pace.isStale(at: now) { pace.share(now: now, among: roster) }
    progress(
      .polled(
        source, result.outcome, nextPoll: isGone ? nil : result.record?.state.nextDue,
        remaining: schedule.count - awaited.deadCount + running.count - awaited.count))
  }

  /// Takes in that a commit is done.
  mutating func committed(alerts: Int) {
    uncommitted.committed()
    for feed in delayed { insert(feed, due: latest) }
    delayed = []
    summary.alerts += alerts
    progress(.committed(alerts: alerts))
  }

  /// Takes in that the disk had no room for the commit: its records come first when there is.
  mutating func notCommitted() {
    uncommitted.notCommitted()
  }

  /// Takes in that a disk is full: nothing more is polled or committed until there is room.
  mutating func hold() {
    isHeld = true
    progress(.held)
  }

  /// Takes in that there is room again.
  mutating func goOn() {
    isHeld = false
    change.goOn()
  }

  mutating func stop() {
    isStopping = true
    awaited.refuse(with: .cancelled)
  }

  /// Asks for another plan, which begins when the feeds that it renames are at rest.
  mutating func ask(for plan: Poller.Plan) {
    change.ask(for: plan)
  }

  /// What the change to another plan needs next, or nil.
  mutating func nextChange() -> PlanChange.Step? {
    guard change.isAwaited else { return nil }
    var underWay = uncommitted.addresses
    for feed in running { underWay[roster.feeds[feed].id] = roster.feeds[feed].displayURL }
    // They may have long to wait, and go by the old plan.
    awaited.refuse(with: .cancelled)
    return change.next(states, underWay: underWay)
  }

  /// Takes in which feeds have other ids now, of those that were to get them. What the archive does not know, nobody
  /// does.
  mutating func rename(_ names: [String: String], asked: [String: String]) {
    change.renamed()
    states.rename(names)
    for old in asked.keys where names[old] == nil { states[old] = nil }
  }

  /// Takes in that the disk has no room to give feeds other ids: nothing more is polled or committed until there is.
  mutating func holdChange() {
    change.waitForRoom()
    hold()
  }

  /// Goes on with another plan: feeds that it does not name are polled no more, new ones join, the others keep their
  /// due times. New intervals and limits count from each feed's next poll on.
  mutating func reload(_ plan: Poller.Plan, now: Date) {
    self.plan = plan
    schedule.limits = plan.configuration.http.hostLimits
    let states = states
    let added = roster.replace(with: plan.feeds, running: running) { old, new in
      states[old.id]?.isGone(old) == true && old.entryFingerprint != new.entryFingerprint
    }
    add(added, now: now)
    beginPace(now: now)
    progress(.reloaded)
  }

  private mutating func add(_ added: [FeedSource], now: Date) {
    for source in added {
      let state = state(of: source).asOf(now)
      if isForLater(state, now: now) { continue }
      let feed = roster.add(source)
      noteDemand(of: feed)
      guard !state.isGone(source) else { continue }
      let memory = FeedMemory(directionsIn: state.notes)
      roster.domains[feed] = domain(of: feed, memory, now: now)
      let due = dueTime(of: state, memory, now: now)
      switch span {
      case .untilStopped: insert(feed, due: due)
      case .once where due <= now: insert(feed, due: due)
      case .onceAll where state.forbiddenUntil.map({ $0 <= now }) != false: insert(feed, due: min(due, now))
      case .once, .onceAll: break
      }
    }
  }

  /// Whether a run that polls once has nothing to do with the feed: with 100,000 feeds and none due, cron's poll is to
  /// cost next to nothing.
  private func isForLater(_ state: FeedState, now: Date) -> Bool {
    guard case .once = span, plan.configuration.schedule.pollsPerHour == nil else { return false }
    return state.nextDue.map { $0 > now } == true
  }

  /// Has refusals that a clock far ahead timed kept by the time of the present one: else they would begin anew with each
  /// start.
  private mutating func redateRefusals(now: Date) {
    let polled = Set(running.map { roster.feeds[$0].id })
    for state in states.values where state.isAhead(of: now, by: HeldDomain.slightError) {
      guard !uncommitted.contains(state.feed), !polled.contains(state.feed), case let redated = state.asOf(now),
        redated.lastPolled != nil
      else { continue }
      states[state.feed] = redated
      uncommitted.add(PollRecord(state: redated))
    }
  }

  /// Requests are spaced, and a refusal counts for the whole domain, also across a restart and whatever has become of
  /// the feed that met it.
  private mutating func holdDomains(now: Date) {
    let spacing = schedule.limits.spacing
    for state in states.values {
      let state = state.asOf(now)
      for held in state.heldDomains(at: now) { hold(held) }
      for (domain, time) in state.starts(within: spacing, of: now, inLine: Self.longestLine) {
        schedule.hold(host: domain, until: time + spacing)
      }
    }
  }

  private mutating func hold(_ domain: HeldDomain) {
    schedule.hold(host: domain.domain, until: domain.until)
    held.add(domain)
    awaited.refuse(domain.domain, with: .turnedAway(domain: domain.domain))
  }

  /// When a feed's turn comes. One that is overdue keeps the place that its due time gives it among others. The most
  /// overdue is one that was never asked: else one that is refused whenever its turn comes would keep it waiting for ever.
  private func dueTime(of state: FeedState, _ memory: FeedMemory, now: Date) -> Date {
    guard let due = state.nextDue else { return .distantPast }
    guard due <= now, skipsApply else { return due }
    return memory.hints.leavingSkips(from: due)
  }

  private mutating func insert(_ feed: Int, due: Date) {
    schedule.insert(feed: feed, due: due, host: roster.domains[feed])
  }

  // MARK: The budget of polls

  private mutating func noteDemand(of feed: Int) {
    if pace.hasBudget { pace.note(feed, roster.feeds[feed], state(of: feed)) }
  }

  /// Begins to go by the plan's intervals and budget.
  private mutating func beginPace(now: Date) {
    pace = PollPace(configuration.schedule, now: now)
    for feed in roster.feeds.indices { noteDemand(of: feed) }
    pace.share(now: now, among: roster)
  }
}
