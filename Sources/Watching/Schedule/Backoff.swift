import FoundationEssentials

/// How long to leave a failing feed alone: a first wait that doubles with each failure in a row, up to a longest one.
struct Backoff: Equatable {
  /// The wait after the first failure and the longest wait, in seconds.
  var first, longest: TimeInterval

  /// The backoff that a kind of failure calls for.
  init(of failure: PollFailure) {
    switch failure.kind {
    // What a host does not say itself is not to silence its other feeds for longer.
    case .status(429), .status(503): self.init(first: 4 * 3_600, longest: 86_400)
    case .status(403): self.init(first: 4 * 3_600, longest: 7 * 86_400)
    case .status(410): self.init(first: 86_400, longest: 86_400)
    case .degraded: self.init(first: 3_600, longest: 86_400)
    default: self.init(first: 3_600, longest: 7 * 86_400)
    }
  }

  /// Waits from `first` to `longest`, in seconds.
  init(first: TimeInterval, longest: TimeInterval) {
    self.first = first
    self.longest = longest
  }

  /// The wait in seconds after `failures` failures in a row, counted from 1.
  func interval(afterFailures failures: Int) -> TimeInterval {
    min(first * Double(1 << min(max(failures - 1, 0), 20)), longest)
  }
}
