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
      feeds/s and MB/s are per CPU second. alerts is the number of alert lines written. The bare polls are what \
      libcurl's multi interface, libxml2's SAX2 parser and a look at each word cost, with nothing stored.

      The feeds are reached in four ways: over http and https, and with a host for each feed, as in the world, or all \
      of one host, over connections that stay open. https needs python3 and openssl.
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
      let results = [try await PollResult.ofPolling(config: config), try await PollResult.ofPolling(config: config)]
      var table = Self.table
      table.add(Self.row("first poll", [results[0]], bytes: nil))
      table.add(Self.row("the poll after it", [results[1]], bytes: nil))
      return table.print()
    }
    let corpus = try Corpus(folder: folder, orGenerating: feeds)
    try Output.line(
      "\(corpus.documents.count.grouped) feeds, \(corpus.byteCount.megabytes) MB (\(corpus.origin)); "
        + "\(terms.grouped) terms, \(connections) connections")
    let temporary = try TemporaryFolder()
    let place = temporary.path
    if let baseURL {
      return try await measure(corpus, base: baseURL, caFile: caFile, in: place)
    }
    let served = "\(place)/feeds"
    try corpus.write(to: served)
    for visit in Visit.allCases {
      print("\n\(visit.name)")
      try await visit.whileServing(served) { base, caFile in
        try await measure(corpus, base: base, caFile: caFile, in: "\(place)/\(visit)")
      }
    }
  }

  private func measure(_ corpus: Corpus, base: String, caFile: String?, in place: String) async throws {
    var first: [PollResult] = []
    var second: [PollResult] = []
    var bareFirst: [PollResult] = []
    var bareSecond: [PollResult] = []
    for run in 1...max(runs, 1) {
      let setup = PollSetup(folder: "\(place)/run-\(run)", base: base, connections: connections, caFile: caFile)
      try setup.write(feeds: corpus.documents.map(\.name), terms: TermList.terms(terms))
      first.append(try await PollResult.ofPolling(config: setup.configurationPath))
      second.append(try await PollResult.ofPolling(config: setup.configurationPath))
      bareFirst.append(try await PollResult.ofBarePolling(setup))
      bareSecond.append(try await PollResult.ofBarePolling(setup))
    }
    var table = Self.table
    table.add(Self.row("first poll", first, bytes: corpus.byteCount))
    table.add(Self.row("the poll after it", second, bytes: corpus.byteCount))
    table.add(Self.row("bare first poll", bareFirst, bytes: corpus.byteCount))
    table.add(Self.row("bare poll after it", bareSecond, bytes: corpus.byteCount))
    table.print()
    let job = Series(first.map(\.took)).bestCPU / Series(bareFirst.map(\.took)).bestCPU
    let idle = Series(bareSecond.map(\.took)).bestCPU / Series(second.map(\.took)).bestCPU
    print("The first poll costs \(job.short) times the bare one; the second polls \(idle.short) of its feeds/s.")
  }

  private static let table = ResultTable([
    "", "CPU s", "(median)", "wall s", "feeds/s", "MB/s", "peak MB", "stories", "alerts", "unchanged", "failed",
  ])

  private static func row(_ name: String, _ results: [PollResult], bytes: Int?) -> [String] {
    let series = Series(results.map(\.took))
    let result = results[0]
    let read = Double(bytes ?? 0) * Double(result.feeds - result.unchanged) / Double(max(result.feeds, 1)) / 1e6
    return [
      name, series.bestCPU.formatted(digits: 3), series.medianCPU.formatted(digits: 3), series.bestWall.short,
      (Double(result.feeds) / series.bestCPU).short, read > 0 ? (read / series.bestCPU).short : "-",
      series.peak.megabytes, result.stories.grouped, result.alerts.grouped, result.unchanged.grouped,
      result.failed.grouped,
    ]
  }
}
