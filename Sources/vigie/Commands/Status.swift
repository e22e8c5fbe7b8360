import Archive
import ArgumentParser
import FoundationEssentials
import Watching

struct Status: WatchCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show each feed's health: last success, last failure and why, next poll, stories, alerts."
  )

  @OptionGroup var options: ConfigOption
  @Flag(help: "One JSON object a feed.")
  var json = false

  func perform() async throws {
    let configuration = try options.load()
    let now = Date()
    let report = try StatusReport(configuration, now: now)
    Console.print(json ? report.jsonLines : report.lines(Console.terminal, now: now))
  }
}
