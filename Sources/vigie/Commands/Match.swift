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
    let configuration = choice.isConfiguration ? try options.load() : nil
    let entries =
      try configuration?.watchlists ?? choice.entries(else: options, warnings: output == .pretty ? .shown : .hidden)
    let set = WatchlistSet(entries)
    var count = 0
    var code: ExitCode?
    // What is wrong with one file or line takes nothing from the others.
    for name in files.isEmpty ? ["-"] : files {
      let file: StoryFile
      do {
        file = try InputFile.stories(name)
      } catch let failure as Failure {
        for line in failure.lines { Console.note(line) }
        code = code ?? failure.code
        continue
      }
      for flaw in file.flaws { Console.note(flaw.description) }
      if !file.flaws.isEmpty { code = code ?? .data }
      let matching = StoryMatching(watchlists: set, file: file, name: configuration?.name, now: Date())
      switch output {
      case .events: matching.eventLines { Console.write($0) }
      case .ids: Console.print(matching.ids.map(TerminalText.clean))
      case .count: count += matching.ids.count
      case .pretty: Console.print(matching.prettyLines(Console.terminal))
      }
    }
    if output == .count { Console.print(String(count)) }
    if let code { throw code }
  }
}
