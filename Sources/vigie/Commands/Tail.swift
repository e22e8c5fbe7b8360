import ArgumentParser
import FoundationEssentials
import SystemPackage
import Watching

struct Tail: WatchCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the alert log for human eyes.",
    discussion: "Starts with the last events; with --follow it waits for more, through rotation, until interrupted."
  )

  @OptionGroup var options: ConfigOption
  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("How many of the last events to show first.", valueName: "count"))
  var lines = 10
  @Flag(name: .shortAndLong, help: "Wait for more.")
  var follow = false
  @Option(help: ArgumentHelp("Only events of this watchlist.", valueName: "id"))
  var watchlist: String?
  @Option(help: ArgumentHelp("Only events of at least this severity.", valueName: "severity"))
  var severity: Severity?
  @Option(help: ArgumentHelp("Only events since this time, or of the last 90m, 6h, 2d.", valueName: "time"))
  var since: String?
  @Flag(help: "The lines as they are, for programs.")
  var json = false

  func validate() throws {
    guard lines >= 0 else { throw ValidationError("--lines must not be negative") }
    if let since, EventFilter.moment(since, now: Date()) == nil {
      throw ValidationError("--since \(since): give a time such as 2026-11-24T08:00:00Z, or an age such as 6h")
    }
  }

  func perform() async throws {
    let configuration = try options.load()
    guard case .file(let path) = configuration.alerts else {
      throw Failure(code: .usage, "the alerts go to standard output: there is no log to show")
    }
    let filter = EventFilter(
      watchlist: watchlist, severity: severity, since: since.flatMap { EventFilter.moment($0, now: Date()) })
    var reader = AlertLogReader(path: path)
    show(try next(&reader, path: path).filter(filter.passes).suffix(lines))
    while follow {
      try await Task.sleep(for: .milliseconds(250))
      show(try next(&reader, path: path).filter(filter.passes)[...])
    }
  }

  private func next(_ reader: inout AlertLogReader, path: String) throws -> [[UInt8]] {
    do throws(Errno) {
      return try reader.newLines()
    } catch {
      throw Failure(code: error == .permissionDenied ? .permission : .missingInput, "\(path): \(error)")
    }
  }

  private func show(_ lines: ArraySlice<[UInt8]>) {
    if json {
      for line in lines { Console.write(line + [UInt8(ascii: "\n")]) }
      return
    }
    let printer = EventPrinter(Console.terminal)
    Console.print(lines.compactMap { LoggedEvent(line: $0) }.flatMap(printer.lines))
  }
}

extension Severity: ExpressibleByArgument {}
