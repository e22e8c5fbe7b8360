/// Reads `schedule`, and holds its values against each other.
enum ScheduleReader {
  private static let longest: Duration = .seconds(365 * 24 * 60 * 60)

  /// The settings of `schedule`, with the defaults for what is missing or wrong.
  static func read(_ entry: YAMLEntry, with reader: inout YAMLReader) -> ScheduleSettings {
    var schedule = ScheduleSettings()
    guard let keys = reader.mapping(entry.value, "`schedule`", keys: ["interval", "min", "max"]) else {
      return schedule
    }
    func duration(_ key: String, from lowest: Duration) -> Duration? {
      keys[key].flatMap { reader.duration($0.value, "`\(key)`", in: lowest...longest) }
    }
    let problemsBefore = reader.errorCount
    schedule.min = duration("min", from: ScheduleSettings.floor) ?? schedule.min
    schedule.max = duration("max", from: ScheduleSettings.floor) ?? schedule.max
    schedule.interval = duration("interval", from: ScheduleSettings.floor) ?? schedule.interval
    guard reader.errorCount == problemsBefore else { return schedule }

    func place(_ preferred: String, _ other: String) -> FilePlace {
      (keys[preferred] ?? keys[other])?.value.place ?? entry.value.place
    }
    let (interval, low, high) = (schedule.interval, schedule.min, schedule.max)
    if low > high {
      reader.report(
        "`min` (\(low.configurationText)) is above `max` (\(high.configurationText))", at: place("min", "max"))
    } else if interval < low {
      reader.report(
        "`interval` (\(interval.configurationText)) is below `min` (\(low.configurationText))",
        at: place("interval", "min"))
    } else if interval > high {
      reader.report(
        "`interval` (\(interval.configurationText)) is above `max` (\(high.configurationText))",
        at: place("interval", "max"))
    } else if interval < ScheduleSettings.polite {
      reader.report(
        "feeds are polled every \(interval.configurationText); publishers ask for 60m or more",
        at: place("interval", "interval"), severity: .warning)
    }
    return schedule
  }
}
