/// What one poll of one feed leaves behind, kept or lost as a whole. It is handed on by reference: copies would cost as
/// much as the poll of a feed that has not changed.
package final class PollRecord: Sendable {
  /// The feed's new state.
  package let state: FeedState
  /// The stories that are new or edited.
  package let stories: [StoryRecord]
  /// The lines to send, in order.
  package let events: [OutgoingEvent]
  /// The alerts that are not to be sent.
  package let withheld: [WithheldAlert]
  /// Which stories the feed carries; `nil` if the poll says nothing of it.
  package let carried: Carried?

  /// What a document tells of the stories that its feed carries.
  package enum Carried: Sendable, Equatable {
    /// These and no others: those that it carried before have left it.
    case all([StoryKey])
    /// These too, of a document that was not sent or read whole. Of others nothing is known.
    case also([StoryKey])
  }

  /// The outcome of a poll.
  package init(
    state: FeedState, stories: [StoryRecord] = [], events: [OutgoingEvent] = [], withheld: [WithheldAlert] = [],
    carried: Carried? = nil
  ) {
    self.state = state
    self.stories = stories
    self.events = events
    self.withheld = withheld
    self.carried = carried
  }
}
