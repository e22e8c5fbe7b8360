/// An event on its way to the alert log.
///
/// The line is `head`, `"sequence":"000000000042",`, after a possible repeat `"redelivered":true,`, then `tail` and a
/// line feed. Neither part may hold a line feed.
package struct OutgoingEvent: Sendable, Equatable {
  /// The event's id, as in the line. An id goes out once, ever.
  package var id: String
  /// The line's bytes before `"sequence"`.
  package var head: [UInt8]
  /// The line's bytes behind it, the closing brace included.
  package var tail: [UInt8]
  /// The watchlist that matched; `nil` for an event about a feed.
  package var watchlist: String?
  /// The story that matched; `nil` for an event about a feed.
  package var story: StoryKey?
  /// 0, then counted up by edits that alert again.
  package var revision: Int

  /// An event, and what it is about.
  package init(
    id: String, head: [UInt8], tail: [UInt8], watchlist: String? = nil, story: StoryKey? = nil, revision: Int = 0
  ) {
    self.id = id
    self.head = head
    self.tail = tail
    self.watchlist = watchlist
    self.story = story
    self.revision = revision
  }
}
