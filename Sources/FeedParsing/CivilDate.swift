import FoundationEssentials

/// A date and time of the Gregorian calendar.
struct CivilDate {
  var year: Int
  var month: Int
  var day: Int
  var hour = 0
  var minute = 0
  var second = 0
  /// Parts of a second, from 0 to below 1.
  var fraction = 0.0

  /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, in seconds since 1970.
  private static let firstSecond = -62_135_596_800
  private static let lastSecond = 253_402_300_799

  /// The instant that this is at `offset` minutes east of Greenwich; nil if there is no such date or time.
  ///
  /// 24:00 is the next day's start. A later minute of that hour is taken for the day's own first, as publishers mean it.
  func instant(offset: Int) -> Date? {
    guard (1...9999).contains(year), (1...12).contains(month), (1...Self.days(inMonth: month, of: year)).contains(day),
      (0...24).contains(hour), (0...59).contains(minute), (0...60).contains(second), abs(offset) <= 18 * 60
    else { return nil }
    let hours = hour == 24 && (minute > 0 || second > 0) ? 0 : hour
    let days = Self.daysSince1970(year: year, month: month, day: day)
    let seconds = days * 86_400 + hours * 3_600 + (minute - offset) * 60 + second
    // Also in UTC, in which it is told, the year has four digits.
    guard (Self.firstSecond...Self.lastSecond).contains(seconds) else { return nil }
    return Date(timeIntervalSince1970: Double(seconds) + fraction)
  }

  /// The number of days in a month.
  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Days from 1970-01-01, by Howard Hinnant's `days_from_civil`.
  static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The date that many days after 1970-01-01, by Howard Hinnant's `civil_from_days`.
  static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9, day)
  }

  /// The day of the week, 0 for Sunday.
  static func weekday(year: Int, month: Int, day: Int) -> Int {
    ((daysSince1970(year: year, month: month, day: day) + 4) % 7 + 7) % 7
  }

  /// The date of a day of the year, from 1; nil if the year has no such day.
  static func ordinal(year: Int, day: Int) -> CivilDate? {
    guard day >= 1, day <= (isLeap(year) ? 366 : 365) else { return nil }
    var month = 1
    var rest = day
    while rest > days(inMonth: month, of: year) {
      rest -= days(inMonth: month, of: year)
      month += 1
    }
    return CivilDate(year: year, month: month, day: rest)
  }

  /// The date of a day (1 for Monday) of an ISO 8601 week; nil if there is no such week.
  static func week(_ week: Int, day: Int, of year: Int) -> CivilDate? {
    guard (1...53).contains(week), (1...7).contains(day) else { return nil }
    let fourth = (weekday(year: year, month: 1, day: 4) + 6) % 7
    let dayOfYear = 4 - fourth + (week - 1) * 7 + (day - 1)
    if dayOfYear < 1 { return ordinal(year: year - 1, day: dayOfYear + (isLeap(year - 1) ? 366 : 365)) }
    return ordinal(year: year, day: dayOfYear)
      ?? ordinal(year: year + 1, day: dayOfYear - (isLeap(year) ? 366 : 365))
  }
}
