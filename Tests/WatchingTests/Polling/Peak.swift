import Synchronization

/// Counts how many are inside at once, and remembers the most.
final class Peak: Sendable {
  private let counts = Mutex((inside: 0, highest: 0))

  var highest: Int { counts.withLock { $0.highest } }

  func enter() {
    counts.withLock {
      $0.inside += 1
      $0.highest = max($0.highest, $0.inside)
    }
  }

  func leave() { counts.withLock { $0.inside -= 1 } }
}
