import Dispatch
import Synchronization

/// Holds the threads that come to it, such as those of a loopback server's script, until each is let through.
package final class Gate: Sendable {
  private let counts = Mutex((waiting: 0, most: 0))
  private let places = DispatchSemaphore(value: 0)

  /// An empty gate.
  package init() {}

  /// Blocks the calling thread until it is let through.
  package func wait() {
    counts.withLock {
      $0.waiting += 1
      $0.most = max($0.most, $0.waiting)
    }
    places.wait()
  }

  /// Lets one thread through.
  package func letThrough() {
    counts.withLock { $0.waiting -= 1 }
    places.signal()
  }

  /// The threads that wait now.
  package var waiting: Int { counts.withLock { $0.waiting } }

  /// The most threads that ever waited at once.
  package var mostWaiting: Int { counts.withLock { $0.most } }
}
