import ArgumentParser
import FoundationEssentials
import Glibc
import SystemPackage
import Watching

struct Tail: WatchCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the alert log for human eyes.",
    discussion: """
      Starts with the last events that are wanted; with --follow it waits for more, through rotation, until interrupted. \
      Times are local, by TZ; those of --json are as the log has them, in UTC.
      """
  )

  @OptionGroup var options: ConfigOption
  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp(
      "How many of the last events to show first (default: 10; with --since all).", valueName: "count"))
  var lines: Int?
  @Flag(name: .shortAndLong, help: "Wait for more.")
  var follow = false
  @Option(help: ArgumentHelp("Only events of this watchlist; can be given several times.", valueName: "id"))
  var watchlist: [String] = []
  @Option(help: ArgumentHelp("Only events of at least this severity.", valueName: "severity"))
  var severity: Severity?
  @Option(help: ArgumentHelp("Only events since this time, or of the last 90m, 6h, 2d.", valueName: "time"))
  var since: String?
  @Flag(help: "The lines as they are, for programs.")
  var json = false

  func validate() throws {
    if let lines, lines < 0 { throw ValidationError("--lines must not be negative") }
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
      watchlists: watchlist, severity: severity, since: since.flatMap { EventFilter.moment($0, now: Date()) })
    var reader = AlertLogReader(path: path)
    do throws(Errno) {
      for id in watchlist where !configuration.watchlists.contains(where: { $0.id == id }) {
        var log = AlertLogReader(path: path)
        if try log.lastLines(1, EventFilter(watchlists: [id]).verdict).isEmpty {
          Console.fail(TerminalText.clean("neither the configuration nor the log has a watchlist with the id \(id)"))
        }
      }
      let last = try reader.lastLines(lines ?? (since == nil ? 10 : .max), filter.verdict)
      show(last)
      if !reader.isOpen, last.isEmpty { Console.note("\(path): nothing has been written yet") }
      while follow, !Console.isAbandoned {
        // Interrupted only when the process ends.
        guard (try? await Task.sleep(for: .milliseconds(250))) != nil else { return }
        show(try reader.newLines().filter { filter.verdict(on: $0) == .wanted })
      }
    } catch {
      throw Failure(code: error == .permissionDenied ? .permission : .missingInput, "\(path): \(error)")
    }
  }

  private func show(_ lines: [[UInt8]]) {
    if json {
      Console.write(lines.flatMap { $0 + [UInt8(ascii: "\n")] })
      return
    }
    let printer = EventPrinter(Console.terminal)
    Console.print(lines.compactMap { LoggedEvent(line: $0) }.flatMap(printer.lines))
  }
}

extension Console {
  /// Whether nobody reads standard output any more, as behind a `head` that has had enough.
  fileprivate static var isAbandoned: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return unsafe poll(&output, 1, 0) > 0 && output.revents & Int16(POLLERR) != 0
  }
}

extension Severity: ExpressibleByArgument {}
