import FoundationEssentials
import Glibc

/// Shows moments as people's clocks do, with the distance from UTC, so that a line still says when it was after it has
/// been sent to somebody elsewhere. `tail --since` takes such a time back.
package struct LocalTime: Sendable {
  private let secondsEast: @Sendable (Date) -> Int

  /// The time of the zone that `TZ` names, or else of the machine's.
  package static let current = LocalTime { date in
    // A year that no calendar of the system reaches is shown in UTC.
    var seconds = time_t(exactly: date.timeIntervalSince1970.rounded(.down)) ?? 0
    var parts = unsafe tm()
    return unsafe localtime_r(&seconds, &parts) == nil ? 0 : unsafe parts.tm_gmtoff
  }

  /// A time that is so many seconds ahead of UTC at a moment.
  init(secondsEast: @escaping @Sendable (Date) -> Int) {
    self.secondsEast = secondsEast
  }

  /// `2026-11-24 09:00 +01:00`; `UTC` stands for no distance.
  package func minute(of date: Date) -> String {
    let minutes = secondsEast(date) / 60
    let hours = Self.twoDigits(abs(minutes) / 60) + ":" + Self.twoDigits(abs(minutes) % 60)
    let zone = minutes == 0 ? "UTC" : (minutes < 0 ? "-" : "+") + hours
    return "\(text(of: date).prefix(16).replacing("T", with: " ")) \(zone)"
  }

  /// `2026-11-24`.
  package func day(of date: Date) -> String { String(text(of: date).prefix(10)) }

  private func text(of date: Date) -> String { (date + TimeInterval(secondsEast(date))).formatted(.iso8601) }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
