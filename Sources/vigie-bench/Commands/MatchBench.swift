import ArgumentParser
import Matching

struct MatchBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match",
    abstract: "Matching of stories, normalisation included, on one core.",
    discussion: """
      Lists of 10, 1,000, 10,000 and 100,000 terms, then 10,000 Boolean and proximity queries of which 1 % are made \
      of words that stand together in a story. MB/s are of the stories' text, per CPU second. compile s is the CPU \
      time from the words of the watchlists to a matcher, compile MB the memory that this took at most. p99 is the \
      time that 99 % of the stories take at most, in milliseconds by the clock. stories and watchlists are the shares \
      of them that had a match.
      """
  )

  @Option(help: ArgumentHelp("A number of generated terms, or a file of terms, one a line.", valueName: "count|file"))
  var terms: String?
  @Option(help: ArgumentHelp("Story lines (`vigie parse --lines`), instead of generated stories.", valueName: "file"))
  var stories: String?
  @Option(help: ArgumentHelp("How many stories to generate.", valueName: "count"))
  var count = 4_000
  @Option(help: ArgumentHelp("How many queries; 0 leaves them out.", valueName: "count"))
  var queries = 10_000
  @Option(help: ArgumentHelp("How often to match all stories.", valueName: "count"))
  var runs = 3

  func run() throws {
    let set = try stories.map { try StorySet(file: $0) } ?? StorySet(generating: count)
    guard !set.stories.isEmpty else { throw BenchError.unusable("there are no stories to match") }
    Output.line("\(set.stories.count.grouped) stories, \(set.byteCount.megabytes) MB of text (\(set.origin))")
    var table = ResultTable([
      "", "compile s", "compile MB", "MB/s", "(median)", "stories/s", "p99 ms", "stories", "watchlists",
    ])
    // Measured first: the memory that longer lists leave free would hide what the queries need.
    let queryRow = queries > 0 ? ["\(queries.grouped) queries"] + (try measure(queryTexts(set), set)) : []
    for (name, list) in try termLists() {
      let row = try measure([WatchlistText(id: "terms", rule: .terms(list))], set)
      table.add([name] + row)
    }
    table.add(queryRow)
    table.print()
  }

  private func queryTexts(_ set: StorySet) -> [WatchlistText] {
    var list = QueryList(set.stories)
    return list.queries(queries).enumerated().map { number, query in
      WatchlistText(id: "query-\(number)", rule: .query(query))
    }
  }

  private func termLists() throws(BenchError) -> [(String, [String])] {
    guard let terms else { return TermList.sizes.map { ("\($0.grouped) terms", TermList.terms($0)) } }
    if let count = Int(terms) { return [("\(count.grouped) terms", TermList.terms(count))] }
    let lines = try TextFile.lines(of: terms)
    return [("\(lines.count.grouped) terms", lines)]
  }

  private func measure(_ texts: [WatchlistText], _ set: StorySet) throws(BenchError) -> [String] {
    let before = ProcessUsage.residentBytes
    var matcher = Matcher([])
    var flaw: String?
    let compiling = Measurement.of {
      var watchlists: [Watchlist] = []
      for text in texts {
        let (watchlist, diagnostics) = Watchlist.parse(text)
        if let watchlist { watchlists.append(watchlist) } else { flaw = diagnostics.first?.message }
      }
      matcher = Matcher(watchlists)
    }
    if let flaw { throw .unusable("a generated watchlist is not accepted: \(flaw)") }
    let result = Matched(by: matcher, of: set, runs: runs)
    let megabytes = Double(set.byteCount) / 1e6
    return [
      compiling.cpu.formatted(digits: 3), max(0, compiling.peak - before).megabytes,
      (megabytes / result.series.bestCPU).short, (megabytes / result.series.medianCPU).short,
      (Double(set.stories.count) / result.series.bestCPU).short, (result.slow * 1_000).formatted(digits: 3),
      result.stories.percent(of: set.stories.count), result.watchlists.percent(of: texts.count),
    ]
  }
}

/// What matching a set of stories came to, and what it took.
private struct Matched {
  /// The runs over all stories.
  let series: Series
  /// The seconds that 99 % of the stories take at most.
  let slow: Double
  /// How many stories matched, and how many watchlists had a match.
  let stories, watchlists: Int

  init(by matcher: Matcher, of set: StorySet, runs: Int) {
    var matching = 0
    series = Series(runs: runs) {
      matching = set.stories.reduce(0) { $0 + (matcher.matches(in: $1).isEmpty ? 0 : 1) }
    }
    stories = matching
    let clock = ContinuousClock()
    var found: Set<Int> = []
    var times: [Double] = []
    for story in set.stories {
      var matches: [Match] = []
      times.append(clock.measure { matches = matcher.matches(in: story) }.seconds)
      found.formUnion(matches.map(\.watchlist))
    }
    slow = times.sorted()[times.count * 99 / 100]
    watchlists = found.count
  }
}
