import FoundationEssentials
import Matching

/// An event as it is read back from the alert log, for people's eyes.
package struct LoggedEvent: Sendable, Decodable {
  /// What tells it from all other events.
  package var id: String?
  /// What happened, by the event type's name.
  package var type: String
  /// The watchlist's or the feed's id.
  package var subject: String
  /// When it was written, RFC 3339.
  package var time: String
  /// How much it matters, in capitals.
  package var severitytext: String
  /// Whether it may be a repeat.
  package var redelivered: Bool?
  /// What happened, in full.
  package var data: Details

  /// The details of any of the event types; what a type does not have is nil.
  package struct Details: Sendable, Decodable {
    package var watchlist: WatchlistReference?
    package var story: StoryDetails?
    package var hits: [LoggedHit]?
    package var score: Double?
    package var why: String?
    package var feed: FeedReference?
    package var reason: String?
    package var failures: Int?
    package var since: String?
    package var stories: Int?
  }

  /// The watchlist of an alert.
  package struct WatchlistReference: Sendable, Decodable {
    package var id: String
    package var title: String
  }

  /// The feed that an event is about.
  package struct FeedReference: Sendable, Decodable {
    package var id: String
    package var url: String
    package var title: String
  }

  /// The story of an alert.
  package struct StoryDetails: Sendable, Decodable {
    package var title: String
    package var url: String?
    package var published: String?
    package var language: String?
    package var feed: FeedReference
  }

  /// A hit with its surroundings.
  package struct LoggedHit: Sendable, Decodable {
    package var term: String
    package var field: String
    package var exact: String
    package var prefix: String
    package var suffix: String
  }

  /// Reads one line of the log, nil when it is no event (such as a line that is still being written).
  package init?(line: some Sequence<UInt8>) {
    guard let event = try? JSONDecoder().decode(LoggedEvent.self, from: Data(line)) else { return nil }
    self = event
  }

  /// Severities from the least to the greatest, as `severitytext` writes them.
  package static let severities = ["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"]
}
