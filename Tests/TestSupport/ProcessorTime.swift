import Glibc

/// The processor's time for a text and for a quarter of it: whatever else the machine does, work that takes time in
/// proportion to its text takes four times as long, and quadratic work sixteen times.
package struct ProcessorTime: CustomStringConvertible {
  /// For the quarter, in seconds.
  package private(set) var quarter = Double.infinity
  /// For the whole, in seconds.
  package private(set) var whole = Double.infinity

  /// Measures both. Interruptions can only lengthen a measurement, so that the shortest of three at most counts.
  package init(quarter: () throws -> Void, whole: () throws -> Void) rethrows {
    for _ in 0..<3 where !isInProportion {
      self.quarter = min(self.quarter, try Self.seconds(quarter))
      self.whole = min(self.whole, try Self.seconds(whole))
    }
  }

  /// Whether the whole takes less than eight times as long as the quarter. Too little to measure counts as little.
  package var isInProportion: Bool { whole < max(quarter, 0.05) * 8 }

  /// Both times.
  package var description: String { "\(quarter) s, then \(whole) s" }

  /// The seconds for which this thread has the processor during `work`.
  package static func seconds(_ work: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try work()
    return now() - start
  }
}
