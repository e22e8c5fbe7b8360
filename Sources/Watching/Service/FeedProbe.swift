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
    // A state folder that was never written gives no validators, and that is all that it means here.
    let states = (try? Archive.openReadOnly(folder: configuration.state).feedStates()) ?? [:]
    var refusing = Self.refusingDomains(states.values, now: Date())
    let schedule = Schedule(limits: configuration.http.hostLimits)
    for (index, feed) in configuration.feeds.enumerated() {
      schedule.insert(feed: index, due: .distantPast, host: feed.domain)
    }
    await withTaskGroup(of: (feed: Int, refuser: String?).self) { group in
      var running = 0
      while schedule.count > 0 || running > 0 {
        while running < configuration.http.connections, let index = schedule.popReady(at: Date()) {
          let feed = configuration.feeds[index]
          let state = states[feed.id]?.belonging(to: feed)
          if Self.isToBeSpared(feed, state, refusing, now: Date()) {
            schedule.finish(host: feed.domain)
            let failure = PollFailure(.cancelled, "was not asked: its host wants to be left alone for now")
            report(Result(feed: feed, outcome: .failed(failure)))
            continue
          }
          running += 1
          group.addTask {
            let (outcome, refuser) = await Self.probe(feed, state: state, sources: sources)
            report(Result(feed: feed, outcome: outcome))
            return (index, refuser)
          }
        }
        if running == 0, let wake = schedule.nextWake() {
          try? await Task.sleep(for: .seconds(max(0.01, wake.timeIntervalSinceNow)))
        } else if let ended = await group.next() {
          running -= 1
          schedule.finish(host: configuration.feeds[ended.feed].domain)
          if let refuser = ended.refuser { refusing.insert(refuser) }
        }
        if Task.isCancelled { break }
      }
      group.cancelAll()
    }
    await fetcher.shutdown()
  }

  /// Whether a domain that the feed's request would go to, as far as is known, wants to be left alone.
  private static func isToBeSpared(_ feed: FeedSource, _ state: FeedState?, _ refusing: Set<String>, now: Date) -> Bool
  {
    if let until = state?.asOf(now).refusedUntil, until > now { return true }
    guard !refusing.isEmpty, !feed.isFile else { return false }
    let memory = FeedMemory(directionsIn: state?.notes)
    let domains = [FeedSource.domain(of: memory.address(insteadOf: feed.url, at: now)), memory.landing]
    return domains.compactMap(\.self).contains(where: refusing.contains)
  }

  /// The domains that asked to be left alone until after `now`.
  private static func refusingDomains(_ states: some Sequence<FeedState>, now: Date) -> Set<String> {
    Set(states.flatMap { $0.asOf(now).heldDomains(at: now) }.map(\.domain))
  }

  /// What a feed answered, and the domain that asked to be left alone, if one did.
  private static func probe(_ feed: FeedSource, state: FeedState?, sources: FeedSources) async -> (
    outcome: PollOutcome, refuser: String?
  ) {
    let validators = Validators(etag: state?.etag, lastModified: state?.lastModified)
    let address = FeedMemory(notes: state?.notes).address(insteadOf: feed.url, at: Date())
    switch await sources.read(feed, at: address, conditions: validators, now: Date()) {
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
