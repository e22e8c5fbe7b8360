import FeedParsing
import FoundationEssentials
import Matching

/// Shows events to people, at the width of their terminal.
package struct EventPrinter: Sendable {
  private let terminal: TerminalText
  private let times: LocalTime

  /// Hits of one alert that are shown.
  private static let hitsShown = 3

  /// A printer for a terminal, whose people live by a time.
  package init(_ terminal: TerminalText, _ times: LocalTime = .current) {
    self.terminal = terminal
    self.times = times
  }

  /// The event in lines, ending with an empty one.
  package func lines(for event: LoggedEvent) -> [String] {
    var lines = head(of: event)
    if let story = event.data.story {
      lines += alertLines(story, event)
    } else {
      lines += feedLines(event)
    }
    return lines + [""]
  }

  /// Time, severity and subject, in one line where they fit.
  private func head(of event: LoggedEvent) -> [String] {
    let time = shown(event.time, times.minute)
    let severity = TerminalText.clean(event.severitytext)
    let subject = TerminalText.clean(event.subject)
    let mark = event.redelivered == true ? "  (may be a repeat)" : ""
    let start = "\(terminal.styled(time, .dim))  \(terminal.styled(severity, style(of: severity)))"
    if TerminalText.columns(of: "\(time)  \(severity)  \(subject)\(mark)") <= terminal.width {
      return ["\(start)  \(terminal.styled(subject, .bold))\(mark)"]
    }
    return [start + mark] + terminal.wrapped(subject, indent: "  ").map { terminal.styled($0, .bold) }
  }

  /// A time of the log; as it is where it is none.
  private func shown(_ time: String, _ form: (Date) -> String) -> String {
    FeedDate.parse(time).map(form) ?? TerminalText.clean(time)
  }

  private func alertLines(_ story: LoggedEvent.StoryDetails, _ event: LoggedEvent) -> [String] {
    var lines = terminal.wrapped(TerminalText.clean(story.title.isEmpty ? "(no title)" : story.title), indent: "  ")
    let source = [TerminalText.clean(story.feed.title), story.language, story.published.map { shown($0, times.day) }]
    lines += terminal.wrapped(source.compactMap(\.self).joined(separator: " · "), indent: "  ").map {
      terminal.styled($0, .dim)
    }
    if let url = story.url { lines.append("  \(terminal.styled(TerminalText.clean(url), .dim))") }
    let hits = event.data.hits ?? []
    lines += hits.prefix(Self.hitsShown).map(hitLine)
    if hits.count > Self.hitsShown { lines.append("    and \(hits.count - Self.hitsShown) more hits") }
    if let why = event.data.why { lines += terminal.wrapped("why: \(TerminalText.clean(why))", indent: "  ") }
    return lines
  }

  private func hitLine(_ hit: LoggedEvent.LoggedHit) -> String {
    let label = TerminalText.pad("\(hit.field):", to: 9)
    return terminal.hit(label: label, hit.exact, prefix: hit.prefix, suffix: hit.suffix, indent: "    ")
  }

  private func feedLines(_ event: LoggedEvent) -> [String] {
    let data = event.data
    let feed = TerminalText.clean(data.feed?.title ?? event.subject)
    let text =
      switch event.type {
      case "vigie.feed.failing.v1":
        "\(feed) has failed \(data.failures ?? 0) times in a row: \(TerminalText.clean(data.reason ?? "no reason given"))"
      case "vigie.feed.recovered.v1": "\(feed) can be read again"
      case "vigie.feed.gone.v1": "\(feed) is gone: \(TerminalText.clean(data.reason ?? "no reason given"))"
      case "vigie.feed.gap.v1":
        "\(feed): stories may have scrolled by unseen since \(data.since.map { shown($0, times.minute) } ?? "the last poll")"
      default: "\(feed): \(event.type)"
      }
    return terminal.wrapped(text, indent: "  ")
  }

  private func style(of severity: String) -> TerminalText.Style {
    switch severity {
    case "CRITICAL", "HIGH": .red
    case "MEDIUM": .yellow
    case "LOW": .green
    default: .dim
    }
  }
}
