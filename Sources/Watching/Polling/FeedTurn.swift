import Archive

/// A feed whose turn it is to be polled, and what is remembered of it.
struct FeedTurn: Sendable {
  /// The feed's number in the roster.
  let number: Int
  let source: FeedSource
  let state: FeedState
  /// What the notes of `state` say.
  let memory: FeedMemory

  init(number: Int = 0, _ source: FeedSource, _ state: FeedState) {
    self.number = number
    self.source = source
    self.state = state
    memory = FeedMemory(notes: state.notes)
  }
}
