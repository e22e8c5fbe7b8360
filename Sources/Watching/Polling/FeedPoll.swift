import Archive
import FeedParsing
import Fetching
import FoundationEssentials

/// One poll of one feed, from what is remembered of it to what is to be committed, as a plan wants it. Polls that wait
/// share it.
final class FeedPoll: Sendable {
  let sources: FeedSources
  let archive: Archive
  let watchlists: WatchlistSet
  let events: EventWriter
  let pace: NextPoll
  let hosts: HostRules
  let firstPoll: FirstPoll
  /// The domains that are to be left alone.
  let held: HeldDomains
  /// Asks for a turn at a domain for a poll that is under way.
  let askForTurn: @Sendable (TurnRequest) -> Void

  init(
    _ plan: Poller.Plan, sources: FeedSources, archive: Archive, pace: NextPoll, held: HeldDomains,
    askForTurn: @escaping @Sendable (TurnRequest) -> Void
  ) {
    let configuration = plan.configuration
    self.sources = sources
    self.archive = archive
    watchlists = plan.watchlists
    events = EventWriter(name: configuration.name)
    self.pace = pace
    hosts = configuration.http.hosts
    firstPoll = configuration.firstPoll
    self.held = held
    self.askForTurn = askForTurn
  }

  /// What a poll came to, and what is to be committed of it; no record when the poll says nothing about the feed.
  struct Result: Sendable {
    var outcome: PollOutcome
    var record: PollRecord?
    /// The domain that asked to be left alone, and until when.
    var refusal: HeldDomain?
    /// Whether the feed is still to be read, in this run too: others were before it.
    var isPutOff = false
  }

  /// A poll whose answer is awaited.
  struct Open: Sendable {
    fileprivate let turn: FeedTurn
    fileprivate let began: Date
    /// Whether the feed is asked in full although validators are known.
    fileprivate let isRefresh: Bool

    fileprivate var address: String { turn.address(at: began) }
    fileprivate var conditions: Validators { isRefresh ? .none : turn.validators }
  }

  /// What follows from an answer.
  enum Step {
    case done(Result)
    /// The answer brought a document.
    case read(Document)
  }

  /// A document that a poll has yet to read.
  struct Document: Sendable {
    fileprivate let poll: Open
    fileprivate let bytes: [UInt8]
    fileprivate let response: FetchResponse?
  }

  /// Begins the poll of a feed: due → fetch → unchanged? stop → parse → new stories → match → record of one transaction.
  func open(_ turn: FeedTurn, now: Date) -> Open {
    Open(turn: turn, began: now, isRefresh: turn.isRefresh(at: now, hosts.rule(for: turn.source).refresh))
  }

  /// What is remembered of a feed that was asked.
  private func history(of poll: Open) -> FeedHistory {
    var history = FeedHistory(poll.turn, pace: pace, rule: hosts.rule(for: poll.turn.source), events: events)
    if poll.isRefresh { history.noteRefresh(now: poll.began) }
    return history
  }

  /// What to ask the feed's server for.
  func request(for poll: Open) -> FetchRequest {
    FeedSources.request(
      for: poll.turn.source, at: poll.address, conditions: poll.conditions, keepsConnection: poll.turn.isFollowed,
      gate: gate(of: poll.turn.number))
  }

  /// What lets a feed's requests into domains where it has no turn.
  private func gate(of feed: Int, holdsFirst: Bool = false) -> DomainGate {
    DomainGate(holdsFirst: holdsFirst) { [askForTurn] domain, pass in
      askForTurn(TurnRequest(feed: feed, domain: domain, isPatient: holdsFirst, pass: pass))
    }
  }

  /// Goes on with what the feed's server answered.
  func goOn(_ poll: Open, _ result: FetchResult) -> Step {
    if case .failure(.turnedAway(let domain)) = result { return .done(turnAway(poll, from: domain)) }
    return step(poll, FeedSources.answer(result, conditions: poll.conditions, now: poll.began))
  }

  /// Ends a poll that a redirect leads to a domain which is to be left alone, or where too many wait.
  private func turnAway(_ poll: Open, from domain: String) -> Result {
    var history = history(of: poll)
    history.noteLanding(domain)
    guard held.contains(domain, at: poll.began) else {
      history.putOff(now: poll.began)
      let failure = PollFailure(.cancelled, "is led to \(domain), as many others are")
      return Result(outcome: .failed(failure), record: PollRecord(state: history.record), isPutOff: true)
    }
    let end = held.end(ofLanding: domain, asked: poll.began)
    let wait = end?.timeIntervalSince(poll.began)
    let failure = PollFailure(.transfer, FetchError.turnedAway(domain: domain).description, retryAfter: wait)
    return fail(failure, &history, nil, now: poll.began)
  }

  /// Waits for the answer, from the web or a local file, and ends the poll.
  func run(_ poll: Open) async throws(ArchiveError) -> Result {
    let answer = await sources.read(
      poll.turn.source, at: poll.address, conditions: poll.conditions, gate: gate(of: poll.turn.number),
      now: poll.began)
    switch step(poll, answer) {
    case .done(let result): return result
    case .read(let document): return try await read(document)
    }
  }

  private func step(_ poll: Open, _ answer: FeedAnswer) -> Step {
    var history = history(of: poll)
    switch answer {
    case .failed(let failure, let response):
      return .done(fail(failure, &history, response, now: poll.began))
    case .unchanged(let response):
      history.noteUnchanged(response)
      return .done(unchanged(&history, response, now: poll.began))
    case .bytes(let bytes, let response):
      return .read(Document(poll: poll, bytes: bytes, response: response))
    }
  }

  /// Reads a document that an answer brought, and ends the poll.
  /// - Parameter pause: Told before it waits for an earlier page, and when it goes on.
  func read(
    _ document: Document, pause: @Sendable (_ isPaused: Bool) -> Void = { _ in }
  ) async throws(ArchiveError) -> Result {
    var history = history(of: document.poll)
    return try await read(document.bytes, &history, document.response, now: document.poll.began, pause)
  }

  private func read(
    _ bytes: [UInt8], _ history: inout FeedHistory, _ response: FetchResponse?, now: Date,
    _ pause: @Sendable (Bool) -> Void
  ) async throws(ArchiveError) -> Result {
    let hash = Fingerprint.of(bytes)
    if history.state.bodyHash == hash {
      history.noteComplete(response, bodyHash: hash, now: now)
      return unchanged(&history, response, now: now)
    }
    let document: FeedDocument
    do throws(PollFailure) {
      document = try FeedDocument.read(bytes, of: history.feed, response)
    } catch {
      return fail(error, &history, response, now: now)
    }
    return try await take(document, bodyHash: hash, &history, response, now: now, pause)
  }

  private func take(
    _ document: FeedDocument, bodyHash: UInt64, _ history: inout FeedHistory, _ response: FetchResponse?, now: Date,
    _ pause: @Sendable (Bool) -> Void
  ) async throws(ArchiveError) -> Result {
    history.noteDocument(title: document.title, hints: FeedHints(document))
    let intake = StoryIntake(archive: archive, watchlists: watchlists, events: events, firstPoll: firstPoll)
    var taken = try await intake.take([document.wholeStories], of: history, now: now)
    var feedEvents: [OutgoingEvent] = []
    var refusal: Refusal?
    let isDelta = response?.status == HTTPStatus.deltaUsed
    if !history.isUnread, !document.stories.isEmpty, !document.isDegraded, !isDelta {
      if taken.known == 0, document.earlierPage != nil {
        let known = [ShownURL.of(history.address(at: now)), response?.finalURL].compactMap(\.self)
        guard let earlier = try await archivePages(before: document, at: known, of: history, &refusal, now: now, pause)
        else {
          // Kept now, the document would count as known next time, and the pages before it would not be read.
          return Result(outcome: .failed(.interrupted))
        }
        if !earlier.isEmpty { taken = try await intake.take([document.wholeStories] + earlier, of: history, now: now) }
      }
      if taken.known == 0, history.state.stories > 0, history.state.lastComplete != nil {
        feedEvents.append(history.noteGap(stories: document.stories.count, now: now))
      } else {
        history.noteOverlap()
      }
    }
    if document.isDegraded, !taken.keys.isEmpty { history.noteIncomplete(now: now) }
    history.noteStories(taken.new.count, alerts: taken.alerts.count)
    let held = refusal.flatMap { refusal -> HeldDomain? in
      guard let domain = FeedSource.domain(of: refusal.response?.finalURL ?? ""), domain != history.feed.domain
      else { return nil }
      return history.noteRefusal(refusal.failure, by: domain, now: now)
    }
    let shortfall = document.shortfall ?? (held == nil ? refusal?.failure : nil)
    // The stories of an incomplete document are used, but its validators would hide the rest of them behind a 304.
    if !document.isDegraded { history.noteComplete(response, bodyHash: bodyHash, now: now) }
    if let shortfall {
      feedEvents += history.fail(shortfall, refusal?.response ?? response, now: now)
    } else {
      feedEvents += history.succeed(response, new: taken.new, now: now)
    }
    let carried: PollRecord.Carried = document.isDegraded || isDelta ? .also(taken.keys) : .all(taken.keys)
    let record = PollRecord(
      state: history.record, stories: taken.stories, events: taken.alerts + feedEvents, withheld: taken.withheld,
      carried: carried)
    let outcome = PollOutcome.read(
      stories: document.wholeStories.count, new: taken.new.count, alerts: taken.alerts.count, shortfall: shortfall,
      leftOut: document.storiesLeftOut)
    return Result(
      outcome: outcome, record: record,
      refusal: held ?? refusal.flatMap { hold(after: $0.failure, history, $0.response) })
  }

  /// A page's answer that its host wants to be left alone.
  private struct Refusal {
    var failure: PollFailure
    var response: FetchResponse?
  }

  /// Pages of an archive that are read at most to close a gap.
  private static let archivePageLimit = 5

  /// The stories of the pages before a document, which came from `addresses` (RFC 5005), as many as may be asked for,
  /// newest page first; nil when we were interrupted. What cannot be read ends them: the gap stays, and is told.
  private func archivePages(
    before document: FeedDocument, at addresses: [String], of history: FeedHistory, _ refusal: inout Refusal?,
    now: Date, _ pause: @Sendable (Bool) -> Void
  ) async throws(ArchiveError) -> [[Story]]? {
    let feed = history.feed
    var pages: [[Story]] = []
    var next = document.earlierPage
    // A document may name itself.
    var seen = Set(addresses)
    let limit = seen.count + Self.archivePageLimit
    while let page = next, !feed.isFile, seen.count < limit, seen.insert(page).inserted {
      pause(true)
      let answer = await sources.read(
        feed, at: page, conditions: .none, gate: gate(of: history.number, holdsFirst: true), now: now)
      pause(false)
      if case .failed(let failure, let response) = answer {
        if failure == .interrupted { return nil }
        if failure.isRefusalOfHost {
          let reason = "an earlier page \(failure.reason)"
          refusal = Refusal(
            failure: PollFailure(failure.kind, reason, retryAfter: failure.retryAfter), response: response)
        }
      }
      guard case .bytes(let bytes, let response) = answer else { break }
      let document: FeedDocument
      do throws(PollFailure) {
        document = try FeedDocument.read(bytes, of: feed, response)
      } catch {
        break
      }
      pages.append(document.wholeStories)
      let keys = StoryIdentity.identities(of: document.wholeStories).map(\.key)
      guard !document.isDegraded, try await archive.knownStories(feed: feed.id, keys: keys).isEmpty else { break }
      next = document.earlierPage
    }
    return pages
  }

  private func unchanged(_ history: inout FeedHistory, _ response: FetchResponse?, now: Date) -> Result {
    // Nothing new can have been missed.
    history.noteOverlap()
    let events = history.succeed(response, now: now)
    return Result(outcome: .unchanged, record: PollRecord(state: history.record, events: events))
  }

  private func fail(_ failure: PollFailure, _ history: inout FeedHistory, _ response: FetchResponse?, now: Date)
    -> Result
  {
    guard failure.kind != .cancelled else { return Result(outcome: .failed(failure)) }
    let events = history.fail(failure, response, now: now)
    return Result(
      outcome: .failed(failure), record: PollRecord(state: history.record, events: events),
      refusal: hold(after: failure, history, response))
  }

  /// The domain that is to be left alone after a failure, and until when.
  private func hold(after failure: PollFailure, _ history: FeedHistory, _ response: FetchResponse?)
    -> HeldDomain?
  {
    guard failure.isRefusalOfHost, let until = history.state.nextDue,
      let domain = FeedSource.domain(of: response?.finalURL ?? history.feed.url)
    else { return nil }
    return HeldDomain(domain: domain, until: until)
  }
}

extension FeedDocument {
  /// The page with the stories before this one's (RFC 5005), of an archived feed or a paged one.
  fileprivate var earlierPage: String? { previousArchive ?? nextPage }
}
