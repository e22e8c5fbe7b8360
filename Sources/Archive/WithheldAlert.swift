/// An alert that is not to be sent, and counts from now on as if it had been: its story was there before the watch began,
/// or alerted under another id.
package struct WithheldAlert: Sendable, Equatable {
  /// The id that the alert would have.
  package var id: String
  /// The watchlist that matched.
  package var watchlist: String
  /// The story that matched.
  package var story: StoryKey
  /// 0, then counted up by edits that alert again.
  package var revision: Int

  /// An alert of a watchlist about a story.
  package init(id: String, watchlist: String, story: StoryKey, revision: Int = 0) {
    self.id = id
    self.watchlist = watchlist
    self.story = story
    self.revision = revision
  }
}
