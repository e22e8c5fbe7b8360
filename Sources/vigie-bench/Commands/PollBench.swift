import ArgumentParser
import FoundationEssentials

struct PollBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "poll",
    abstract: "A whole poll: fetch, parse, match, commit, write the alerts; and the poll after it, all 304.",
    discussion: """
      Without --config: generated feeds (or those of DIR) on a server of its own at 127.0.0.1, each pair of polls \
      with a new state folder. Each poll is a process of its own, as cron would run it; the CPU seconds are all of \
      that process, start-up and the reading of the configuration included, and the server's are not among them. \
      feeds/s and MB/s are per CPU second. alerts is the number of alert lines written.
      """
  )

  @Argument(help: ArgumentHelp("A folder of feeds, instead of the generated ones.", valueName: "dir"))
  var folder: String?
  @Option(help: ArgumentHelp("How many feeds to generate.", valueName: "count"))
  var feeds = 1_000
  @Option(help: ArgumentHelp("How many terms the watchlist has.", valueName: "count"))
  var terms = 1_000
  @Option(help: ArgumentHelp("Transfers at once.", valueName: "count"))
  var connections = 64
  @Option(help: ArgumentHelp("How many pairs of polls.", valueName: "count"))
  var runs = 3
  @Option(help: ArgumentHelp("A server that has the feeds by their names, instead of one's own.", valueName: "url"))
  var baseURL: String?
  @Option(help: ArgumentHelp("The certificate authority of that server, for https.", valueName: "path"))
  var caFile: String?
  @Option(help: ArgumentHelp("Poll this configuration as it is, with its own state folder, twice.", valueName: "path"))
  var config: String?

  func run() async throws {
    if let config {
      report(
        [try await PollResult.ofPolling(config: config)], [try await PollResult.ofPolling(config: config)], bytes: nil)
      return
    }
    let corpus = try Corpus(folder: folder, orGenerating: feeds)
    Output.line(
      "\(corpus.documents.count.grouped) feeds, \(corpus.byteCount.megabytes) MB (\(corpus.origin)); "
        + "\(terms.grouped) terms, \(connections) connections")
    let temporary = try TemporaryFolder()
    let place = temporary.path
    let served = "\(place)/feeds"
    try corpus.write(to: served)
    if let baseURL {
      try await measure(corpus, base: baseURL, in: place)
    } else {
      try await ChildProcess.whileServing(served) { base in try await measure(corpus, base: base, in: place) }
    }
  }

  private func measure(_ corpus: Corpus, base: String, in place: String) async throws {
    var first: [PollResult] = []
    var second: [PollResult] = []
    for run in 1...max(runs, 1) {
      let setup = PollSetup(folder: "\(place)/run-\(run)", base: base, connections: connections, caFile: caFile)
      try setup.write(feeds: corpus.documents.map(\.name), terms: terms)
      first.append(try await PollResult.ofPolling(config: setup.configurationPath))
      second.append(try await PollResult.ofPolling(config: setup.configurationPath))
    }
    report(first, second, bytes: corpus.byteCount)
  }

  private func report(_ first: [PollResult], _ second: [PollResult], bytes: Int?) {
    var table = ResultTable([
      "", "CPU s", "(median)", "wall s", "feeds/s", "MB/s", "peak MB", "stories", "alerts", "unchanged", "failed",
    ])
    for (name, results) in [("first poll", first), ("the poll after it", second)] {
      let series = Series(results.map(\.took))
      let result = results[0]
      let read = Double(bytes ?? 0) * Double(result.feeds - result.unchanged) / Double(max(result.feeds, 1)) / 1e6
      table.add([
        name, series.bestCPU.formatted(digits: 3), series.medianCPU.formatted(digits: 3), series.bestWall.short,
        (Double(result.feeds) / series.bestCPU).short, read > 0 ? (read / series.bestCPU).short : "-",
        series.peak.megabytes, result.stories.grouped, result.alerts.grouped, result.unchanged.grouped,
        result.failed.grouped,
      ])
    }
    table.print()
  }
}
