import ArgumentParser
import FoundationEssentials
import Matching
import Watching

/// One poll in a process of its own, as cron would run it; what it took goes to the standard output as JSON.
struct SinglePoll: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "poll-once",
    abstract: "Poll a configuration once and print what that took as JSON.",
    shouldDisplay: false
  )

  @Option(help: ArgumentHelp("The configuration.", valueName: "path"))
  var config: String
  @Flag(help: "Poll only what is due.")
  var due = false

  func run() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let configuration = try Configuration.load(path: config, .errors)
    let watch = try await Watch(configuration)
    let summary = try await watch.poll(due ? .once : .onceAll)
    let took = Measurement(
      cpu: ProcessUsage.cpuSeconds, wall: (clock.now - start).seconds, peak: ProcessUsage.peakBytes)
    let result = PollResult(
      took: took, feeds: summary.feeds, unchanged: summary.unchanged, failed: summary.failed,
      stories: summary.stories, alerts: summary.alerts)
    try Output.line(String(decoding: JSONEncoder().encode(result), as: UTF8.self))
  }
}

/// What a poll came to and what it took, from the start of its process.
struct PollResult: Codable, Sendable {
  /// Time and memory.
  var took: Measurement
  /// Feeds polled, and of those without change and failed.
  var feeds, unchanged, failed: Int
  /// Stories read, and alerts written.
  var stories, alerts: Int

  init(took: Measurement, feeds: Int, unchanged: Int, failed: Int, stories: Int = 0, alerts: Int = 0) {
    self.took = took
    self.feeds = feeds
    self.unchanged = unchanged
    self.failed = failed
    self.stories = stories
    self.alerts = alerts
  }

  /// Polls a configuration in a process of its own.
  static func ofPolling(config: String, due: Bool = false) async throws -> PollResult {
    let output = try await ChildProcess.output(of: ["poll-once", "--config", config] + (due ? ["--due"] : []))
    return try JSONDecoder().decode(PollResult.self, from: Data(output.utf8))
  }
}
