import Archive
import Fetching
import FoundationEssentials

/// What is remembered of a feed, and how the outcome of a poll changes it. Decides when the feed is polled again, what
/// it is asked for, and which events its health is worth. Does no I/O and holds no clock.
struct FeedHistory: Sendable {
  private let turn: FeedTurn
  /// What the database keeps; its `notes` are those of the last `record`.
  private(set) var state: FeedState
  private(set) var memory: FeedMemory
  private let pace: NextPoll
  private let events: EventWriter

  init(_ turn: FeedTurn, pace: NextPoll, rule: HostRules.Rule = HostRules.Rule(), events: EventWriter) {
    self.turn = turn
    state = turn.state
    memory = turn.memory
    self.events = events
    var pace = pace
    if let interval = turn.source.interval { pace.interval = interval.seconds }
    pace.longestLifetime = rule.maxAge.seconds
    self.pace = pace
  }

  var feed: FeedSource { turn.source }
  /// The feed's number in the roster.
  var number: Int { turn.number }

  /// What the database is to keep.
  var record: FeedState {
    mutating get {
      state.notes = memory.notes
      return state
    }
  }

  /// The feed as events name it.
  var eventFeed: EventFeed { EventFeed(feed, title: state.title) }

  /// Whether nothing of the feed was ever read before.
  var isUnread: Bool { state.lastComplete == nil && state.stories == 0 }

  /// When the first poll began, if it has not ended: `now` where nothing of the feed was read before. The first document
  /// that comes complete ends it; what a cut one lacks is not what came later.
  func firstPollBegan(now: Date) -> Date? { isUnread ? now : memory.begun }

  /// The address that is asked: the configured one, or where it moved for good.
  func address(at now: Date) -> String { memory.address(insteadOf: feed.url, at: now) }

  // MARK: What came of a poll

  /// Takes in that the feed was asked in full although validators are known.
  mutating func noteRefresh(now: Date) {
    memory.refreshed = now
  }

  /// Takes in that a redirect leads to another domain.
  mutating func noteLanding(_ domain: String) {
    memory.landing = domain
  }

  /// Takes in that the feed was asked and could not be read yet, through no fault of its server's: it is soon due again.
  mutating func putOff(now: Date) {
    state.lastPolled = now
    state.nextDue = now.addingTimeInterval(Self.shortWait)
  }

  private static let shortWait: TimeInterval = 60

  /// Takes in the validators of a 304, which replace those it names and leave the others (RFC 9111 section 4.3.4).
  mutating func noteUnchanged(_ response: FetchResponse) {
    state.etag = response.validators.etag ?? state.etag
    state.lastModified = response.validators.lastModified ?? state.lastModified
  }

  /// Takes in a document that arrived complete, be it a delta: its validators, both, and its hash.
  mutating func noteComplete(_ response: FetchResponse?, bodyHash: UInt64, now: Date) {
    state.etag = response?.validators.etag
    state.lastModified = response?.validators.lastModified
    state.bodyHash = bodyHash
    memory.begun = nil
    if response?.status != HTTPStatus.deltaUsed { state.lastComplete = now }
  }

  /// Takes in that stories of an incomplete document were read.
  mutating func noteIncomplete(now: Date) {
    if isUnread { memory.begun = now }
  }

  /// Takes in what a document says of its feed.
  mutating func noteDocument(title: String, hints: FeedHints) {
    if !title.isEmpty { state.title = title }
    memory.hints = hints
  }

  /// Takes in new stories: their number, and that of their alerts.
  mutating func noteStories(_ count: Int, alerts: Int) {
    state.stories += count
    state.alerts += alerts
  }

  /// Takes in that a window of so many stories held no known one, and gives the event of it.
  mutating func noteGap(stories: Int, now: Date) -> OutgoingEvent {
    memory.gaps += 1
    return events.gap(feed: eventFeed, since: state.lastSuccess ?? now, stories: stories, now: now)
  }

  /// Takes in that a window held a known story.
  mutating func noteOverlap() {
    memory.gaps = 0
  }

  /// Takes in that another domain than the feed's refused a page before the document: the feed itself works. Gives until
  /// when that domain is to be left alone.
  mutating func noteRefusal(_ failure: PollFailure, by domain: String, now: Date) -> HeldDomain {
    let until = pace.afterFailure(failure, failures: 1, freshness: nil, feed: feed.id, now: now)
    let held = HeldDomain(domain: domain, until: until)
    // There is room for one: for that which lasts longer.
    if memory.held.map({ $0.domain == domain || $0.until < until }) != false { memory.held = held }
    return held
  }

  /// Notes a success, decides the next poll, and gives the event of a recovery if there was an outage to end.
  /// - Parameter new: When each new story of the document appeared, as far as it says.
  mutating func succeed(_ response: FetchResponse?, new: [Date?] = [], now: Date) -> [OutgoingEvent] {
    var recovery: [OutgoingEvent] = []
    if state.failingReported, let since = state.failingSince {
      recovery = [events.recovered(feed: eventFeed, since: since, failures: state.failures, now: now)]
    }
    if let response {
      memory.landing = landing(of: response, now: now)
      noteRedirects(response, now: now)
    }
    observeRhythm(new, now: now)
    notePoll(status: response?.status, now: now)
    state.lastSuccess = now
    state.failures = 0
    state.failingSince = nil
    state.failingReported = false
    memory.timesGone = 0
    memory.goneEntry = nil
    memory.refuser = nil
    if memory.held?.isInForce(at: now) == false { memory.held = nil }
    state.nextDue = pace.afterSuccess(memory, freshness: freshness(of: response, now: now), feed: feed.id, now: now)
    return recovery
  }

  /// The domain that a redirect led to, where it is not the one that was asked.
  private func landing(of response: FetchResponse, now: Date) -> String? {
    guard !response.redirects.isEmpty, let domain = FeedSource.domain(of: response.finalURL) else { return nil }
    return domain == FeedSource.domain(of: address(at: now)) ? nil : domain
  }

  /// Learns when the feed publishes, from polls that follow a success and come when they were due: after an outage,
  /// ours or theirs, a document says little about the time between.
  private mutating func observeRhythm(_ new: [Date?], now: Date) {
    guard let last = state.lastSuccess, let due = state.nextDue, state.failures == 0,
      now.timeIntervalSince(due) <= max(due.timeIntervalSince(last), 0)
    else { return }
    // Many dates are those of a day, of a draft, or of a wrong clock; but the story was not here at the last poll.
    let appeared = new.map { date in date.map { $0 > last && $0 <= now } == true ? date ?? now : now }
    memory.rhythm.observe(hours: now.timeIntervalSince(last) / 3_600, stories: appeared)
  }

  private func freshness(of response: FetchResponse?, now: Date) -> TimeInterval? {
    response.flatMap {
      Freshness(cacheControl: $0.cacheControl, expires: $0.expires, date: $0.date, age: $0.age, now: now).lifetime
    }
  }

  /// Failures in a row after which an outage is reported, and after which a feed that is gone is asked no more.
  static let failuresBeforeReport = 3

  /// A precondition that fails, and headers that are too large: a server may send validators that it does not take back.
  private static let refusalsOfConditions: Set = [412, 431]

  /// Notes a failure, decides the next poll, and gives the event of the outage when it is time to report it.
  mutating func fail(_ failure: PollFailure, _ response: FetchResponse?, now: Date) -> [OutgoingEvent] {
    notePoll(status: response?.status, now: now)
    let since = state.failingSince ?? now
    state.lastFailure = now
    state.reason = failure.reason
    state.failures += 1
    state.failingSince = since
    state.nextDue = pace.afterFailure(
      failure, failures: state.failures, freshness: freshness(of: response, now: now), period: memory.hints.period,
      feed: feed.id, now: now)
    let answering = response.flatMap { FeedSource.domain(of: $0.finalURL) }
    memory.refuser = failure.isRefusalOfHost && answering != feed.domain ? answering : nil
    turnFromFailedAddress(now: now)
    if let status = failure.status, Self.refusalsOfConditions.contains(status) {
      (state.etag, state.lastModified) = (nil, nil)
    }
    memory.timesGone = failure.status == 410 ? memory.timesGone + 1 : 0
    if memory.timesGone >= Self.failuresBeforeReport {
      guard memory.goneEntry != feed.entryFingerprint else { return [] }
      state.failingReported = true
      memory.goneEntry = feed.entryFingerprint
      return [events.gone(feed: eventFeed, failure: failure, since: since, now: now)]
    }
    guard !state.failingReported, state.failures >= Self.failuresBeforeReport else { return [] }
    state.failingReported = true
    return [events.failing(feed: eventFeed, failure: failure, since: since, failures: state.failures, now: now)]
  }

  /// What was adopted has to answer, and so has the configured address when it is asked again; else it is the other's
  /// turn. What has served the feed so far is not made to wait for an old address that is dead.
  private mutating func turnFromFailedAddress(now: Date) {
    guard var move = memory.move, move.adopted != nil else { return }
    let wasOriginal = move.address(at: now) == nil
    move.turn(at: now)
    memory.move = move
    guard wasOriginal, state.failures == 1, state.refusedUntil == nil else { return }
    let due = pace.afterSuccess(memory, freshness: nil, feed: feed.id, now: now)
    state.nextDue = state.nextDue.map { min($0, due) }
  }

  private mutating func notePoll(status: Int?, now: Date) {
    if state.url != feed.url { state.url = feed.displayURL }
    state.firstPolled = state.firstPolled ?? now
    state.lastPolled = now
    state.status = status
  }

  /// A move is believed when every hop says that it is for good, for a week, and the new address has the feed. From
  /// https to http never; nor with secrets, which belong to the configured address alone.
  private mutating func noteRedirects(_ response: FetchResponse, now: Date) {
    guard address(at: now) == feed.url else { return }
    let isBelievable =
      !response.redirects.isEmpty && response.redirects.allSatisfy(\.isPermanent) && !feed.hasSecrets
      && !(feed.url.lowercased().hasPrefix("https:") && response.redirects.contains { $0.url.hasPrefix("http:") })
    guard isBelievable else {
      memory.move = nil
      return
    }
    var move = memory.move ?? PermanentMove(target: response.finalURL, since: now)
    if move.target != response.finalURL { move = PermanentMove(target: response.finalURL, since: now) }
    if now.timeIntervalSince(move.since) >= PermanentMove.timeToBelieve { move.adopted = now }
    memory.move = move
  }
}

extension FeedSource {
  /// A hash of what the list says of the feed, to see whether its entry was changed.
  var entryFingerprint: UInt64 {
    var parts = [id, url, title ?? "", language ?? "", country ?? "", interval.map { "\($0.seconds)" } ?? ""]
    parts += tags + (watchlists ?? []) + headers.flatMap { [$0.name, $0.value] }
    parts.append("\(allowPrivateNetworks) \(verifyTLS)")
    return Fingerprint.of(parts.joined(separator: "\n"))
  }
}

extension EventFeed {
  init(_ feed: FeedSource, title: String?) {
    self.init(id: feed.id, url: feed.displayURL, title: feed.title ?? title ?? feed.id)
  }
}
