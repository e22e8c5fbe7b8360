import ArgumentParser
import FoundationEssentials
import Matching
import Watching

/// The stories of the matching benchmarks, and how often they are matched.
struct MatchInput: ParsableArguments {
  @Option(help: ArgumentHelp("Story lines (`vigie parse --lines`), instead of generated stories.", valueName: "file"))
  var stories: String?
  @Option(help: ArgumentHelp("How many stories to generate.", valueName: "count"))
  var count = 4_000
  @Option(help: ArgumentHelp("How often to match all stories.", valueName: "count"))
  var runs = 3

  /// The stories, at least one.
  func storySet() throws -> StorySet {
    let set = try stories.map { try StorySet(file: $0) } ?? StorySet(generating: count)
    guard !set.stories.isEmpty else { throw BenchError.unusable("there are no stories to match") }
    return set
  }

  /// The same as arguments of a command line.
  var arguments: [String] {
    ["--count", "\(count)", "--runs", "\(runs)"] + (stories.map { ["--stories", $0] } ?? [])
  }
}

/// One set of watchlists in a process of its own, so that its memory can be told from everybody else's; prints JSON.
struct SingleMatch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match-once",
    abstract: "Match stories against one set of watchlists and print what that took as JSON.",
    shouldDisplay: false
  )

  @OptionGroup var input: MatchInput
  @Option(help: ArgumentHelp("A number of generated terms, or a file of terms, one a line.", valueName: "count|file"))
  var terms = "1000"
  @Option(help: ArgumentHelp("How many queries, instead of terms.", valueName: "count"))
  var queries: Int?

  func run() throws {
    let set = try input.storySet()
    let texts = try watchlists(for: set)
    guard var result = MatchResult(of: set, against: texts, runs: input.runs) else {
      throw BenchError.unusable("a watchlist is not accepted; `vigie check` says why")
    }
    if case .terms(let terms) = texts.first?.rule { result.reading = try Self.reading(of: terms) }
    try Output.line(String(decoding: JSONEncoder().encode(result), as: UTF8.self))
  }

  /// Measures what a poll does before it knows of a list of terms.
  private static func reading(of terms: [String]) throws -> Measurement {
    let folder = try TemporaryFolder()
    let setup = PollSetup(folder: folder.path, base: "https://feeds.example.org", connections: 64)
    try setup.write(feeds: ["feed.xml"], terms: terms)
    return try Measurement.of { _ = try Configuration.load(path: setup.configurationPath, .errors) }
  }

  private func watchlists(for set: StorySet) throws(BenchError) -> [WatchlistText] {
    if let queries {
      var list = QueryList(set.stories)
      return list.queries(queries).enumerated().map { number, query in
        WatchlistText(id: "query-\(number)", rule: .query(query))
      }
    }
    let list = if let count = Int(terms) { TermList.terms(count) } else { try TextFile.lines(of: terms) }
    return [WatchlistText(id: "terms", rule: .terms(list))]
  }
}

/// What matching stories against watchlists came to, and what it took.
struct MatchResult: Codable, Sendable {
  /// How many stories there are, and how long their text is, in bytes.
  let stories, storyBytes: Int
  /// From the words of the watchlists to a matcher.
  let compiling: Measurement
  /// The growth of resident memory meanwhile, at most, in bytes.
  let compileBytes: Int
  /// From a configuration to all that its files say, in which the terms are a file; nil for queries.
  var reading: Measurement?
  /// The runs over all stories.
  let runs: [Measurement]
  /// The seconds that 99 % of the stories take at most.
  let slow: Double
  /// How many watchlists there are, how many of them had a match, and how many stories.
  let watchlists, matchedWatchlists, matchedStories: Int

  /// Matches and measures; nil if a watchlist is not sound.
  init?(of set: StorySet, against texts: [WatchlistText], runs: Int) {
    let before = ProcessUsage.residentBytes
    var parsed: [Watchlist] = []
    var matcher = Matcher([])
    compiling = Measurement.of {
      parsed = texts.compactMap { Watchlist.parse($0).watchlist }
      matcher = Matcher(parsed)
    }
    guard parsed.count == texts.count else { return nil }
    compileBytes = max(0, compiling.peak - before)
    var matching = 0
    // A poll, too, keeps one from story to story.
    let scratch = MatchScratch()
    self.runs = (0..<max(runs, 1)).map { _ in
      Measurement.of {
        matching = set.stories.reduce(0) { $0 + (matcher.matches(in: $1, scratch: scratch).isEmpty ? 0 : 1) }
      }
    }
    let clock = ContinuousClock()
    var found: Set<Int> = []
    var times: [Double] = []
    for story in set.stories {
      var matches: [Match] = []
      times.append(clock.measure { matches = matcher.matches(in: story, scratch: scratch) }.seconds)
      found.formUnion(matches.map(\.watchlist))
    }
    slow = times.sorted()[times.count * 99 / 100]
    stories = set.stories.count
    storyBytes = set.byteCount
    watchlists = texts.count
    matchedWatchlists = found.count
    matchedStories = matching
  }
}
