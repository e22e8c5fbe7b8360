import FeedParsing
import FoundationEssentials
import Matching

/// Shows matching stories to people: title, source, and the hits in their surroundings.
package struct MatchPrinter: Sendable {
  private let terminal: TerminalText
  private let times: LocalTime

  /// Hits of one story that are shown.
  private static let hitsShown = 5

  /// A printer for a terminal, whose people live by a time.
  package init(_ terminal: TerminalText, _ times: LocalTime = .current) {
    self.terminal = terminal
    self.times = times
  }

  /// A story with all that was found in it, ending with an empty line.
  func lines(for alerted: EventWriter.AlertedStory, _ findings: [WatchlistSet.Finding]) -> [String] {
    let story = alerted.story
    let title = TerminalText.clean(story.title.isEmpty ? "(no title)" : story.title)
    var lines = terminal.wrapped(title).map { terminal.styled($0, .bold) }
    let date = (story.published ?? story.updated).map(times.day)
    let source = [
      TerminalText.clean(alerted.feed.titleForPeople), findings.first?.match.language ?? story.language, date,
    ]
    lines += terminal.wrapped(source.compactMap(\.self).joined(separator: " · "), indent: "  ")
      .map { terminal.styled($0, .dim) }
    if let url = story.url { lines.append("  \(terminal.styled(TerminalText.clean(url), .dim))") }
    for finding in findings { lines += self.lines(for: finding) }
    return lines + [""]
  }

  private func lines(for finding: WatchlistSet.Finding) -> [String] {
    let (watchlist, match) = (finding.watchlist, finding.match)
    var lines: [String] = []
    if !watchlist.isOfCommandLine {
      lines.append("  \(terminal.styled(TerminalText.clean(watchlist.id), .yellow))  \(watchlist.severity.rawValue)")
    }
    let why = TerminalText.clean(match.why)
    // A query that has no alternatives held as a whole; that is no news to whoever has just written it.
    if why != TerminalText.clean(watchlist.title) { lines += terminal.wrapped("because of \(why)", indent: "  ") }
    let hits = match.hits.apart
    lines += hits.prefix(Self.hitsShown).map { hit in
      let label = TerminalText.pad("\(hit.field.rawValue):", to: 9)
      return terminal.hit(label: label, hit.exact, prefix: hit.prefix, suffix: hit.suffix, indent: "    ")
    }
    if hits.count > Self.hitsShown { lines.append("    and \(hits.count - Self.hitsShown) more") }
    return lines
  }

  /// How many of the stories matched.
  func summary(_ count: Int, of total: Int) -> String {
    terminal.styled("\(count) of \(total) \(total == 1 ? "story" : "stories")", .dim)
  }
}

extension [Hit] {
  /// Each place once, though several terms may have found it.
  fileprivate var apart: [Hit] {
    reduce(into: []) { apart, hit in
      if apart.last.map({ ($0.field, $0.start, $0.end) != (hit.field, hit.start, hit.end) }) ?? true {
        apart.append(hit)
      }
    }
  }
}

extension EventFeed {
  /// The title, or what `-` stands for.
  var titleForPeople: String { title == "-" ? "standard input" : title }
}
