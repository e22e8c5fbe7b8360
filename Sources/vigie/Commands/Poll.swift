import Archive
import ArgumentParser
import FoundationEssentials
import Watching

struct Poll: WatchCommand {
  static let configuration = CommandConfiguration(
    abstract: "Poll once whatever is due, then exit.",
    discussion: "Made for cron: prints nothing when all is well. A feed that fails is named on standard error."
  )

  @OptionGroup var options: ConfigOption
  @Flag(help: "Poll every feed, due or not; what a server forbade stays forbidden.")
  var all = false
  @Flag(help: "Exit 0 rather than 75 when another vigie holds the state folder.")
  var skipIfRunning = false

  func perform() async throws {
    let configuration = try options.load()
    let display = PollDisplay(feeds: configuration.feeds.count)
    let summary: PollSummary
    do throws(ArchiveError) {
      let watch = try await Watch(configuration)
      summary = try await watch.poll(all ? .onceAll : .once) { display.show($0) }
    } catch .locked where skipIfRunning {
      return
    } catch {
      throw Failure(error)
    }
    display.finish(summary)
  }
}

/// What a poll shows while it runs: failing feeds always, progress and a summary where somebody watches.
struct PollDisplay: Sendable {
  let feeds: Int
  private let isWatched = Console.showsProgress

  init(feeds: Int) {
    self.feeds = feeds
  }

  func show(_ progress: Poller.Progress) {
    guard case .polled(let feed, let outcome, let next, let remaining) = progress else { return }
    if isWatched { Console.progress("") }
    if let failure = outcome.failure, failure.kind != .cancelled {
      let plan =
        next.map { "next try \(LocalTime.current.minute(of: $0))" } ?? "it is asked no more until its entry changes"
      Console.fail(TerminalText.clean("\(feed.id): \(failure.reason); \(plan)"))
    }
    if let notice = outcome.notice { Console.fail(TerminalText.clean("\(feed.id): \(notice)")) }
    if isWatched { Console.progress("polling: \(remaining) to go, \(TerminalText.clean(feed.title ?? feed.id)) done") }
  }

  func finish(_ summary: PollSummary) {
    guard isWatched else { return }
    Console.progress("")
    Console.note(
      """
      \(TerminalText.count(summary.feeds, "feed")) polled: \(summary.unchanged) unchanged, \(summary.failed) failed; \
      \(TerminalText.count(summary.newStories, "new story", "new stories")), \
      \(TerminalText.count(summary.alerts, "alert"))
      """)
  }
}
