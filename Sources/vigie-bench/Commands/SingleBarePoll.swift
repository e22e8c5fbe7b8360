import ArgumentParser
import FoundationEssentials

/// A poll without vigie, for comparison: libcurl, libxml2 and a scan, in a process of its own; prints JSON.
struct SingleBarePoll: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bare-poll-once",
    abstract: "Fetch, parse and scan the feeds of a list with nothing but the libraries; print what that took as JSON.",
    shouldDisplay: false
  )

  @Option(
    help: ArgumentHelp(
      "The folder with feeds.txt and terms.txt; conditions.txt is kept there.", valueName: "folder"))
  var folder: String
  @Option(help: ArgumentHelp("Transfers at once.", valueName: "count"))
  var connections = 64
  @Option(help: ArgumentHelp("The certificate authority of the server.", valueName: "path"))
  var caFile: String?

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let urls = try TextFile.lines(of: "\(folder)/feeds.txt")
    let kept = "\(folder)/conditions.txt"
    let lines = FileManager.default.fileExists(atPath: kept) ? try TextFile.lines(of: kept) : []
    let conditions = lines.map { line in line.split(separator: "\t").map(String.init) }
    let words = WordScan(try TextFile.lines(of: "\(folder)/terms.txt"))
    let poll = try BarePoll(
      urls: urls, conditions: conditions.count == urls.count ? conditions : nil, words: words,
      connections: connections, caFile: caFile)
    poll.run()
    // A line for each feed, also for one without: blank lines would not be read back.
    try TextFile.write(poll.conditions.map { ($0 + [""]).joined(separator: "\t") + "\n" }.joined(), to: kept)
    let took = Measurement(
      cpu: ProcessUsage.cpuSeconds, wall: (clock.now - start).seconds, peak: ProcessUsage.peakBytes)
    let result = PollResult(
      took: took, feeds: urls.count, unchanged: poll.unchanged, failed: urls.count - poll.read - poll.unchanged)
    try Output.line(String(decoding: JSONEncoder().encode(result), as: UTF8.self))
  }
}

extension PollResult {
  /// Polls the lists of a setup with nothing but the libraries, in a process of its own.
  static func ofBarePolling(_ setup: PollSetup) async throws -> PollResult {
    let trust = setup.caFile.map { ["--ca-file", $0] } ?? []
    let output = try await ChildProcess.output(
      of: ["bare-poll-once", "--folder", setup.folder, "--connections", "\(setup.connections)"] + trust)
    return try JSONDecoder().decode(PollResult.self, from: Data(output.utf8))
  }
}
