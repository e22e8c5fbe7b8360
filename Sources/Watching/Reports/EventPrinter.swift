import Matching

/// Shows events to people, at the width of their terminal.
package struct EventPrinter: Sendable {
  private let terminal: TerminalText

  /// Hits of one alert that are shown.
  private static let hitsShown = 3

  /// A printer for a terminal.
  package init(_ terminal: TerminalText) {
    self.terminal = terminal
  }

  /// The event in lines, ending with an empty one.
  package func lines(for event: LoggedEvent) -> [String] {
    let time = String(event.time.prefix(16)).replacing("T", with: " ")
    let severity = terminal.styled(event.severitytext, style(of: event.severitytext))
    let mark = event.redelivered == true ? "  (may be a repeat)" : ""
    var lines = [
      "\(terminal.styled(time, .dim))  \(severity)  \(terminal.styled(TerminalText.clean(event.subject), .bold))\(mark)"
    ]
    if let story = event.data.story {
      lines += alertLines(story, event)
    } else {
      lines += feedLines(event)
    }
    return lines + [""]
  }

  private func alertLines(_ story: LoggedEvent.StoryDetails, _ event: LoggedEvent) -> [String] {
    var lines = terminal.wrapped(TerminalText.clean(story.title.isEmpty ? "(no title)" : story.title), indent: "  ")
    let source = [TerminalText.clean(story.feed.title), story.language, story.published.map { String($0.prefix(10)) }]
      .compactMap(\.self).joined(separator: " · ")
    lines += terminal.wrapped(source, indent: "  ").map { terminal.styled($0, .dim) }
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
      case "vigie.feed.gap.v1": "\(feed): stories may have scrolled by unseen since \(data.since ?? "the last poll")"
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
