import ArgumentParser
import FoundationEssentials
import Watching

/// One schedule in a process of its own, so that its memory can be told from everybody else's; prints JSON.
struct SingleSchedule: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule-once",
    abstract: "Schedule feeds for an hour and print what that took as JSON.",
    shouldDisplay: false
  )

  /// What it took.
  struct Result: Codable, Sendable {
    /// Growth of resident memory once all feeds are entered and after the hour, in bytes.
    var enteredBytes, peakBytes: Int
    /// Entering all feeds, and the hour.
    var entering, deciding: Measurement
    /// How many decisions the hour held.
    var decisions: Int
  }

  @Option(help: ArgumentHelp("How many feeds.", valueName: "count"))
  var feeds: Int

  func run() throws {
    try Output.line(String(decoding: JSONEncoder().encode(measure()), as: UTF8.self))
  }

  private func measure() -> Result {
    let start = Date(timeIntervalSince1970: 1_795_500_000)
    let hosts = (0..<max(feeds / 3, 1)).map { "feed\($0).example.org" }
    let before = ProcessUsage.residentBytes
    let schedule = Schedule(limits: .init(connections: 1, spacing: 5))
    let entering = Measurement.of {
      for feed in 0..<feeds {
        let due = start.addingTimeInterval(Double(feed) / Double(feeds) * 3_600)
        schedule.insert(feed: feed, due: due, host: hosts[feed % hosts.count])
      }
    }
    let entered = ProcessUsage.residentBytes - before
    var decisions = 0
    let deciding = Measurement.of {
      // A step of a second, as the loop wakes up when something is due.
      for second in 0...3_600 {
        let now = start.addingTimeInterval(Double(second))
        while let feed = schedule.popReady(at: now) {
          let host = hosts[feed % hosts.count]
          schedule.finish(host: host)
          schedule.insert(feed: feed, due: now.addingTimeInterval(3_600), host: host)
          decisions += 1
        }
      }
    }
    return Result(
      enteredBytes: entered, peakBytes: deciding.peak - before, entering: entering, deciding: deciding,
      decisions: decisions)
  }
}
