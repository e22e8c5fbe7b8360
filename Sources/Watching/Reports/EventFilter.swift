import FeedParsing
import FoundationEssentials

/// Which events of the log somebody wants to see.
package struct EventFilter: Sendable {
  private let watchlist: String?
  private let severity: Severity?
  private let since: Date?

  /// Lets pass the events of a watchlist, of at least a severity, and since a time; nil lets all pass.
  package init(watchlist: String?, severity: Severity?, since: Date?) {
    self.watchlist = watchlist
    self.severity = severity
    self.since = since
  }

  /// Whether a line of the log is an event that is wanted. Without any wish even a line that is no event passes.
  package func passes(_ line: [UInt8]) -> Bool {
    guard watchlist != nil || severity != nil || since != nil else { return true }
    guard let event = LoggedEvent(line: line) else { return false }
    if let watchlist, event.subject != watchlist { return false }
    if let severity {
      guard let level = Severity(rawValue: event.severitytext.lowercased()), level.number >= severity.number else {
        return false
      }
    }
    if let since, let time = FeedDate.parse(event.time), time < since { return false }
    return true
  }

  /// The moment that a text names: a time, or an age such as `6h` before now; nil when it names none.
  package static func moment(_ text: String, now: Date) -> Date? {
    if let age = Duration(configurationText: text) { return now.addingTimeInterval(-age.seconds) }
    return FeedDate.parse(text)
  }
}
