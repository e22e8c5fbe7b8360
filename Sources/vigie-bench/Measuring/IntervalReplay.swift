import FoundationEssentials
import Watching

/// How long to wait for a feed's next poll, by what was seen of it.
enum IntervalPolicy: String, CaseIterable {
  /// Always as long.
  case fixed = "fixed"
  /// As often as it publishes.
  case proportional = "as the rate"
  /// As often as the square root of how often it publishes.
  case squareRoot = "as its √"
  /// The same, hour by hour of the day.
  case squareRootByHour = "as its √, by hour"

  /// The wait in seconds.
  /// - Parameter scale: The policy's own unit; the larger, the rarer all polls.
  func wait(_ rhythm: PublishingRhythm, scale: Double, from now: Date) -> TimeInterval {
    let longest: TimeInterval = 86_400
    let wait =
      switch self {
      case .fixed: scale * 3_600
      case .proportional: scale * 3_600 / rhythm.meanRate
      case .squareRoot: scale * 3_600 / rhythm.meanWeight
      case .squareRootByHour: rhythm.wait(gathering: scale, from: now, longest: longest)
      }
    return min(max(wait, 300), longest)
  }
}

/// Polls feeds again whose stories' times are known, and sees how late each story is found.
struct IntervalReplay {
  /// What a policy came to.
  struct Result {
    /// Polls of a feed in a day, on average.
    var polls: Double
    /// How long stories waited to be found, in seconds.
    var median, mean: TimeInterval
  }

  let times: PublicationTimes

  /// Replays a policy with the scale that gives so many polls a feed and day.
  func result(of policy: IntervalPolicy, pollsPerDay: Double) -> Result {
    var (low, high) = (0.000_1, 1_000.0)
    for _ in 0..<24 {
      let middle = (low * high).squareRoot()
      if replay(policy, scale: middle).polls > pollsPerDay { low = middle } else { high = middle }
    }
    return replay(policy, scale: high)
  }

  private func replay(_ policy: IntervalPolicy, scale: Double) -> Result {
    var delays: [TimeInterval] = []
    var polls = 0.0
    var days = 0.0
    for stories in times.feeds {
      guard let first = stories.first, let last = stories.last else { continue }
      var rhythm = PublishingRhythm()
      var next = 0
      var now = first
      while next < stories.count {
        let wait = policy.wait(rhythm, scale: scale, from: now)
        now += wait
        polls += 1
        var found: [Date] = []
        while next < stories.count, stories[next] <= now {
          found.append(stories[next])
          next += 1
        }
        delays += found.map { now.timeIntervalSince($0) }
        rhythm.observe(hours: wait / 3_600, stories: found)
      }
      days += last.timeIntervalSince(first) / 86_400
    }
    delays.sort()
    return Result(
      polls: polls / max(days, 0.001), median: delays.isEmpty ? 0 : delays[delays.count / 2],
      mean: delays.reduce(0, +) / Double(max(delays.count, 1)))
  }
}
