import ArgumentParser

/// The command line of the benchmarks. Each command is a file in Commands.
@main
struct VigieBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vigie-bench",
    abstract: "Measures what vigie costs.",
    discussion: """
      Every benchmark prints a table: CPU seconds of the measured process (user and system), and what follows from \
      them. MB are 1,000,000 bytes; peak MB is the greatest resident memory (VmHWM). Where a number stands twice, it \
      is the best and the median of all runs. Build with `-c release`: a debug build is an order of magnitude slower.
      """,
    subcommands: [
      ParseBench.self, MatchBench.self, PollBench.self, AlertsBench.self, ScheduleBench.self, IntervalsBench.self,
      DuelBench.self, CorpusCommand.self, ServeCommand.self, SinglePoll.self, SingleBarePoll.self, SingleMatch.self,
      SingleSchedule.self,
    ]
  )
}
