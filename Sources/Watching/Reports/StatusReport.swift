import Archive
import FeedParsing
import FoundationEssentials

/// The health of each configured feed, for people and for programs.
package struct StatusReport: Sendable {
  /// How a feed fares.
  package enum Health: String, Sendable {
    /// Not polled yet.
    case new
    /// Its last poll succeeded.
    case ok
    /// Its last polls failed.
    case failing
    /// Its server says that it is gone for good.
    case gone
  }

  /// One feed's row.
  package struct Row: Sendable {
    /// The feed as configured.
    package var feed: FeedSource
    /// What is remembered of it; nil when it was never polled.
    package var state: FeedState?
    /// When the feed is to be polled next: when it is due and its domain may be asked. Nil for at once.
    package var nextPoll: Date?

    /// What people call the feed.
    var title: String { TerminalText.clean(feed.title ?? state?.title ?? feed.id) }

    /// How the feed fares.
    package var health: Health {
      // One that was asked may still have to be read.
      guard let state, state.lastSuccess != nil || state.failures > 0 else { return .new }
      guard state.failures > 0 else { return .ok }
      return state.isGone(feed) ? .gone : .failing
    }
  }

  /// The feeds in the order of the configuration.
  package let rows: [Row]
  /// How much the database holds; nil before the first poll.
  package let size: ArchiveSize?

  /// A report on the feeds of a configuration, from what the database remembers.
  package init(feeds: [FeedSource], states: [String: FeedState], size: ArchiveSize? = nil, now: Date) {
    let held = HeldDomains()
    for state in states.values { for domain in state.asOf(now).heldDomains(at: now) { held.add(domain) } }
    rows = feeds.map { feed in
      let state = states[feed.id]
      return Row(feed: feed, state: state, nextPoll: Self.nextPoll(of: feed, state, held, now: now))
    }
    self.size = size
  }

  private static func nextPoll(of feed: FeedSource, _ state: FeedState?, _ held: HeldDomains, now: Date) -> Date? {
    let state = state?.belonging(to: feed).asOf(now)
    let due = state?.nextDue
    guard !held.isEmpty, !feed.isFile else { return due }
    let memory = FeedMemory(directionsIn: state?.notes)
    let address = memory.address(insteadOf: feed.url, at: max(due ?? now, now))
    let landing = held.end(ofLanding: memory.landing, asked: state?.lastPolled)
    let ends = [held.end(of: FeedSource.domain(of: address)), landing]
    return ([due] + ends).compactMap(\.self).max()
  }

  /// What the database remembers of a configuration's feeds; nothing before the first poll.
  package static func states(of configuration: Configuration) throws(ArchiveError) -> [String: FeedState] {
    guard FileManager.default.fileExists(atPath: configuration.state) else { return [:] }
    return try Archive.openReadOnly(folder: configuration.state).feedStates()
  }

  /// A report on a configuration's feeds, while another process may poll them.
  package init(_ configuration: Configuration, now: Date) throws(ArchiveError) {
    do throws(ArchiveError) {
      let archive = try Archive.openReadOnly(folder: configuration.state)
      var states = try archive.feedStates()
      states.rename(Maintenance.renames(to: configuration.feeds, of: states))
      self.init(feeds: configuration.feeds, states: states, size: try archive.size(), now: now)
    } catch .missing {
      self.init(feeds: configuration.feeds, states: [:], now: now)
    }
  }

  /// One JSON object a feed.
  package var jsonLines: [String] {
    rows.map { row in
      var json = JSONWriter()
      json.object {
        $0.member("id", row.feed.id)
        $0.member("url", row.feed.displayURL)
        $0.member("title", row.feed.title ?? row.state?.title)
        $0.member("state", row.health.rawValue)
        $0.member("lastSuccess", row.state?.lastSuccess?.formatted(.iso8601))
        $0.member("lastFailure", row.state?.lastFailure?.formatted(.iso8601))
        $0.member("reason", row.state?.reason)
        $0.member("status", row.state?.status)
        $0.member("failures", row.state?.failures ?? 0)
        $0.member("nextPoll", row.health == .gone ? nil : row.nextPoll?.formatted(.iso8601))
        $0.member("stories", row.state?.stories ?? 0)
        $0.member("alerts", row.state?.alerts ?? 0)
      }
      return String(decoding: json.bytes, as: UTF8.self)
    }
  }

  /// A table for people: trouble first, then a line a feed. A narrow terminal has fewer columns.
  package func lines(_ terminal: TerminalText, now: Date) -> [String] {
    let columns = Column.fitting(terminal.width)
    let titleWidth = columns.reduce(terminal.width) { $0 - $1.width - 2 }
    let heads = columns.map { TerminalText.pad($0.rawValue, to: $0.width) }
    let title = TerminalText.pad("FEED", to: titleWidth)
    var lines = [terminal.styled(([title] + heads).joined(separator: "  "), .bold)]
    let ambiguous = Set(Dictionary(grouping: rows, by: \.title).filter { $1.count > 1 }.keys)
    let order: [Health] = [.gone, .failing, .new, .ok]
    for health in order {
      for row in rows where row.health == health {
        lines += self.lines(for: row, titleWidth, columns, ambiguous, terminal, now: now)
      }
    }
    let counts = order.reversed().map { health in (health, rows.count { $0.health == health }) }
    let summary = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
    lines += ["", "\(TerminalText.count(rows.count, "feed")): \(summary)"]
    return lines + (size.map { terminal.wrapped(Self.text($0)) } ?? [])
  }

  private static func text(_ size: ArchiveSize) -> String {
    var parts = [
      mebibytes(size.bytes), TerminalText.count(size.stories, "story", "stories"),
      TerminalText.count(size.events, "event"),
    ]
    if size.pending > 0 { parts.append("\(size.pending) not in the log yet") }
    if size.redelivered > 0 { parts.append("\(size.redelivered) sent again, marked so") }
    return "database: " + parts.joined(separator: ", ")
  }

  /// A size in MiB, to a tenth.
  private static func mebibytes(_ bytes: Int) -> String {
    let tenths = (bytes * 10 + 1 << 19) >> 20
    return "\(tenths / 10).\(tenths % 10) MiB"
  }

  /// The columns behind the title, what matters most first.
  private enum Column: String, CaseIterable {
    case state = "STATE"
    case lastSuccess = "LAST OK"
    case nextPoll = "NEXT POLL"
    case stories = "STORIES"
    case alerts = "ALERTS"

    /// What fits its values.
    var width: Int {
      switch self {
      case .state, .stories: 7
      case .lastSuccess: 8
      case .nextPoll: 9
      case .alerts: 6
      }
    }

    /// As many as leave the title some room.
    static func fitting(_ width: Int) -> [Column] {
      var columns = allCases
      while columns.count > 1, columns.reduce(width, { $0 - $1.width - 2 }) < 20 { columns.removeLast() }
      return columns
    }
  }

  private func cell(_ column: Column, of row: Row, now: Date) -> String {
    switch column {
    case .state: TerminalText.pad(row.health.rawValue, to: column.width)
    case .lastSuccess:
      TerminalText.pad(row.state?.lastSuccess.map { Self.ago($0, now: now) } ?? "never", to: column.width)
    case .nextPoll: TerminalText.pad(nextPoll(of: row, now: now), to: column.width)
    case .stories: Self.right(row.state?.stories ?? 0, column.width)
    case .alerts: Self.right(row.state?.alerts ?? 0, column.width)
    }
  }

  private func lines(
    for row: Row, _ titleWidth: Int, _ columns: [Column], _ ambiguous: Set<String>, _ terminal: TerminalText, now: Date
  ) -> [String] {
    let title = TerminalText.pad(row.title, to: titleWidth)
    let style: TerminalText.Style? =
      switch row.health {
      case .ok: nil
      case .new: .dim
      case .failing: .yellow
      case .gone: .red
      }
    let cells = columns.map { column in
      let text = cell(column, of: row, now: now)
      return column == .state ? style.map { terminal.styled(text, $0) } ?? text : text
    }
    var lines = [([title] + cells).joined(separator: "  ")]
    if ambiguous.contains(row.title) {
      lines += terminal.wrapped(TerminalText.clean(row.feed.id), indent: "    ").map { terminal.styled($0, .dim) }
    }
    if row.health == .failing || row.health == .gone, let reason = row.state?.reason {
      let text = "\(TerminalText.clean(reason)) (\(row.state?.failures ?? 0) in a row)"
      lines += terminal.wrapped(text, indent: "    ").map { terminal.styled($0, .dim) }
    }
    return lines
  }

  private func nextPoll(of row: Row, now: Date) -> String {
    if row.health == .gone { return "never" }
    return row.nextPoll.map { Self.ahead($0, now: now) } ?? "now"
  }

  private static func right(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: " ", count: max(0, width - digits.count)) + digits
  }

  /// How long ago a moment was: "now", "4 min", "3 h", "2 d".
  private static func ago(_ date: Date, now: Date) -> String { length(now.timeIntervalSince(date)) ?? "now" }

  private static func ahead(_ date: Date, now: Date) -> String {
    length(date.timeIntervalSince(now)).map { "in \($0)" } ?? "now"
  }

  private static func length(_ seconds: TimeInterval) -> String? {
    switch seconds {
    case ..<60: nil
    case ..<5_400: "\(Int((seconds / 60).rounded())) min"
    case ..<129_600: "\(Int((seconds / 3_600).rounded())) h"
    default: "\(Int((seconds / 86_400).rounded())) d"
    }
  }
}
