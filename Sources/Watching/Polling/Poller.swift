import Archive
import Fetching
import FoundationEssentials

/// Polls feeds as they fall due, many at once, and commits what they gave in groups.
///
/// One loop owns the schedule and what is remembered of each feed. Everything else (a fetcher's answers, the reading of a
/// document, a commit, a timer, a command from outside) reports to the loop's inbox, so the loop needs no locks and never
/// waits for anything but the inbox.
package struct Poller: Sendable {
  /// What the loop is asked from outside.
  package enum Command: Sendable {
    /// Start nothing more, let running transfers end for some seconds, commit, and return.
    case stop
    /// Go on with this configuration.
    case reload(Plan)
    /// Close the alert log and open it by its name again.
    case reopenLog
    /// Tell `Progress.alive` at least this often, for as long as the loop turns.
    case showLife(every: Duration)
  }

  /// What to poll, how, and against which watchlists. Immutable: a reload brings a new one.
  package struct Plan: Sendable {
    /// The feeds to poll.
    package var feeds: [FeedSource]
    /// The watchlists.
    package var watchlists: WatchlistSet
    /// The configuration that both came from.
    package var configuration: Configuration

    /// A plan for all feeds of a configuration.
    package init(_ configuration: Configuration) {
      feeds = configuration.feeds
      watchlists = WatchlistSet(configuration.watchlists)
      self.configuration = configuration
    }
  }

  /// How long the loop goes on.
  package enum Span: Sendable {
    /// Until every feed that is due has been polled once.
    case once
    /// Until every feed has been polled once, due or not, but for those that a refusal holds back.
    case onceAll
    /// Until `stop`.
    case untilStopped
  }

  /// What the loop tells while it runs.
  package enum Progress: Sendable {
    /// The feeds stand in the schedule, with what is remembered of them.
    case scheduled
    /// A feed was polled; `remaining` feeds of a single pass are still to come. No next poll: its server has called it
    /// gone for good, or the poll was interrupted.
    case polled(FeedSource, PollOutcome, nextPoll: Date?, remaining: Int)
    /// The polls so far are committed and their alerts written.
    case committed(alerts: Int)
    /// The disk is full; polling goes on when there is room.
    case held
    /// A rotated log that is one too many cannot be removed.
    case unremovable(UnremovableLog)
    /// The loop goes by the configuration that it was last given.
    case reloaded
    /// The loop turns.
    case alive
  }

  private let archive: Archive
  private let fetcher: Fetcher
  private let files = LocalFiles()
  private let results = PollResults()
  /// Documents that have come, each with what its poll began by.
  private let documents = ReadQueue<(FeedPoll.Document, FeedPoll)>()
  private let answers: FetchAnswers
  private let inbox: AsyncStream<Message>
  private let post: AsyncStream<Message>.Continuation
  private let graceAfterStop: Duration
  private let now: @Sendable () -> Date

  /// A poller that writes to the archive and fetches with the fetcher. After `stop` it lets running transfers go on for
  /// `graceAfterStop`.
  package init(
    archive: Archive, fetcher: Fetcher, graceAfterStop: Duration = Self.usualGrace,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.archive = archive
    self.fetcher = fetcher
    self.graceAfterStop = graceAfterStop
    self.now = now
    let (inbox, post) = AsyncStream<Message>.makeStream()
    (self.inbox, self.post) = (inbox, post)
    answers = FetchAnswers { post.yield(.answered) }
  }

  /// Asks the running loop for something. Safe from any task, at any time.
  package func send(_ command: Command) {
    post.yield(.command(command))
  }

  /// Runs the loop.
  /// - Throws: `ArchiveError` when what was polled cannot be kept; feeds that fail never throw.
  package func run(
    _ plan: Plan, span: Span, progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws(ArchiveError) -> PollSummary {
    let states = try await Maintenance(archive).states(for: plan.feeds)
    var loop = PollLoop(plan: plan, span: span, states: states, now: now(), progress: progress)
    progress(.scheduled)
    let failure: ArchiveError? = await withDiscardingTaskGroup { group in
      await drive(&loop, in: &group, progress)
    }
    if let failure { throw failure }
    return loop.summary
  }

  private func drive(
    _ loop: inout PollLoop, in group: inout DiscardingTaskGroup, _ progress: @Sendable (Progress) -> Void
  ) async -> ArchiveError? {
    var open = OpenPolls(fetcher, answers)
    defer {
      open.cancel()
      group.cancelAll()
    }
    var lastTidied = now()
    var messages = inbox.makeAsyncIterator()
    start(&loop, &open, in: &group)
    while !loop.isDone(at: now()) {
      // The stream is never finished, so nil means that the task was cancelled.
      guard let message = await messages.next() else { break }
      switch message {
      case .answered:
        takeAnswers(&loop, &open, in: &group)
      case .polled(let results):
        for (feed, result) in results {
          if let record = result.record { documents.note(-RecordBatch.rows(of: record)) }
          loop.polled(feed, result, now: now())
        }
      case .paused:
        // Another document can be read meanwhile.
        break
      case .wantsTurn(let request):
        loop.take(request, now: now())
      case .committed(let alerts):
        loop.committed(alerts: alerts)
        tidy(loop, &lastTidied, in: &group)
      case .room:
        loop.goOn()
      case .noRoom(let attempt, let error):
        switch attempt {
        case .commit: loop.notCommitted()
        case .log(let alerts): loop.committed(alerts: alerts)
        case .again: break
        }
        guard loop.goesOn else { return error }
        loop.hold()
        schedule(.tryAgain, after: Self.waitForRoom, in: &group)
      case .unremovable(let log):
        progress(.unremovable(log))
      case .tryAgain:
        group.addTask { post.yield(await retryLog()) }
      case .failed(let error):
        return error
      case .tick(let time):
        loop.ticked(time)
        tidy(loop, &lastTidied, in: &group)
      case .overtime:
        abort(&loop, &open, in: &group)
      case .command(.stop):
        if loop.isStopping { abort(&loop, &open, in: &group) }
        loop.stop()
        schedule(.overtime, after: graceAfterStop.seconds, in: &group)
      case .command(.reload(let plan)):
        loop.ask(for: plan)
      case .renamed(let names, let asked):
        loop.rename(names, asked: asked)
      case .notRenamed:
        loop.holdChange()
        schedule(.tryAgain, after: Self.waitForRoom, in: &group)
      case .command(.showLife(let pace)), .lifeSign(let pace):
        progress(.alive)
        schedule(.lifeSign(pace), after: pace.seconds, in: &group)
      case .command(.reopenLog):
        group.addTask {
          do throws(ArchiveError) { try await archive.reopenLog() } catch { post.yield(.failed(error)) }
        }
      }
      goOn(&loop, &open, in: &group)
      start(&loop, &open, in: &group)
    }
    return nil
  }

  /// Ends what runs.
  private func abort(_ loop: inout PollLoop, _ open: inout OpenPolls, in group: inout DiscardingTaskGroup) {
    open.cancel()
    group.cancelAll()
    for feed in documents.drop() {
      loop.polled(feed, FeedPoll.Result(outcome: .failed(.interrupted)), now: now())
    }
  }

  /// How long to wait before a full disk is tried again.
  private static let waitForRoom: TimeInterval = 30
  /// How long running transfers may go on after `stop`, unless a poller is told otherwise.
  package static let usualGrace = Duration.seconds(5)

  /// Goes on to the plan that was asked for, as far as it can now.
  private func goOn(_ loop: inout PollLoop, _ open: inout OpenPolls, in group: inout DiscardingTaskGroup) {
    switch loop.nextChange() {
    case nil: break
    case .rename(let names): group.addTask { post.yield(await renameFeeds(names)) }
    case .begin(let plan):
      let http = plan.configuration.http
      if http != loop.configuration.http { open.fetcher = Fetcher(http) }
      loop.reload(plan, now: now())
    }
  }

  /// Starts whatever may run now: polls, a commit, a timer for the next turn.
  private func start(_ loop: inout PollLoop, _ open: inout OpenPolls, in group: inout DiscardingTaskGroup) {
    let feedPoll = loop.feedPoll(archive: archive, fetcher: open.fetcher, files: files) {
      post.yield(.wantsTurn($0))
    }
    var begun: [(feed: Int, poll: FeedPoll.Open)] = []
    while let turn = loop.nextTurn(at: now()) {
      let poll = feedPoll.open(turn, now: now())
      if turn.source.isFile {
        group.addTask {
          await finish(turn.number) { () async throws(ArchiveError) in try await feedPoll.run(poll) }
        }
      } else {
        begun.append((turn.number, poll))
      }
    }
    open.begin(begun, feedPoll)
    for _ in 0..<documents.open(loop.mayRead) { group.addTask { await readDocuments() } }
    if let batch = loop.nextBatch() {
      let rotation = loop.configuration.rotation
      group.addTask { post.yield(await commit(batch, rotation)) }
    }
    if let wake = loop.nextTimer(at: now()) {
      schedule(.tick(wake), after: wake.timeIntervalSince(now()), in: &group)
    }
  }

  /// Goes on with the polls that have their answers. Most are at an end; a document is read elsewhere.
  private func takeAnswers(_ loop: inout PollLoop, _ open: inout OpenPolls, in group: inout DiscardingTaskGroup) {
    for (feed, poll, feedPoll, result) in open.takeAnswered() {
      switch feedPoll.goOn(poll, result) {
      case .done(let result): loop.polled(feed, result, now: now())
      case .read(let document): documents.add((document, feedPoll), of: feed)
      }
    }
  }

  /// Reads documents until none is left, or no room.
  private func readDocuments() async {
    while let (feed, (document, feedPoll)) = documents.next() {
      await finish(feed) { () async throws(ArchiveError) in
        try await feedPoll.read(document) { isPaused in
          documents.pause(isPaused)
          if isPaused { post.yield(.paused) }
        }
      }
    }
  }

  /// Ends a poll, and reports what it came to.
  private func finish(_ feed: Int, _ poll: () async throws(ArchiveError) -> FeedPoll.Result) async {
    do throws(ArchiveError) {
      let result = try await poll()
      if let record = result.record { documents.note(RecordBatch.rows(of: record)) }
      guard results.add(feed, result) else { return }
      // What has ended meanwhile comes along.
      await Task.yield()
      post.yield(.polled(results.take()))
    } catch {
      post.yield(.failed(error))
    }
  }

  private func commit(_ batch: [PollRecord], _ rotation: RotationSettings?) async -> Message {
    do throws(ArchiveError) {
      let alerts = try await archive.commit(batch)
      do throws(ArchiveError) {
        for log in try await Maintenance(archive).rotateLog(rotation, now: now()) { post.yield(.unremovable(log)) }
      } catch .diskFull {
        // What was committed stands; the log is rotated when there is room.
      }
      return await archive.isLogFull ? .noRoom(.log(alerts: alerts), Self.logIsFull) : .committed(alerts: alerts)
    } catch .diskFull(let path) {
      return .noRoom(.commit, .diskFull(path: path))
    } catch {
      return .failed(error)
    }
  }

  /// Lines that the log has no room for are kept in the database; polling waits until they are out.
  private static let logIsFull = ArchiveError.writeFailed(path: "the alert log", reason: "the disk is full")

  private func renameFeeds(_ names: [String: String]) async -> Message {
    do throws(ArchiveError) {
      return .renamed(try await archive.renameFeeds(names), asked: names)
    } catch .diskFull {
      return .notRenamed
    } catch {
      return .failed(error)
    }
  }

  /// What is done while nothing else is to be done, and once a day in any case.
  private func tidy(_ loop: PollLoop, _ last: inout Date, in group: inout DiscardingTaskGroup) {
    guard loop.goesOn, loop.isIdle || abs(now().timeIntervalSince(last)) > 86_400 else { return }
    last = now()
    let retention = loop.configuration.retention
    group.addTask {
      do throws(ArchiveError) {
        try await Maintenance(archive).tidy(retention, now: now())
      } catch .diskFull {
        // There is nothing to lose: it is for another time.
      } catch {
        post.yield(.failed(error))
      }
    }
  }

  private func retryLog() async -> Message {
    do throws(ArchiveError) {
      try await archive.retryLog()
      return await archive.isLogFull ? .noRoom(.again, Self.logIsFull) : .room
    } catch .diskFull(let path) {
      return .noRoom(.again, .diskFull(path: path))
    } catch {
      return .failed(error)
    }
  }

  private func schedule(_ message: Message, after seconds: TimeInterval, in group: inout DiscardingTaskGroup) {
    group.addTask {
      // A cancelled timer has nothing left to say.
      guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
      post.yield(message)
    }
  }

  /// What a full disk stood in the way of.
  private enum Attempt: Sendable {
    /// A commit: nothing of it was kept.
    case commit
    /// The lines of a commit: they wait in the database, and will be sent.
    case log(alerts: Int)
    /// Another attempt.
    case again
  }

  private enum Message: Sendable {
    /// Answers from the web have come in.
    case answered
    case polled([(feed: Int, result: FeedPoll.Result)])
    case wantsTurn(TurnRequest)
    /// A reader of a document waits.
    case paused
    case committed(alerts: Int)
    /// Feeds have other ids, as asked, unless the archive knows nothing of them.
    case renamed([String: String], asked: [String: String])
    /// The disk is too full for it.
    case notRenamed
    /// A disk is full.
    case noRoom(Attempt, ArchiveError)
    /// A disk that was full has room again.
    case room
    case unremovable(UnremovableLog)
    case tryAgain
    case failed(ArchiveError)
    case tick(Date)
    case overtime
    case lifeSign(Duration)
    case command(Command)
  }
}

/// What a run of the poller came to.
package struct PollSummary: Sendable, Equatable {
  /// Feeds polled.
  package var feeds = 0
  /// Of those, feeds without change.
  package var unchanged = 0
  /// Of those, feeds that failed. Neither unchanged nor failed nor read is one whose poll we ended ourselves.
  package var failed = 0
  /// Stories in the documents that were read.
  package var stories = 0
  /// Of those, stories that were new.
  package var newStories = 0
  /// Alerts written.
  package var alerts = 0

  mutating func add(_ outcome: PollOutcome) {
    feeds += 1
    if let failure = outcome.failure, failure.kind != .cancelled { failed += 1 }
    switch outcome {
    case .unchanged: unchanged += 1
    case .failed: break
    case .read(let stories, let new, _, _, _):
      self.stories += stories
      newStories += new
    }
  }
}
