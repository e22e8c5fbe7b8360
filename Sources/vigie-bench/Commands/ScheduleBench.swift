import Archive
import ArgumentParser
import FoundationEssentials
import Watching

struct ScheduleBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "The schedule of 100,000 and 1,000,000 feeds, and the start of a poll when none is due.",
    discussion: """
      Feeds spread over an hour, three to a host. bytes/feed is the growth of resident memory once all are entered, \
      and at most during the hour; start-up the CPU time to enter them; a decision takes a feed out when it is due, \
      ends its poll and enters it again (nanoseconds of CPU time each, over one simulated hour). The second table is \
      `vigie poll` as cron would start it, a process of its own, with that many feeds in its list and its database and \
      none of them due.
      """
  )

  @Option(parsing: .upToNextOption, help: ArgumentHelp("How many feeds, several times.", valueName: "count"))
  var feeds = [100_000, 1_000_000]
  @Option(help: ArgumentHelp("How many feeds are configured for the idle poll; 0 leaves it out.", valueName: "count"))
  var idle = 100_000
  @Option(help: ArgumentHelp("How many idle polls.", valueName: "count"))
  var runs = 3

  func run() async throws {
    var table = ResultTable(["feeds", "bytes/feed", "at most", "start-up s", "ns/decision", "decisions"])
    for count in feeds where count > 0 { table.add(try await Self.measure(count)) }
    table.print()
    guard idle > 0 else { return }
    try await measureIdlePoll()
  }

  private static func measure(_ count: Int) async throws -> [String] {
    let output = try await ChildProcess.output(of: ["schedule-once", "--feeds", "\(count)"])
    let result = try JSONDecoder().decode(SingleSchedule.Result.self, from: Data(output.utf8))
    return [
      count.grouped, (result.enteredBytes / count).grouped, (result.peakBytes / count).grouped,
      result.entering.cpu.formatted(digits: 3),
      (result.deciding.cpu / Double(max(result.decisions, 1)) * 1e9).formatted(digits: 0), result.decisions.grouped,
    ]
  }

  private func measureIdlePoll() async throws {
    let temporary = try TemporaryFolder()
    let setup = PollSetup(folder: temporary.path, base: "https://feeds.example.org", connections: 64)
    try setup.write(feeds: (0..<idle).map { "feed-\($0).xml" }, terms: TermList.terms(1_000))
    try await Self.remember(try Configuration.load(path: setup.configurationPath).feeds, in: setup)
    var results: [PollResult] = []
    for _ in 0..<max(runs, 1) {
      results.append(try await PollResult.ofPolling(config: setup.configurationPath, due: true))
    }
    let series = Series(results.map(\.took))
    var table = ResultTable(["idle poll", "CPU s", "(median)", "wall s", "peak MB", "polled"])
    table.add([
      "\(idle.grouped) feeds", series.bestCPU.formatted(digits: 3), series.medianCPU.formatted(digits: 3),
      series.bestWall.formatted(digits: 3), series.peak.megabytes, (results.last?.feeds ?? 0).grouped,
    ])
    table.print()
  }

  /// Fills the database as if every feed had just been polled.
  private static func remember(_ feeds: [FeedSource], in setup: PollSetup) async throws {
    let archive = try await Archive(folder: setup.statePath, log: .file(setup.logPath))
    let now = Date()
    var records: [PollRecord] = []
    for feed in feeds {
      var state = FeedState(feed: feed.id, url: feed.url)
      state.etag = Array("\"5f3759df\"".utf8)
      state.lastModified = Array("Tue, 24 Nov 2026 06:00:00 GMT".utf8)
      state.title = "A feed"
      (state.firstPolled, state.lastPolled, state.lastSuccess, state.lastComplete) = (now, now, now, now)
      state.nextDue = now.addingTimeInterval(3_600)
      state.status = 200
      records.append(PollRecord(state: state))
    }
    try await archive.commit(records)
    try await archive.close()
  }
}
