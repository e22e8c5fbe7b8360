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
    /// The watchlist that an alert is for.
    package var watchlist: WatchlistReference?
    /// The story that an alert tells of.
    package var story: StoryDetails?
    /// Where the story matched, by field and place; at most 100.
    package var hits: [LoggedHit]?
    /// The sum of a scored watchlist; nil for any other.
    package var score: Double?
    /// The part of the query that held.
    package var why: String?
    /// The feed that fails, has recovered, is gone or has a gap.
    package var feed: FeedReference?
    /// Why the feed fails or is gone, in words.
    package var reason: String?
    /// How often a failing feed has failed in a row.
    package var failures: Int?
    /// Since when the feed failed, or when it was last read before a gap; RFC 3339.
    package var since: String?
    /// Stories in the document behind a gap, all of them new.
    package var stories: Int?
  }

  /// The watchlist of an alert.
  package struct WatchlistReference: Sendable, Decodable {
    /// Its stable id.
    package var id: String
    /// Its title for people.
    package var title: String
  }

  /// The feed that an event is about.
  package struct FeedReference: Sendable, Decodable {
    /// Its stable id.
    package var id: String
    /// Its address, without user name and password.
    package var url: String
    /// Its title for people; empty if it has none.
    package var title: String
  }

  /// The story of an alert.
  package struct StoryDetails: Sendable, Decodable {
    /// Its headline; empty if it has none.
    package var title: String
    /// Its address; nil if it has none.
    package var url: String?
    /// When its feed says that it was published, RFC 3339.
    package var published: String?
    /// Its language, declared or detected, as a BCP 47 tag; nil if it is not known.
    package var language: String?
    /// The feed that it came from.
    package var feed: FeedReference
  }

  /// A hit with its surroundings.
  package struct LoggedHit: Sendable, Decodable {
    /// The word or phrase as the watchlist writes it.
    package var term: String
    /// The part of the story that holds the hit, such as `title`.
    package var field: String
    /// The words that matched, as the story writes them.
    package var exact: String
    /// What stands before them, at most 32 characters.
    package var prefix: String
    /// What stands behind them, at most 32 characters.
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
