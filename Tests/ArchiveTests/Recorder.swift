import Synchronization

/// Notes taken by closures that may run anywhere.
final class Recorder: Sendable {
  private let state = Mutex<[String]>([])

  var notes: [String] { state.withLock { $0 } }

  func note(_ text: String) {
    state.withLock { $0.append(text) }
  }
}
