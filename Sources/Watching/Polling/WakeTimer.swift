import FoundationEssentials

/// The timer that wakes a loop.
struct WakeTimer {
  /// When it goes off, nil while none is set.
  private var time: Date?

  /// It never sleeps longer than this, in seconds, so that a moved wall clock is noticed soon.
  static let longestSleep: TimeInterval = 60

  /// Sets the timer, and gives the time to set it to; nil if one is set for no later.
  mutating func set(to wake: Date, now: Date) -> Date? {
    let next = min(max(wake, now.addingTimeInterval(0.001)), now.addingTimeInterval(Self.longestSleep))
    // A timer that should have gone off was set before the clock was put ahead: it may sleep on for a minute.
    if let time, time <= next, time >= now { return nil }
    time = next
    return next
  }

  /// Takes in that a timer has gone off. One that an earlier timer has overtaken means nothing.
  mutating func wentOff(_ time: Date) {
    if self.time == time { self.time = nil }
  }
}
