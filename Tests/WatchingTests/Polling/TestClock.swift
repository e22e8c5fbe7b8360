import FoundationEssentials
import Synchronization

@testable import Watching

/// A clock that stands still until the test moves it, unless it is to run.
final class TestClock: Sendable {
  private let time: Mutex<Date>
  private let began: ContinuousClock.Instant?

  /// 15 January 2027, 08:00 UTC, a Friday, unless told otherwise.
  init(_ start: Date = Date(timeIntervalSince1970: 1_800_000_000), isRunning: Bool = false) {
    time = Mutex(start)
    began = isRunning ? .now : nil
  }

  var now: Date { time.withLock { $0 } + (began.map { ($0.duration(to: .now)).seconds } ?? 0) }

  func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }

  func move(to date: Date) { advance(by: date.timeIntervalSince(now)) }
}

extension TimeInterval {
  static let minute = 60.0
  static let hour = 3_600.0
  static let day = 86_400.0
}
