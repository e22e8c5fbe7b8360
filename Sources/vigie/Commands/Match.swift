import ArgumentParser
import FoundationEssentials
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
  @OptionGroup var choice: WatchlistChoice
  @Option(help: ArgumentHelp("events, ids, count or pretty.", valueName: "form"))
  var output = Output.events
  @Argument(help: ArgumentHelp("Feed files or story lines.", valueName: "file"))
  var files: [String] = []

  func perform() async throws {
    // Programs that read the other forms have no use for doubts about a query; people do.
    let set = WatchlistSet(try choice.entries(else: options, warnings: output == .pretty ? .shown : .hidden))
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
}
