/// Reads `schedule`, and holds its values against each other.
enum ScheduleReader {
  private static let longest: Duration = .seconds(365 * 24 * 60 * 60)

  /// The settings of `schedule`, with the defaults for what is missing; nil where they cannot be used.
  static func read(_ entry: YAMLEntry, with reader: inout YAMLReader) -> ScheduleSettings? {
    let known = ["interval", "min", "max", "polls-per-hour"]
    guard let keys = reader.mapping(entry.value, "`schedule`", keys: known) else { return nil }
    func duration(_ key: String) -> Duration? {
      keys[key].flatMap { reader.duration($0.value, "`\(key)`", in: ScheduleSettings.floor...longest) }
    }
    let problemsBefore = reader.errorCount
    var schedule = ScheduleSettings()
    schedule.min = duration("min") ?? schedule.min
    schedule.max = duration("max") ?? schedule.max
    schedule.interval = duration("interval") ?? schedule.interval
    schedule.pollsPerHour = keys["polls-per-hour"].flatMap {
      reader.integer($0.value, "`polls-per-hour`", in: 1...100_000_000)
    }
    guard reader.errorCount == problemsBefore else { return nil }

    func place(_ preferred: String, _ other: String) -> FilePlace {
      (keys[preferred] ?? keys[other])?.value.place ?? entry.value.place
    }
    if let (message, place) = contradiction(in: schedule, place: place) {
      reader.report(message, at: place)
      return nil
    }
    if schedule.interval < ScheduleSettings.polite {
      reader.report(
        "feeds are polled every \(schedule.interval.configurationText); publishers ask for 60m or more",
        at: place("interval", "interval"), severity: .warning)
    }
    return schedule
  }

  /// What does not fit together; a default that does not fit is reported where the other value stands.
  private static func contradiction(
    in schedule: ScheduleSettings, place: (String, String) -> FilePlace
  ) -> (message: String, place: FilePlace)? {
    let interval = "`interval` (\(schedule.interval.configurationText))"
    let low = "`min` (\(schedule.min.configurationText))"
    let high = "`max` (\(schedule.max.configurationText))"
    if schedule.min > schedule.max { return ("\(low) is above \(high)", place("min", "max")) }
    if schedule.interval < schedule.min { return ("\(interval) is below \(low)", place("interval", "min")) }
    if schedule.interval > schedule.max { return ("\(interval) is above \(high)", place("interval", "max")) }
    return nil
  }
}
