import Archive
import FeedParsing
import FoundationEssentials
import Matching

/// What watchlists find in the stories of a file, without any state: every story counts, and nothing is remembered.
package struct StoryMatching: Sendable {
  private let watchlists: WatchlistSet
  private let file: StoryFile
  private let name: String?
  private let now: Date

  /// Matches the stories of `file` when asked for a result; `name` and `now` are the watcher's name, nil for the host's,
  /// and the time that events carry.
  package init(watchlists: WatchlistSet, file: StoryFile, name: String?, now: Date) {
    self.watchlists = watchlists
    self.file = file
    self.name = name
    self.now = now
  }

  /// The ids of the stories that match at least one watchlist, in file order.
  package var ids: [String] {
    let scratch = MatchScratch()
    return file.stories.filter { !watchlists.findings(in: $0, of: file.feed, scratch: scratch).isEmpty }.map(\.id)
  }

  /// Gives the line of each alert event to `write`, its end of line included. There is no `sequence` in them.
  package func eventLines(_ write: ([UInt8]) -> Void) {
    let events = EventWriter(name: name)
    forEachMatch { story, findings in
      for finding in findings {
        let event = events.alert(finding, story: story, revision: 0, now: now)
        write(event.head + event.tail + [UInt8(ascii: "\n")])
      }
    }
  }

  /// The matching stories as people read them.
  package func prettyLines(_ terminal: TerminalText) -> [String] {
    let printer = MatchPrinter(terminal)
    var lines: [String] = []
    var count = 0
    forEachMatch { story, findings in
      lines += printer.lines(for: story, findings)
      count += 1
    }
    return lines + [printer.summary(count, of: file.stories.count)]
  }

  private func forEachMatch(_ body: (EventWriter.AlertedStory, [WatchlistSet.Finding]) -> Void) {
    let identities = StoryIdentity.identities(of: file.stories)
    let scratch = MatchScratch()
    for (story, identity) in zip(file.stories, identities) {
      let findings = watchlists.findings(in: story, of: file.feed, scratch: scratch)
      guard !findings.isEmpty else { continue }
      body(EventWriter.AlertedStory(story: story, identity: identity, feed: file.feed, seen: now), findings)
    }
  }
}

extension WatchlistEntry {
  /// A watchlist of one query that was given on the command line, and what is to be said about the query; no watchlist
  /// when that is an error.
  package static func of(query: String) -> (entry: WatchlistEntry?, diagnostics: [Diagnostic]) {
    let (watchlist, diagnostics) = Watchlist.parse(WatchlistText(id: "query", rule: .query(query)))
    let entry = watchlist.map {
      WatchlistEntry(
        id: "query", title: query, severity: .info, onUpdate: .ignore, definition: $0, tests: [], file: commandLine,
        line: 1)
    }
    return (entry, diagnostics)
  }

  /// What stands in for the file of a watchlist that was given on the command line.
  private static let commandLine = "--query"

  /// Whether the watchlist is a query that was given on the command line.
  var isOfCommandLine: Bool { file == Self.commandLine }
}
