import Synchronization

/// The memory that all bodies on their way may take together, so that many endless ones at once stay harmless.
///
/// Each body has a share of its own that is always granted: only large ones can be refused.
final class BodyBudget {
  /// Bytes that every body may take without asking.
  static let share = 512 * 1024

  /// Beside what there must be room.
  enum Claim {
    /// The bodies on their way, and those that have come and are still held: they must not come faster than they are read.
    case patient
    /// Only the bodies on their way, for one who may hold a large body while it waits for the next.
    case urgent
  }

  private var left: Int
  private let lent = Lent()
  private let onReturn: @Sendable () -> Void

  /// A budget of `limit` bytes. `onReturn` is called, on any thread, when nobody holds a body any more that was lent.
  init(limit: Int, onReturn: @escaping @Sendable () -> Void = {}) {
    left = limit
    self.onReturn = onReturn
  }

  /// Takes some bytes, or returns false if they are not left.
  func take(_ count: Int, _ claim: Claim) -> Bool {
    let held = claim == .patient ? lent.bytes.load(ordering: .acquiring) : 0
    guard count <= left - held else { return false }
    left -= count
    return true
  }

  func giveBack(_ count: Int) { left += count }

  /// Notes that a body of so many bytes has come, as long as the loan lives; nil for one within its share.
  func lend(_ size: Int) -> BodyLoan? {
    let count = size - Self.share
    guard count > 0 else { return nil }
    lent.bytes.add(count, ordering: .relaxed)
    return BodyLoan { [lent, onReturn] in
      lent.bytes.subtract(count, ordering: .releasing)
      onReturn()
    }
  }

  private final class Lent: Sendable {
    let bytes = Atomic(0)
  }
}

/// Tells the fetcher by its end that a large body is not held any more.
package final class BodyLoan: Sendable {
  private let end: @Sendable () -> Void

  init(end: @escaping @Sendable () -> Void) { self.end = end }

  deinit { end() }
}
