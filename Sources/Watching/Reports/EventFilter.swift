import FeedParsing
import FoundationEssentials

/// Which events of the log somebody wants to see.
package struct EventFilter: Sendable {
  private let watchlists: [String]
  private let severity: Severity?
  private let since: Date?

  /// Lets pass the events of some watchlists, of at least a severity, and since a time; none and nil let all pass.
  package init(watchlists: [String] = [], severity: Severity? = nil, since: Date? = nil) {
    self.watchlists = watchlists
    self.severity = severity
    self.since = since
  }

  /// What to make of a line of the log. Without any wish even one that is no event is wanted.
  package func verdict(on line: some Sequence<UInt8>) -> AlertLogReader.Verdict {
    guard !watchlists.isEmpty || severity != nil || since != nil else { return .wanted }
    guard let event = LoggedEvent(line: line) else { return .unwanted }
    if let since, let time = FeedDate.parse(event.time), time < since {
      return time < since.addingTimeInterval(-Self.disorder) ? .tooOld : .unwanted
    }
    if !watchlists.isEmpty, !watchlists.contains(where: { $0 == event.data.watchlist?.id }) { return .unwanted }
    if let severity {
      guard let level = Severity(rawValue: event.severitytext.lowercased()), level.number >= severity.number else {
        return .unwanted
      }
    }
    return .wanted
  }

  /// The times of the log's lines rise, but for repeats, which keep theirs, and for clocks that are put right.
  private static let disorder: TimeInterval = 86_400

  /// The moment that a text names: a time, or an age such as `6h` before now; nil when it names none.
  package static func moment(_ text: String, now: Date) -> Date? {
    if let age = Duration(configurationText: text) { return now.addingTimeInterval(-age.seconds) }
    return FeedDate.parse(text)
  }
}
