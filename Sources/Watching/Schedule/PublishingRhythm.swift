import FoundationEssentials
import Glibc

/// How often a feed publishes, and at which hours of the day: what its polls have seen, older days counting less.
package struct PublishingRhythm: Equatable {
  /// Stories of each hour of the day (UTC), older ones decayed.
  private(set) var stories = Self.noStories
  /// Hours watched, older ones decayed.
  private(set) var hoursWatched = 0.0

  /// A day without stories.
  static let noStories = [Double](repeating: 0, count: 24)
  /// After this many hours what was seen counts half.
  static let halfLife = 14.0 * 24
  /// A feed that was not watched yet counts as one story a day, watched for as many hours.
  private static let priorHours = 24.0

  /// A rhythm of which nothing is known.
  package init() {}

  /// A rhythm as it was kept; nil unless there are 24 hours and no number is negative.
  init?(stories: [Double], hoursWatched: Double) {
    guard stories.count == 24, hoursWatched >= 0, stories.allSatisfy({ $0 >= 0 }) else { return nil }
    self.stories = stories
    self.hoursWatched = hoursWatched
  }

  /// Takes in that the feed was watched for some more hours, and the times at which new stories appeared in them.
  package mutating func observe(hours: Double, stories times: [Date]) {
    // Less than none have gone by only on a clock that was put back.
    let hours = max(0, hours)
    let decay = exp2(-hours / Self.halfLife)
    for hour in stories.indices where stories[hour] > 0 { stories[hour] *= decay }
    hoursWatched = hoursWatched * decay + hours
    for time in times { stories[Self.hour(of: time)] += 1 }
  }

  /// Stories expected in an hour of the day.
  func rate(hour: Int) -> Double {
    let days = (hoursWatched + Self.priorHours) / 24
    // A neighbouring hour tells something about this one: a desk that files at nine may file at half past eight.
    let near = stories[(hour + 23) % 24] * 0.25 + stories[hour] * 0.5 + stories[(hour + 1) % 24] * 0.25
    return (near + 1.0 / 24) / days
  }

  /// Stories expected in an hour, over the whole day.
  package var meanRate: Double { (0..<24).reduce(0) { $0 + rate(hour: $1) } / 24 }

  /// The mean of the square root of the rate over the day: the share of polls that the feed deserves.
  package var meanWeight: Double { (0..<24).reduce(0) { $0 + rate(hour: $1).squareRoot() } / 24 }

  /// The wait, in seconds, until the weight that has gathered since `now` reaches `weight`; at most `longest`.
  ///
  /// With polls in proportion to the square root of the rate, hour by hour, a given number of polls finds stories with
  /// the least mean delay: the sum of rate × interval / 2 is least where the interval goes with 1 / √rate.
  package func wait(gathering weight: Double, from now: Date, longest: TimeInterval) -> TimeInterval {
    var left = weight
    var wait: TimeInterval = 0
    var secondsOfHour = now.timeIntervalSince1970.truncatingRemainder(dividingBy: 3_600)
    var hour = Self.hour(of: now)
    while wait < longest {
      let density = rate(hour: hour).squareRoot() / 3_600
      let room = 3_600 - secondsOfHour
      if density * room >= left { return min(wait + left / density, longest) }
      left -= density * room
      wait += room
      secondsOfHour = 0
      hour = (hour + 1) % 24
    }
    return longest
  }

  private static func hour(of date: Date) -> Int {
    let hours = (date.timeIntervalSince1970 / 3_600).rounded(.down)
    return (Int(hours) % 24 + 24) % 24
  }
}
