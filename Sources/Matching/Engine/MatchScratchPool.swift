import Synchronization

/// Scratches that wait to be used again: one for each thread that matches, however many polls there are.
package final class MatchScratchPool: Sendable {
  /// A scratch that nobody else has: `take` and `giveBack` hand it over whole.
  private struct Owned: @unchecked Sendable {
    let scratch: MatchScratch
  }

  private let idle = Mutex<[Owned]>([])

  /// An empty pool.
  package init() {}

  /// A scratch for the caller alone.
  package func take() -> sending MatchScratch {
    idle.withLock { $0.popLast() }.map(\.scratch) ?? MatchScratch()
  }

  /// Takes a scratch back, which the caller must use no more.
  package func giveBack(_ scratch: MatchScratch) {
    let owned = Owned(scratch: scratch)
    idle.withLock { $0.append(owned) }
  }
}
