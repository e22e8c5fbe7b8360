import Archive
import FeedParsing
import Fetching
import FoundationEssentials
import Matching

/// One poll of one feed, from what is remembered of it to what is to be committed.
struct FeedPoll: Sendable {
  let sources: FeedSources
  let archive: Archive
  let watchlists: WatchlistSet
  let events: EventWriter
  let pace: NextPoll
  let firstPoll: FirstPoll

  /// What a poll came to, and what is to be committed of it; no record when the poll says nothing about the feed.
  struct Result: Sendable {
    var outcome: PollOutcome
    var record: PollRecord?
    /// How long the whole host asks to be left alone.
    var hostHold: Date?
  }

  /// Polls the feed: due → fetch → unchanged? stop → parse → new stories → match → record of one transaction.
  func run(_ feed: FeedSource, state: FeedState, now: Date) async throws(ArchiveError) -> Result {
    var state = state
    let validators = Validators(etag: state.etag, lastModified: state.lastModified)
    let answer = await sources.read(feed, validators: validators, now: now)
    switch answer {
    case .failed(let failure, let response):
      return fail(failure, feed: feed, state: state, response: response, now: now)
    case .unchanged(let response):
      // RFC 9111 section 4.3.4: a 304 replaces the validators that it carries and leaves the others.
      state.etag = response.validators.etag ?? state.etag
      state.lastModified = response.validators.lastModified ?? state.lastModified
      return unchanged(feed: feed, state: state, response: response, now: now)
    case .bytes(let bytes, let response):
      return try await read(bytes, response: response, feed: feed, state: state, now: now)
    }
  }

  private func read(
    _ bytes: [UInt8], response: FetchResponse?, feed: FeedSource, state: FeedState, now: Date
  ) async throws(ArchiveError) -> Result {
    var state = state
    let hash = Fingerprint.of(bytes)
    if state.bodyHash == hash {
      state.etag = response?.validators.etag
      state.lastModified = response?.validators.lastModified
      state.lastComplete = now
      return unchanged(feed: feed, state: state, response: response, now: now)
    }
    let document: FeedDocument
    do throws(FeedParsingError) {
      let base = feed.isFile ? nil : response?.finalURL ?? feed.url
      document = try FeedParser.parse(bytes, contentType: response?.contentType, baseURL: base)
    } catch {
      return fail(PollFailure(.document, error.description), feed: feed, state: state, response: response, now: now)
    }
    if !document.title.isEmpty { state.title = document.title }
    var record = try await record(of: document, feed: feed, state: state, now: now)
    let outcome = PollOutcome.read(
      stories: document.stories.count, new: record.stories.count, alerts: record.events.count)
    record.state.stories += record.stories.count
    record.state.alerts += record.events.count
    record.state.notes = FeedHints(document).notes
    if document.isDegraded {
      let failure = PollFailure(.degraded, "arrived incomplete: \(document.warnings.last?.message ?? "cut off")")
      let failed = fail(failure, feed: feed, state: record.state, response: response, now: now)
      record.state = failed.record?.state ?? record.state
      record.events += failed.record?.events ?? []
      return Result(outcome: outcome, record: record)
    }
    record.state.etag = response?.validators.etag
    record.state.lastModified = response?.validators.lastModified
    record.state.bodyHash = hash
    record.state.lastComplete = now
    record.events += succeed(feed: feed, state: &record.state, response: response, now: now)
    return Result(outcome: outcome, record: record)
  }

  /// The new and changed stories of a document and the alerts that they give.
  private func record(of document: FeedDocument, feed: FeedSource, state: FeedState, now: Date)
    async throws(ArchiveError) -> PollRecord
  {
    let identities = StoryIdentity.identities(of: document.stories)
    let keys = identities.map { StoryKey(feed: feed.id, identity: $0) }
    let known = try await archive.knownStories(feed: feed.id, keys: keys)
    let eventFeed = EventFeed(feed, title: state.title)
    var record = PollRecord(state: state, carried: document.isDegraded ? nil : keys)
    var written: Set<StoryKey> = []
    for (index, story) in document.stories.enumerated() where written.insert(keys[index]).inserted {
      let fingerprint = Fingerprint.of(story.title, story.summary, story.contentText)
      guard known[keys[index]] != fingerprint else { continue }
      let isWanted = firstPoll.wants(story, isFirstPoll: state.firstPolled == nil, now: now)
      let findings = isWanted ? watchlists.findings(in: story, of: eventFeed, selected: feed.watchlists) : []
      if !findings.isEmpty {
        let alerted = EventWriter.AlertedStory(
          story: story, identity: identities[index], feed: eventFeed, seen: now)
        record.events += findings.map { events.alert($0, story: alerted, revision: 0, now: now) }
      }
      record.stories.append(
        StoryRecord(
          story, feed: feed.id, key: keys[index], fingerprint: fingerprint, seen: now, keepsText: !findings.isEmpty))
    }
    return record
  }

  private func unchanged(feed: FeedSource, state: FeedState, response: FetchResponse?, now: Date) -> Result {
    var state = state
    let recovery = succeed(feed: feed, state: &state, response: response, now: now)
    return Result(outcome: .unchanged, record: PollRecord(state: state, events: recovery))
  }

  /// Notes a success, decides the next poll, and returns the event of a recovery if there was an outage to end.
  private func succeed(feed: FeedSource, state: inout FeedState, response: FetchResponse?, now: Date)
    -> [OutgoingEvent]
  {
    var recovery: [OutgoingEvent] = []
    if state.failingReported, let since = state.failingSince {
      let eventFeed = EventFeed(feed, title: state.title)
      recovery = [events.recovered(feed: eventFeed, since: since, failures: state.failures, now: now)]
    }
    let hints = FeedHints(notes: state.notes)
    let freshness = response.flatMap {
      Freshness(cacheControl: $0.cacheControl, expires: $0.expires, date: $0.date, now: now).lifetime
    }
    state.notePoll(of: feed, status: response?.status, now: now)
    state.lastSuccess = now
    state.failures = 0
    state.failingSince = nil
    state.failingReported = false
    state.nextDue = pace(for: feed).afterSuccess(
      NextPoll.Hints(
        freshness: freshness, period: hints.period, skipHours: hints.skipHours, skipDays: hints.skipDays),
      feed: feed.id, now: now)
    return recovery
  }

  /// Failures in a row after which an outage is reported.
  private static let failuresBeforeReport = 3

  private func fail(
    _ failure: PollFailure, feed: FeedSource, state: FeedState, response: FetchResponse?, now: Date
  ) -> Result {
    guard failure.kind != .cancelled else { return Result(outcome: .failed(failure), record: nil) }
    var state = state
    state.notePoll(of: feed, status: response?.status, now: now)
    state.lastFailure = now
    state.reason = failure.reason
    state.failures += 1
    let since = state.failingSince ?? now
    state.failingSince = since
    let due = pace(for: feed).afterFailure(failure, failures: state.failures, feed: feed.id, now: now)
    state.nextDue = due
    var report: [OutgoingEvent] = []
    if !state.failingReported, state.failures >= Self.failuresBeforeReport {
      let eventFeed = EventFeed(feed, title: state.title)
      state.failingReported = true
      report =
        failure.status == 410
        ? [events.gone(feed: eventFeed, failure: failure, since: since, now: now)]
        : [events.failing(feed: eventFeed, failure: failure, since: since, failures: state.failures, now: now)]
    }
    let holdsHost = failure.status == 429 || failure.status == 503
    return Result(
      outcome: .failed(failure), record: PollRecord(state: state, events: report),
      hostHold: holdsHost ? due : nil)
  }

  private func pace(for feed: FeedSource) -> NextPoll {
    guard let interval = feed.interval else { return pace }
    var pace = pace
    pace.interval = interval.seconds
    return pace
  }
}

extension FeedState {
  fileprivate mutating func notePoll(of feed: FeedSource, status: Int?, now: Date) {
    url = feed.displayURL
    firstPolled = firstPolled ?? now
    lastPolled = now
    self.status = status
  }
}

extension FirstPoll {
  /// Whether a story that is new to us may alert. A story without a date may always.
  func wants(_ story: Story, isFirstPoll: Bool, now: Date) -> Bool {
    guard isFirstPoll else { return true }
    switch self {
    case .all: return true
    case .none: return false
    case .age(let age):
      guard let date = story.published ?? story.updated else { return true }
      return now.timeIntervalSince(date) <= age.seconds
    }
  }
}

extension EventFeed {
  init(_ feed: FeedSource, title: String?) {
    self.init(id: feed.id, url: feed.displayURL, title: feed.title ?? title ?? feed.id)
  }
}

extension StoryKey {
  init(feed: String, identity: StoryIdentity) {
    guard let key = StoryKey(bytes: SHA256.digest(parts: [feed, identity.text]).prefix(StoryKey.byteCount)) else {
      preconditionFailure("a digest is longer than a key")
    }
    self = key
  }
}

extension StoryRecord {
  init(_ story: Story, feed: String, key: StoryKey, fingerprint: UInt64, seen: Date, keepsText: Bool) {
    self.init(
      key: key, feed: feed, publisherID: story.id, url: story.url, title: story.title, published: story.published,
      seen: seen, fingerprint: fingerprint,
      text: keepsText ? StoredText(title: story.title, summary: story.summary, content: story.contentText) : nil)
  }
}

extension Duration {
  /// The duration in seconds.
  package var seconds: TimeInterval {
    let (seconds, attoseconds) = components
    return TimeInterval(seconds) + TimeInterval(attoseconds) / 1e18
  }
}
