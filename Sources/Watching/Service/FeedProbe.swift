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
    let fetcher = Fetcher(FetcherOptions(configuration.http))
    let sources = FeedSources(fetcher: fetcher, maxBody: configuration.http.maxBody.bytes)
    // A state folder that was never written gives no validators, and that is all that it means here.
    let states = (try? Archive.openReadOnly(folder: configuration.state).feedStates()) ?? [:]
    var schedule = Schedule(limits: configuration.http.hostLimits)
    for (index, feed) in configuration.feeds.enumerated() {
      schedule.insert(feed: index, due: .distantPast, host: feed.domain)
    }
    await withTaskGroup(of: Int.self) { group in
      var running = 0
      while schedule.count > 0 || running > 0 {
        while running < configuration.http.connections, let index = schedule.popReady(at: Date()) {
          running += 1
          let feed = configuration.feeds[index]
          let state = states[feed.id]
          group.addTask {
            report(Result(feed: feed, outcome: await Self.probe(feed, state: state, sources: sources)))
            return index
          }
        }
        if running == 0, let wake = schedule.nextWake() {
          try? await Task.sleep(for: .seconds(max(0.01, wake.timeIntervalSinceNow)))
        } else if let index = await group.next() {
          running -= 1
          schedule.finish(host: configuration.feeds[index].domain)
        }
        if Task.isCancelled { break }
      }
      group.cancelAll()
    }
    await fetcher.shutdown()
  }

  private static func probe(_ feed: FeedSource, state: FeedState?, sources: FeedSources) async -> PollOutcome {
    let validators = Validators(etag: state?.etag, lastModified: state?.lastModified)
    switch await sources.read(feed, at: feed.url, conditions: validators, now: Date()) {
    case .unchanged: return .unchanged
    case .failed(let failure, _): return .failed(failure)
    case .bytes(let bytes, let response):
      do throws(FeedParsingError) {
        let base = feed.isFile ? nil : response?.finalURL ?? feed.url
        let document = try FeedParser.parse(bytes, contentType: response?.contentType, baseURL: base)
        return .read(stories: document.stories.count, new: 0, alerts: 0)
      } catch {
        return .failed(PollFailure(.document, error.description))
      }
    }
  }
}
