import Archive
import FoundationEssentials
import Logging
import UnixSignals

/// The watch as a service: polls on schedule, obeys signals, and tells the service manager how it fares.
///
/// SIGTERM and SIGINT drain and end it (a second one at once), SIGHUP reloads the configuration and reopens the log.
package struct WatchService: Sendable {
  private let path: String
  private let logger: Logger

  /// A service for the configuration at `path`, which is read again at each reload.
  package init(configurationPath path: String, logger: Logger) {
    self.path = path
    self.logger = logger
  }

  /// Runs until a signal ends it.
  /// - Throws: `ArchiveError` when what was polled cannot be kept.
  package func run(_ configuration: Configuration) async throws(ArchiveError) {
    warn(configuration)
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
    let watch = try await Watch(configuration)
    logger.info("watch begins", metadata: ["feeds": "\(configuration.feeds.count)"])
    ServiceManager.notify("READY=1")
    let listening = Task { await obey(signals, watch) }
    defer { listening.cancel() }
    let summary = try await watch.poll(.untilStopped) { log($0) }
    logger.info("watch ends", metadata: ["polls": "\(summary.feeds)", "alerts": "\(summary.alerts)"])
  }

  private func obey(_ signals: UnixSignalsSequence, _ watch: Watch) async {
    for await signal in signals {
      switch signal {
      case .sighup:
        ServiceManager.notify("RELOADING=1")
        reload(watch)
        ServiceManager.notify("READY=1")
      default:
        ServiceManager.notify("STOPPING=1")
        logger.info("stop asked for", metadata: ["signal": "\(signal)"])
        watch.send(.stop)
      }
    }
  }

  private func reload(_ watch: Watch) {
    watch.send(.reopenLog)
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(path: path)
      warn(configuration)
      watch.send(.reload(Poller.Plan(configuration)))
      logger.info("configuration reloaded", metadata: ["feeds": "\(configuration.feeds.count)"])
    } catch {
      logger.error("configuration not reloaded; the old one stays in force")
      for problem in error.problems { logger.error("configuration problem", metadata: ["place": "\(problem)"]) }
    }
  }

  private func warn(_ configuration: Configuration) {
    for warning in configuration.warnings {
      logger.warning("configuration warning", metadata: ["place": "\(warning)"])
    }
  }

  private func log(_ progress: Poller.Progress) {
    switch progress {
    case .polled(let feed, .failed(let failure), let next, _):
      guard failure.kind != .cancelled else { return }
      var metadata: Logger.Metadata = ["feed.id": "\(feed.id)", "reason": "\(TerminalText.clean(failure.reason))"]
      if let status = failure.status { metadata["http.status"] = "\(status)" }
      if let next { metadata["next"] = "\(next.formatted(.iso8601))" }
      logger.warning("feed failed", metadata: metadata)
    case .polled(let feed, .read(let stories, let new, let alerts), _, _):
      logger.debug(
        "feed read",
        metadata: ["feed.id": "\(feed.id)", "stories": "\(stories)", "new": "\(new)", "alerts": "\(alerts)"])
    case .polled(let feed, .unchanged, _, _):
      logger.debug("feed unchanged", metadata: ["feed.id": "\(feed.id)"])
    case .committed(let alerts) where alerts > 0:
      logger.info("alerts written", metadata: ["alerts": "\(alerts)"])
    case .committed:
      break
    case .held:
      logger.error("disk full; polling goes on when there is room")
    }
  }
}
