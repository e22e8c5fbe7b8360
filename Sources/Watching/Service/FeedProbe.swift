import Archive
import FeedParsing
import Fetching
import FoundationEssentials

/// Asks each feed once whether it can be read, with the validators of its last poll, and stores nothing.
package struct FeedProbe: Sendable {
  /// What one feed answered.
  package struct Result: Sendable {
    /// The feed.
    package var feed: FeedSource
    /// What reading it came to. Nothing is counted as new.
    package var outcome: PollOutcome
  }

  private let configuration: Configuration

  /// A probe of a configuration's feeds.
  package init(_ configuration: Configuration) {
    self.configuration = configuration
  }

  /// The feeds' answers as they come, under the limits of the configuration.
  package func results() -> AsyncStream<Result> {
    let (stream, continuation) = AsyncStream.makeStream(of: Result.self)
    let task = Task {
      await probeAll { continuation.yield($0) }
      continuation.finish()
    }
    continuation.onTermination = { _ in task.cancel() }
    return stream
  }

  private func probeAll(_ report: @escaping @Sendable (Result) -> Void) async {
    let fetcher = Fetcher(configuration.http)
    let sources = FeedSources(fetcher: fetcher, files: LocalFiles(), http: configuration.http)
    let (inbox, post) = AsyncStream<Message>.makeStream()
    var turns = Turns(configuration)
    await withDiscardingTaskGroup { group in
      var messages = inbox.makeAsyncIterator()
      while true {
        while let (number, feed, state) = turns.next(report) {
          let gate = DomainGate { post.yield(.wantsTurn(TurnRequest(feed: number, domain: $0, pass: $1))) }
          group.addTask {
            let (outcome, refuser) = await Self.probe(feed, state: state, sources: sources, gate: gate)
            report(Result(feed: feed, outcome: outcome))
            post.yield(.ended(number, refuser: refuser))
          }
        }
        if turns.isDone { break }
        if let wake = turns.nextTimer() {
          group.addTask {
            try? await Task.sleep(for: .seconds(max(0.01, wake.timeIntervalSinceNow)))
            post.yield(.tick)
          }
        }
        // Nil means that the task was cancelled.
        guard let message = await messages.next() else { break }
        turns.take(message)
      }
      group.cancelAll()
    }
    await fetcher.shutdown()
  }

  private enum Message: Sendable {
    case ended(Int, refuser: String?)
    case wantsTurn(TurnRequest)
    case tick
  }

  /// Which feed is asked when.
  private struct Turns {
    private let feeds: [FeedSource]
    private let connections: Int
    private let states: [String: FeedState]
    private let schedule: Schedule
    /// The domain that each feed's request goes to, nil for a local file.
    private var domains: [String?]
    private var awaited = AwaitedTurns()
    private var running = 0
    private var refusing: Set<String>
    private var timer: Date?

    init(_ configuration: Configuration) {
      feeds = configuration.feeds
      connections = configuration.http.connections
      // A state folder that was never written gives no validators, and that is all that it means here.
      let states = (try? Archive.openReadOnly(folder: configuration.state).feedStates()) ?? [:]
      self.states = states
      refusing = Set(states.values.flatMap { $0.asOf(Date()).heldDomains(at: Date()) }.map(\.domain))
      schedule = Schedule(limits: configuration.http.hostLimits)
      domains = feeds.map { feed in
        let memory = FeedMemory(directionsIn: states[feed.id]?.belonging(to: feed).notes)
        return feed.isFile ? nil : FeedSource.domain(of: memory.address(insteadOf: feed.url, at: Date()))
      }
      for index in feeds.indices { schedule.insert(feed: index, due: .distantPast, host: domains[index]) }
    }

    var isDone: Bool { running == 0 && schedule.count == awaited.deadCount }

    private var mayStart: Bool { running - awaited.count < connections }

    /// The next feed to ask, its number, and what is remembered of it; nil when none may be asked now. Those that are to
    /// be left alone are reported.
    mutating func next(_ report: (Result) -> Void) -> (number: Int, feed: FeedSource, state: FeedState?)? {
      while mayStart, let turn = awaited.next(of: schedule, at: Date()) {
        switch turn {
        case .goesOn(let feed, let domain): domains[feed] = domain
        case .feed(let number):
          let feed = feeds[number]
          let state = states[feed.id]?.belonging(to: feed)
          guard isToBeSpared(number, state, now: Date()) else {
            running += 1
            return (number, feed, state)
          }
          schedule.finish(host: domains[number])
          let failure = PollFailure(.cancelled, "was not asked: its host wants to be left alone for now")
          report(Result(feed: feed, outcome: .failed(failure)))
        }
      }
      return nil
    }

    /// When to look again, or nil if something else comes before.
    mutating func nextTimer() -> Date? {
      guard mayStart, let wake = schedule.nextWake() else { return nil }
      if let timer, timer <= wake, timer > Date() { return nil }
      timer = wake
      return wake
    }

    mutating func take(_ message: Message) {
      switch message {
      case .tick: break
      case .wantsTurn(let request) where refusing.contains(request.domain):
        request.pass(.turnedAway(domain: request.domain))
      case .wantsTurn(let request):
        schedule.finish(host: domains[request.feed])
        domains[request.feed] = nil
        awaited.add(request, to: schedule, due: .distantPast)
      case .ended(let feed, let refuser):
        running -= 1
        schedule.finish(host: domains[feed])
        guard let refuser else { return }
        refusing.insert(refuser)
        awaited.refuse(refuser, with: .turnedAway(domain: refuser))
      }
    }

    /// Whether a domain that the feed's request would go to, as far as is known, wants to be left alone.
    private func isToBeSpared(_ feed: Int, _ state: FeedState?, now: Date) -> Bool {
      if let until = state?.asOf(now).refusedUntil, until > now { return true }
      guard !refusing.isEmpty else { return false }
      let landing = FeedMemory(directionsIn: state?.notes).landing
      return [domains[feed], landing].compactMap(\.self).contains(where: refusing.contains)
    }
  }

  /// What a feed answered, and the domain that asked to be left alone, if one did.
  private static func probe(
    _ feed: FeedSource, state: FeedState?, sources: FeedSources, gate: DomainGate
  ) async -> (outcome: PollOutcome, refuser: String?) {
    let validators = Validators(etag: state?.etag, lastModified: state?.lastModified)
    let address = FeedMemory(notes: state?.notes).address(insteadOf: feed.url, at: Date())
    switch await sources.read(feed, at: address, conditions: validators, gate: gate, now: Date()) {
    case .unchanged: return (.unchanged, nil)
    case .failed(let failure, let response):
      let domain = FeedSource.domain(of: response?.finalURL ?? address)
      return (.failed(failure), failure.isRefusalOfHost ? domain : nil)
    case .bytes(let bytes, let response):
      do throws(PollFailure) {
        let document = try FeedDocument.read(bytes, of: feed, response)
        let outcome = PollOutcome.read(
          stories: document.stories.count, new: 0, alerts: 0, shortfall: document.shortfall,
          leftOut: document.storiesLeftOut)
        return (outcome, nil)
      } catch {
        return (.failed(error), nil)
      }
    }
  }
}
