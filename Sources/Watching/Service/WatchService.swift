import Archive
import FoundationEssentials
import Logging
import UnixSignals

/// The watch as a service: polls on schedule, obeys signals, and tells the service manager how it fares.
///
/// SIGTERM and SIGINT drain and end it (a second one at once), SIGHUP reloads the configuration and reopens the log,
/// SIGUSR1 writes the status of all feeds to standard error. A reload applies everything but where the state and the
/// alerts are.
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
  package func run(_ configuration: Configuration, obeying signals: ServiceSignals) async throws(ArchiveError) {
    defer { ServiceManager.finish() }
    warn(configuration)
    let watch = try await Watch(configuration)
    // Half the time that is allowed, as sd_watchdog_enabled(3) advises.
    if let time = ServiceManager.watchdogTime() { watch.send(.showLife(every: time / 2)) }
    let listening = Task { await obey(signals.arrivals, watch, configuration) }
    defer { listening.cancel() }
    let summary = try await watch.poll(.untilStopped) { progress in
      if case .scheduled = progress {
        logger.info("watch begins", metadata: ["feeds": "\(configuration.feeds.count)"])
      }
      note(progress)
      // The manager hears first that the service is ready, and then of a reload.
      if case .scheduled = progress { signals.release() }
    }
    logger.info("watch ends", metadata: ["polls": "\(summary.feeds)", "alerts": "\(summary.alerts)"])
  }

  /// Notes that a signal asks the service to end.
  static func noteStop(_ signal: UnixSignal, _ logger: Logger) {
    ServiceManager.notify(.stopping)
    logger.info("stop asked for", metadata: ["signal": "\(signal)"])
  }

  private func obey(_ signals: AsyncStream<UnixSignal>, _ watch: Watch, _ first: Configuration) async {
    var configuration = first
    var isStopping = false
    for await signal in signals {
      switch signal {
      case .sighup where isStopping:
        // What is left to write goes to a log of its name; for another configuration it is too late.
        watch.send(.reopenLog)
      case .sighup:
        ServiceManager.notify(.reloading)
        if let new = reloaded(configuration, watch) { configuration = new } else { ServiceManager.notify(.ready) }
      case .sigusr1:
        dumpStatus(configuration)
      default:
        Self.noteStop(signal, logger)
        isStopping = true
        watch.send(.stop)
      }
    }
  }

  /// Reads the configuration anew and gives it to the watch, or says why the old one stays. State and alerts are where
  /// they were.
  private func reloaded(_ old: Configuration, _ watch: Watch) -> Configuration? {
    watch.send(.reopenLog)
    do throws(ConfigurationError) {
      var configuration = try Configuration.load(path: path)
      warn(configuration)
      if configuration.state != old.state || configuration.alerts != old.alerts {
        logger.warning("another place for state or alerts counts from the next start only")
        (configuration.state, configuration.alerts) = (old.state, old.alerts)
      }
      watch.send(.reload(Poller.Plan(configuration)))
      return configuration
    } catch {
      logger.error("configuration not reloaded; the old one stays in force")
      for problem in error.problems { tell(problem) }
      return nil
    }
  }

  private func dumpStatus(_ configuration: Configuration) {
    do {
      let now = Date()
      let states = try StatusReport.states(of: configuration)
      let report = StatusReport(feeds: configuration.feeds, states: states, now: now)
      let lines = report.lines(TerminalText(usesColor: false), now: now).map { $0 + "\n" }.joined()
      LogStream.standardError.write(lines) { "\(TerminalText.count($0, "message")) missing, nobody read them\n" }
    } catch {
      logger.error("status cannot be told", metadata: ["reason": "\(error)"])
    }
  }

  private func warn(_ configuration: Configuration) {
    for warning in configuration.warnings + SecretFile.warnings(about: configuration) { tell(warning) }
  }

  private func tell(_ problem: ConfigurationProblem) {
    let metadata: Logger.Metadata = ["place": "\(problem)"]
    switch problem.severity {
    case .error: logger.error("configuration error", metadata: metadata)
    case .warning: logger.warning("configuration warning", metadata: metadata)
    }
  }

  private func note(_ progress: Poller.Progress) {
    switch progress {
    case .scheduled:
      ServiceManager.notify(.ready)
    case .alive:
      ServiceManager.notify(.alive)
    case .reloaded:
      logger.info("configuration reloaded")
      ServiceManager.notify(.ready)
    case .polled(let feed, let outcome, let next, _):
      note(feed, outcome, next: next)
    case .committed(let alerts) where alerts > 0:
      logger.info("alerts written", metadata: ["alerts": "\(alerts)"])
    case .committed:
      break
    case .unremovable(let log):
      logger.warning(
        "rotated log cannot be removed",
        metadata: ["path": "\(TerminalText.clean(log.path))", "reason": "\(log.reason)"])
    case .held:
      logger.error("disk full; polling goes on when there is room")
    }
  }

  private func note(_ feed: FeedSource, _ outcome: PollOutcome, next: Date?) {
    if let failure = outcome.failure, failure.kind != .cancelled {
      var metadata: Logger.Metadata = ["feed.id": "\(feed.id)", "reason": "\(TerminalText.clean(failure.reason))"]
      if let status = failure.status { metadata["http.status"] = "\(status)" }
      metadata["next"] = "\(next?.formatted(.iso8601) ?? "never")"
      logger.warning("feed failed", metadata: metadata)
    }
    if let notice = outcome.notice {
      logger.warning("feed too long", metadata: ["feed.id": "\(feed.id)", "reason": "\(notice)"])
    }
    switch outcome {
    case .read(let stories, let new, let alerts, _, _):
      logger.debug(
        "feed read",
        metadata: ["feed.id": "\(feed.id)", "stories": "\(stories)", "new": "\(new)", "alerts": "\(alerts)"])
    case .unchanged: logger.debug("feed unchanged", metadata: ["feed.id": "\(feed.id)"])
    case .failed: break
    }
  }
}
