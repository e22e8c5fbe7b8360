import FoundationEssentials

/// Reads the forms of ISO 8601 that are all digits and marks: RFC 3339 first, then week, ordinal and compact dates.
enum ISODate {
  /// The instant that a trimmed text means; nil if it has another form.
  static func date(_ text: borrowing Span<UInt8>) -> Date? {
    if let date = timestamp(text) { return date }
    var end = 0
    while end < text.count, text[end] | 0x20 != UInt8(ascii: "t"), !text[end].isSpace { end += 1 }
    guard var date = compactDate(text.extracting(0..<end)) else { return epoch(text) }
    var offset = 0
    if end < text.count {
      while end < text.count, text[end] | 0x20 == UInt8(ascii: "t") || text[end].isSpace { end += 1 }
      guard let minutes = clock(text.extracting(end..<text.count), into: &date) else { return nil }
      offset = minutes
    }
    return date.instant(offset: offset)
  }

  /// The parts of a second whose digits start at `index`, which moves behind them.
  static func fraction(_ text: borrowing Span<UInt8>, _ index: inout Int) -> Double {
    var value = 0
    var scale = 1
    while index < text.count, text[index].isDigit {
      if scale < 1_000_000_000 {
        value = value * 10 + Int(text[index] &- 0x30)
        scale *= 10
      }
      index += 1
    }
    return Double(value) / Double(scale)
  }

  /// `2003-12-31T10:14:55Z` and its like, which is what most feeds write.
  private static func timestamp(_ text: borrowing Span<UInt8>) -> Date? {
    guard text.count >= 10, text[4] == ASCII.hyphen, text[7] == ASCII.hyphen,
      let year = digits(text, 0..<4), let month = digits(text, 5..<7), let day = digits(text, 8..<10)
    else { return nil }
    var date = CivilDate(year: year, month: month, day: day)
    if text.count == 10 { return date.instant(offset: 0) }
    guard text.count >= 16, text[10] | 0x20 == UInt8(ascii: "t") || text[10] == ASCII.space,
      let offset = clock(text.extracting(11..<text.count), into: &date)
    else { return nil }
    return date.instant(offset: offset)
  }

  /// Reads `10:14:55.5+01:00` or `101455Z`; the minutes east of Greenwich, 0 where it does not say.
  private static func clock(_ text: borrowing Span<UInt8>, into date: inout CivilDate) -> Int? {
    guard let hour = digits(text, 0..<2) else { return nil }
    date.hour = hour
    var index = 2
    let isExtended = text.count > 2 && text[2] == ASCII.colon
    if isExtended { index += 1 }
    guard let minute = digits(text, index..<index + 2) else { return nil }
    date.minute = minute
    index += 2
    if index < text.count, isExtended ? text[index] == ASCII.colon : text[index].isDigit {
      if isExtended { index += 1 }
      guard let second = digits(text, index..<index + 2) else { return nil }
      date.second = second
      index += 2
    }
    if index + 1 < text.count, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ","),
      text[index + 1].isDigit
    {
      index += 1
      date.fraction = fraction(text, &index)
    }
    while index < text.count, text[index] == ASCII.space { index += 1 }
    return zone(text.extracting(index..<text.count))
  }

  private static func zone(_ text: borrowing Span<UInt8>) -> Int? {
    guard text.count > 0 else { return 0 }
    if text.count == 1 { return text[0] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
    guard text[0] == UInt8(ascii: "+") || text[0] == ASCII.hyphen, let hours = digits(text, 1..<3) else { return nil }
    var minutes = hours * 60
    if text.count > 3 {
      let start = text[3] == ASCII.colon ? 4 : 3
      // A last digit may be missing: `+00:0`.
      let given = text.count - start
      guard given == 1 || given == 2, let rest = digits(text, start..<text.count) else { return nil }
      minutes += given == 1 ? rest * 10 : rest
    }
    return text[0] == ASCII.hyphen ? -minutes : minutes
  }

  /// `20031231`, `031231`, `2003-335`, `03335`, `2003-W52-3`, `2003W523`, `2003`, `-0312`, `2003-012-31` and their like.
  private static func compactDate(_ text: borrowing Span<UInt8>) -> CivilDate? {
    let isTruncated = text.count > 0 && text[0] == ASCII.hyphen
    var values: [(value: Int, digits: Int)] = []
    var isWeek = false
    var index = isTruncated ? 1 : 0
    while index < text.count {
      let start = index
      while index < text.count, text[index].isDigit { index += 1 }
      guard index > start, index - start <= 8, let value = digits(text, start..<index), values.count < 3 else {
        return nil
      }
      values.append((value, index - start))
      guard index < text.count else { break }
      if text[index] == ASCII.hyphen { index += 1 }
      if index < text.count, text[index] | 0x20 == UInt8(ascii: "w") {
        guard values.count == 1, values[0].digits == 4, !isWeek else { return nil }
        isWeek = true
        index += 1
      }
      guard index < text.count else { return nil }
    }
    if isWeek { return weekDate(values) }
    if isTruncated { return truncatedDate(values) }
    switch values.map(\.digits) {
    case [4]: return CivilDate(year: values[0].value, month: 1, day: 1)
    case [8]:
      return CivilDate(year: values[0].value / 10_000, month: values[0].value / 100 % 100, day: values[0].value % 100)
    case [7]: return .ordinal(year: values[0].value / 1_000, day: values[0].value % 1_000)
    case [5]:
      return .ordinal(year: DateParser.fullYear(values[0].value / 1_000, digits: 2), day: values[0].value % 1_000)
    case [6]:
      let year = DateParser.fullYear(values[0].value / 10_000, digits: 2)
      return CivilDate(year: year, month: values[0].value / 100 % 100, day: values[0].value % 100)
    case [4, 2]: return CivilDate(year: values[0].value, month: values[1].value, day: 1)
    case [4, 3]: return .ordinal(year: values[0].value, day: values[1].value)
    case [2, 3]: return .ordinal(year: DateParser.fullYear(values[0].value, digits: 2), day: values[1].value)
    case [4, 1, 1], [4, 1, 2], [4, 2, 1], [4, 2, 2], [4, 3, 2]:
      return CivilDate(year: values[0].value, month: values[1].value, day: values[2].value)
    default: return nil
    }
  }

  private static func weekDate(_ values: [(value: Int, digits: Int)]) -> CivilDate? {
    switch values.map(\.digits) {
    case [4, 2]: .week(values[1].value, day: 1, of: values[0].value)
    case [4, 3]: .week(values[1].value / 10, day: values[1].value % 10, of: values[0].value)
    case [4, 2, 1]: .week(values[1].value, day: values[2].value, of: values[0].value)
    default: nil
    }
  }

  private static func truncatedDate(_ values: [(value: Int, digits: Int)]) -> CivilDate? {
    switch values.map(\.digits) {
    case [4]:
      CivilDate(year: DateParser.fullYear(values[0].value / 100, digits: 2), month: values[0].value % 100, day: 1)
    case [2, 2]:
      CivilDate(year: DateParser.fullYear(values[0].value, digits: 2), month: values[1].value, day: 1)
    default: nil
    }
  }

  /// Seconds or milliseconds since 1970.
  private static func epoch(_ text: borrowing Span<UInt8>) -> Date? {
    guard text.count == 10 || text.count == 13, let value = digits(text, 0..<text.count) else { return nil }
    return Date(timeIntervalSince1970: text.count == 10 ? Double(value) : Double(value) / 1_000)
  }

  private static func digits(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard range.upperBound <= text.count else { return nil }
    var value = 0
    for index in range {
      guard text[index].isDigit else { return nil }
      value = value * 10 + Int(text[index] &- 0x30)
    }
    return value
  }
}
