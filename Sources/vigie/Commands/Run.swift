import ArgumentParser
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
    let configuration = try options.load(.doubts)
    let reader = ServiceLog.Reader.ofStandardError
    LoggingSystem.bootstrap { _ in ServiceLog(for: reader) }
    var logger = Logger(label: "vigie")
    logger.logLevel = logLevel
    try await WatchService(configurationPath: try options.path(), logger: logger).run(configuration)
  }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
