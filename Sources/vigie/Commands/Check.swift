import ArgumentParser
import FoundationEssentials
import Matching
import Watching

struct Check: WatchCommand {
  static let configuration = CommandConfiguration(
    abstract: "Validate configuration, feed lists and watchlists, and run the watchlists' own tests.",
    discussion: "Works without the network. Every problem is reported as FILE:LINE:COLUMN: message; exit code 78."
  )

  @OptionGroup var options: ConfigOption
  @Flag(help: "Also ask each feed once, and store nothing of the answers.")
  var online = false

  func perform() async throws {
    let configuration = try options.load(.doubts)
    for warning in configuration.warnings { Console.note(warning.description) }
    for warning in SecretFile.warnings(about: configuration) { Console.note(warning.description) }
    if case .file(let log) = configuration.alerts {
      for warning in LogrotateRules.warnings(about: log) { Console.note(warning.description) }
    }
    let failures = InlineTestRun.failures(of: configuration.watchlists)
    guard failures.isEmpty else { throw Failure(code: .configuration, lines: failures.map(\.description)) }
    let tests = configuration.watchlists.reduce(0) { $0 + $1.tests.count }
    Console.print(
      """
      \(TerminalText.count(configuration.feeds.count, "feed")), \
      \(TerminalText.count(configuration.watchlists.count, "watchlist")), \
      \(TerminalText.count(tests, "test")): all sound
      """)
    if online { try await probe(configuration) }
  }

  private func probe(_ configuration: Configuration) async throws {
    let isWatched = Console.showsProgress
    var failing = 0
    for await probe in FeedProbe(configuration).results() {
      if isWatched { Console.progress("asking \(TerminalText.clean(probe.feed.title ?? probe.feed.id))") }
      guard let words = probe.outcome.failure?.reason ?? probe.outcome.notice else { continue }
      if probe.outcome.failure != nil { failing += 1 }
      if isWatched { Console.progress("") }
      Console.print(TerminalText.clean("\(probe.feed.id): \(words)"))
    }
    if isWatched { Console.progress("") }
    let answered = configuration.feeds.count - failing
    Console.print("\(answered) of \(TerminalText.count(configuration.feeds.count, "feed")) can be read")
  }
}
