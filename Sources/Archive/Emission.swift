import FoundationEssentials

/// An event that went out, is on its way, or was withheld.
package struct Emission: Sendable, Equatable {
  /// The event's id.
  package var id: String
  /// Its place among all lines; 0 for one that was withheld.
  package var sequence: Int64
  /// The feed's id.
  package var feed: String
  /// The story it is about, if any.
  package var story: StoryKey?
  /// The watchlist that matched, if any.
  package var watchlist: String?
  /// 0, then counted up by edits that alert again.
  package var revision: Int
  /// When the feed was polled.
  package var time: Date?
}
