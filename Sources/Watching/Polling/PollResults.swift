import Synchronization

/// Results of polls on their way to the loop.
final class PollResults: Sendable {
  private let waiting = Mutex<[(feed: Int, result: FeedPoll.Result)]>([])

  /// Adds a feed's result, and returns whether no other waits: then somebody has to take them.
  func add(_ feed: Int, _ result: FeedPoll.Result) -> Bool {
    waiting.withLock { waiting in
      waiting.append((feed, result))
      return waiting.count == 1
    }
  }

  /// Takes all that wait.
  func take() -> [(feed: Int, result: FeedPoll.Result)] {
    waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
