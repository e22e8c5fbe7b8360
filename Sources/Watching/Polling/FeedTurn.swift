import Archive

/// A feed whose turn it is to be polled, and what is remembered of it.
final class FeedTurn: Sendable {
  /// The feed's number in the roster.
  let number: Int
  let source: FeedSource
  let state: FeedState
  /// What the notes of `state` say.
  let memory: FeedMemory
  /// Whether the next feed of its domain is on the same host.
  let isFollowed: Bool

  init(number: Int = 0, _ source: FeedSource, _ state: FeedState, followedBy next: String? = nil) {
    self.number = number
    self.source = source
    self.state = state
    memory = FeedMemory(notes: state.notes)
    isFollowed = next.map { URLHost.of($0) == URLHost.of(source.url) } ?? false
  }
}
