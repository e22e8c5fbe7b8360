/// What one poll of one feed leaves behind, kept or lost as a whole.
package struct PollRecord: Sendable {
  /// The feed's new state.
  package var state: FeedState
  /// The stories that are new or edited.
  package var stories: [StoryRecord]
  /// The lines to send, in order.
  package var events: [OutgoingEvent]
  /// The keys of all stories in the document; `nil` if it was not read whole, so that nothing is known to have left it.
  package var carried: [StoryKey]?

  /// The outcome of a poll.
  package init(
    state: FeedState, stories: [StoryRecord] = [], events: [OutgoingEvent] = [], carried: [StoryKey]? = nil
  ) {
    self.state = state
    self.stories = stories
    self.events = events
    self.carried = carried
  }
}
