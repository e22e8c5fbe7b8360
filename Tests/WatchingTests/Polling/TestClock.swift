import FoundationEssentials
import Synchronization

/// A clock that stands still until the test moves it.
final class TestClock: Sendable {
  private let time: Mutex<Date>

  /// 15 January 2027, 08:00 UTC, a Friday, unless told otherwise.
  init(_ start: Date = Date(timeIntervalSince1970: 1_800_000_000)) {
    time = Mutex(start)
  }

  var now: Date { time.withLock { $0 } }

  func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }

  func move(to date: Date) { time.withLock { $0 = date } }
}

extension TimeInterval {
  static let minute = 60.0
  static let hour = 3_600.0
  static let day = 86_400.0
}
