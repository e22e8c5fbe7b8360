import ArgumentParser
import FoundationEssentials

struct MatchBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match",
    abstract: "Matching of stories, normalisation included, on one core.",
    discussion: """
      Lists of 10, 1,000, 10,000 and 100,000 terms, then 10,000 Boolean and proximity queries of which 1 % are made \
      of words that stand together in a story; each row is a process of its own. MB/s are of the stories' text, per \
      CPU second. read s is the CPU time from a configuration whose watchlist names a file of the terms to what a poll \
      needs of it. compile s is the CPU time from the words of the watchlists to a matcher, compile MB the memory that \
      this took at most. p99 is the time that 99 % of the stories take at most, in milliseconds by the clock. stories \
      and watchlists are the shares of them that had a match.
      """
  )

  @Option(help: ArgumentHelp("A number of generated terms, or a file of terms, one a line.", valueName: "count|file"))
  var terms: String?
  @Option(help: ArgumentHelp("How many queries; 0 leaves them out.", valueName: "count"))
  var queries = 10_000
  @OptionGroup var input: MatchInput

  func run() async throws {
    let set = try input.storySet()
    try Output.line("\(set.stories.count.grouped) stories, \(set.byteCount.megabytes) MB of text (\(set.origin))")
    var table = ResultTable([
      "", "read s", "compile s", "compile MB", "MB/s", "(median)", "stories/s", "p99 ms", "stories", "watchlists",
    ])
    for list in terms.map({ [$0] }) ?? TermList.sizes.map(String.init) {
      let name = Int(list).map { "\($0.grouped) terms" } ?? list
      table.add(try await row(name, ["--terms", list]))
    }
    if queries > 0 { table.add(try await row("\(queries.grouped) queries", ["--queries", "\(queries)"])) }
    table.print()
  }

  private func row(_ name: String, _ arguments: [String]) async throws -> [String] {
    let output = try await ChildProcess.output(of: ["match-once"] + input.arguments + arguments)
    let result = try JSONDecoder().decode(MatchResult.self, from: Data(output.utf8))
    let series = Series(result.runs)
    let megabytes = Double(result.storyBytes) / 1e6
    return [
      name, result.reading?.cpu.formatted(digits: 4) ?? "", result.compiling.cpu.formatted(digits: 3),
      result.compileBytes.megabytes, (megabytes / series.bestCPU).short, (megabytes / series.medianCPU).short,
      (Double(result.stories) / series.bestCPU).short, (result.slow * 1_000).formatted(digits: 3),
      result.matchedStories.percent(of: result.stories), result.matchedWatchlists.percent(of: result.watchlists),
    ]
  }
}
