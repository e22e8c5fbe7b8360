import ArgumentParser
import Glibc
import Watching

/// The command line. Every command is a file in Commands; what it does lives in Watching.
@main
struct Vigie: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vigie",
    abstract: "Watches news feeds and writes a line for every story on your watchlists.",
    discussion: """
      Start with `vigie check`, then run `vigie poll` from cron or `vigie run` as a service.
      The configuration is --config PATH, else $VIGIE_CONFIG, ./Config/vigie.yaml,
      $XDG_CONFIG_HOME/vigie/vigie.yaml or /etc/vigie/vigie.yaml, the first that exists.
      """,
    version: Version.number,
    subcommands: [
      Run.self, Poll.self, Check.self, Match.self, Explain.self, Parse.self, Feeds.self, Status.self, Tail.self,
    ]
  )

  static func main() async {
    // A reader that goes away is a write error to us, not a reason to die in the middle of a poll.
    _ = signal(SIGPIPE, SIG_IGN)
    await main(nil)
  }
}
