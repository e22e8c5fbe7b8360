import ArgumentParser

struct IntervalsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intervals",
    abstract: "Policies of how often to poll a feed, replayed over recorded publication times.",
    discussion: """
      Each policy polls the same feeds as often as the others, on average over feeds and days, and learns their rhythms \
      as it goes. The table tells how long stories waited to be found, in minutes. No poll comes sooner than five \
      minutes or later than a day after the one before. This measures policies, not time.
      """
  )

  @Option(help: ArgumentHelp("Feeds with dated stories; a generated month of feeds without.", valueName: "folder"))
  var corpus: String?
  @Option(help: ArgumentHelp("Feeds recorded again and again, each in a folder below this.", valueName: "folder"))
  var recordings: String?
  @Option(help: ArgumentHelp("How many feeds are generated.", valueName: "count"))
  var feeds = 300
  @Option(parsing: .upToNextOption, help: ArgumentHelp("Polls of a feed in a day, several times.", valueName: "count"))
  var polls = [4.0, 8, 16, 24]

  func run() throws {
    let times =
      if let recordings {
        try PublicationTimes(recordings: recordings)
      } else {
        try corpus.map { try PublicationTimes(folder: $0) } ?? PublicationTimes(generating: feeds)
      }
    print("\(times.feeds.count.grouped) feeds with \(times.storyCount.grouped) stories, \(times.origin)")
    let replay = IntervalReplay(times: times)
    var table = ResultTable(["policy", "polls/day", "median min", "mean min"])
    for count in polls where count > 0 {
      for policy in IntervalPolicy.allCases {
        let result = replay.result(of: policy, pollsPerDay: count)
        table.add([
          policy.rawValue, result.polls.formatted(digits: 1), (result.median / 60).formatted(digits: 1),
          (result.mean / 60).formatted(digits: 1),
        ])
      }
    }
    table.print()
  }
}
