import ArgumentParser
import FoundationEssentials
import Matching
import Watching

struct Match: WatchCommand {
  static let configuration = CommandConfiguration(
    abstract: "Match feed files or story lines against watchlists, touching no state.",
    discussion: "FILE is a feed, or story lines (.jsonl, or - for standard input). Without FILE: standard input."
  )

  enum Output: String, ExpressibleByArgument, CaseIterable {
    case events, ids, count, pretty
  }

  @OptionGroup var options: ConfigOption
  @Option(help: ArgumentHelp("A watchlist file or folder, instead of the configuration's.", valueName: "path"))
  var watchlists: [String] = []
  @Option(help: ArgumentHelp("One query, instead of watchlists.", valueName: "query"))
  var query: String?
  @Option(help: ArgumentHelp("events, ids, count or pretty.", valueName: "form"))
  var output = Output.events
  @Argument(help: ArgumentHelp("Feed files or story lines.", valueName: "file"))
  var files: [String] = []

  func validate() throws {
    if query != nil, !watchlists.isEmpty { throw ValidationError("--query and --watchlists exclude each other") }
  }

  func perform() async throws {
    let set = WatchlistSet(try entries())
    var count = 0
    for name in files.isEmpty ? ["-"] : files {
      let matching = StoryMatching(watchlists: set, file: try InputFile.stories(name), now: Date())
      switch output {
      case .events: matching.eventLines { Console.write($0) }
      case .ids: Console.print(matching.ids)
      case .count: count += matching.ids.count
      case .pretty: Console.print(matching.prettyLines(Console.terminal))
      }
    }
    if output == .count { Console.print(String(count)) }
  }

  private func entries() throws -> [WatchlistEntry] {
    if let query {
      let (entry, diagnostics) = WatchlistEntry.of(query: query)
      let lines = diagnostics.map {
        "--query:\($0.line):\($0.column): \($0.severity == .warning ? "warning: " : "")\($0.message)"
      }
      guard let entry else { throw Failure(code: .usage, lines: lines) }
      for line in lines { Console.note(line) }
      return [entry]
    }
    guard !watchlists.isEmpty else { return try options.load().watchlists }
    let (entries, problems) = WatchlistFiles.load(paths: watchlists)
    guard problems.allSatisfy({ $0.severity == .warning }) else {
      throw Failure(code: .configuration, lines: problems.map(\.description))
    }
    for problem in problems { Console.note(problem.description) }
    return entries
  }
}
