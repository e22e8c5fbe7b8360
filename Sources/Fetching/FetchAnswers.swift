import Synchronization

/// What a fetch came to: an answer, whatever its status, or why there is none.
package typealias FetchResult = Result<FetchResponse, FetchError>

/// Answers of many fetches on their way to the one who asked, who is told once for all that came in together.
///
/// A task that waits for each of thousands of answers costs more than the rest of what an unchanged feed needs.
package final class FetchAnswers: Sendable {
  private let waiting = Mutex<[(tag: Int, result: FetchResult)]>([])
  private let announcement: @Sendable () -> Void

  /// A place for answers. `announce` is called when some have come in, on the fetcher's thread: it must not block.
  package init(announce: @escaping @Sendable () -> Void) {
    announcement = announce
  }

  /// Takes the answers that came since, in their order, each with the tag of its request.
  package func take() -> [(tag: Int, result: FetchResult)] {
    waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }

  /// Adds an answer, and returns whether no other waits: then these are to be announced.
  func add(_ tag: Int, _ result: FetchResult) -> Bool {
    waiting.withLock { waiting in
      waiting.append((tag, result))
      return waiting.count == 1
    }
  }

  func announce() { announcement() }
}
