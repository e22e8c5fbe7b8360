import ArgumentParser
import Dispatch
import Logging
import Matching
import Watching

struct Run: WatchCommand {
  static let configuration = CommandConfiguration(
    abstract: "Poll on schedule until SIGTERM.",
    discussion: """
      SIGHUP reloads the configuration and reopens the alert log, SIGUSR1 shows the status.
      Logs go to standard error, for the journal with their priorities.
      """
  )

  @OptionGroup var options: ConfigOption
  @Option(help: ArgumentHelp("From this level on, logs are shown.", valueName: "level"))
  var logLevel = Logger.Level.info

  func perform() async throws {
    let reader = ServiceLog.Reader.ofStandardError
    LoggingSystem.bootstrap { _ in ServiceLog(for: reader) }
    var logger = Logger(label: "vigie")
    logger.logLevel = logLevel
    let signals = await ServiceSignals(logger: logger)
    let configuration = try await load()
    let service = WatchService(configurationPath: try options.path(), logger: logger)
    try await service.run(configuration, obeying: signals)
  }

  /// Loads the configuration on another thread: many feeds take a while, and on a machine with one core the pool has
  /// no second thread for a signal meanwhile.
  private func load() async throws -> Configuration {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try options.load(.doubts) }) }
    }
  }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
