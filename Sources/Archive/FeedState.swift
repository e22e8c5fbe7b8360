import FoundationEssentials

/// All that is remembered of a feed between two polls.
///
/// Times are kept to the millisecond.
package struct FeedState: Sendable, Equatable {
  /// The feed's id: the configured one, or else its URL.
  package var feed: String
  /// The configured address as it may be shown: without user name and password.
  package var url: String
  /// The last `ETag`, byte for byte as the server sent it.
  package var etag: [UInt8]?
  /// The last `Last-Modified`, byte for byte as the server sent it.
  package var lastModified: [UInt8]?
  /// A hash of the last body, to notice a document that did not change.
  package var bodyHash: UInt64?
  /// The title the document gives itself.
  package var title: String?
  /// When the feed is to be polled again; `nil` for at once.
  package var nextDue: Date?
  /// When the feed was polled for the first time.
  package var firstPolled: Date?
  /// When the feed was polled last, whatever came of it.
  package var lastPolled: Date?
  /// When a poll last succeeded, unchanged documents included.
  package var lastSuccess: Date?
  /// When a whole document was last received and read.
  package var lastComplete: Date?
  /// When a poll last failed.
  package var lastFailure: Date?
  /// Why the last poll failed.
  package var reason: String?
  /// The last HTTP status.
  package var status: Int?
  /// How many polls failed in a row.
  package var failures = 0
  /// When the first of these failures happened.
  package var failingSince: Date?
  /// Whether this outage has been reported.
  package var failingReported = false
  /// How many stories the feed has brought.
  package var stories = 0
  /// How many alerts they have raised.
  package var alerts = 0
  /// What the polling policies remember beside this, as they write it: `key=value`, parted by spaces.
  package var notes: [UInt8]?
}

extension FeedState {
  /// A feed that was never polled.
  package init(feed: String, url: String) {
    self.init(feed: feed, url: url, etag: nil)
  }
}
