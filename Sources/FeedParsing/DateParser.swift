import FoundationEssentials

/// Reads dates in every form that publishers write: RFC 822 and its kin, RFC 3339, ISO 8601, and what people type.
struct DateParser {
  /// The instant that a text means; nil if it is no date.
  static func date(_ text: borrowing Span<UInt8>) -> Date? {
    let range = text.trimmedRange
    guard !range.isEmpty, range.count <= 100 else { return nil }
    let trimmed = text.extracting(range)
    if let date = MailDate.date(trimmed) ?? ISODate.date(trimmed) { return date }
    var parser = DateParser()
    guard parser.read(trimmed) else { return nil }
    return parser.result()
  }

  private struct Number {
    let value: Int
    let digits: Int
    /// The separator in front of it.
    let mark: UInt8
  }

  private var numbers: [Number] = []
  private var year: Int?
  private var month: Int?
  private var monthMayBeDay = false
  private var day: Int?
  private var time: (hour: Int, minute: Int, second: Int, fraction: Double)?
  private var halfDay: HalfDay?
  private var offset: Int?
  private var zone: String?
  private var weekday: Int?
  private var mark = ASCII.space
  private var defaultOffset = 0

  private enum HalfDay { case morning, afternoon }

  // MARK: Reading

  private mutating func read(_ bytes: borrowing Span<UInt8>) -> Bool {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let next: Int?
      if byte.isDigit {
        next = readNumber(bytes, at: index)
      } else if byte.isLetter || byte >= 0x80 {
        next = readWord(bytes, at: index)
      } else if byte == UInt8(ascii: "+") || byte == ASCII.hyphen, time != nil, index + 1 < bytes.count,
        !bytes[index + 1].isSpace
      {
        next = readOffset(bytes, at: index)
      } else if byte == UInt8(ascii: "(") {
        next = (bytes.firstIndex(of: UInt8(ascii: ")"), from: index) ?? bytes.count - 1) + 1
      } else {
        if !byte.isSpace { mark = byte }
        next = index + 1
      }
      guard let next else { return false }
      index = next
    }
    return true
  }

  private mutating func readNumber(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int? {
    var index = start
    guard let (value, digits) = Self.number(bytes, &index), digits <= 14 else { return nil }
    if index < bytes.count {
      if bytes[index] == ASCII.colon {
        guard time == nil, digits <= 2 else { return nil }
        return readTime(bytes, hour: value, at: index)
      }
      if bytes[index] | 0x20 == UInt8(ascii: "h"), time == nil, digits <= 2 {
        var after = index + 1
        let minute = Self.number(bytes, &after)
        if minute == nil || minute?.digits == 2 {
          time = (value, minute?.value ?? 0, 0, 0)
          return minute == nil ? index + 1 : after
        }
      }
      if bytes[index] >= 0x80, let next = readMarker(bytes, at: index, of: value) { return next }
      if let next = Self.ordinalEnd(bytes, at: index) { index = next }
    }
    numbers.append(Number(value: value, digits: digits, mark: mark))
    mark = ASCII.space
    return numbers.count <= 3 ? index : nil
  }

  private mutating func readTime(_ bytes: borrowing Span<UInt8>, hour: Int, at start: Int) -> Int? {
    var index = start + 1
    guard let minute = Self.number(bytes, &index), minute.digits <= 2 else { return nil }
    var second = 0
    var fraction = 0.0
    if index < bytes.count, bytes[index] == ASCII.colon {
      index += 1
      guard let value = Self.number(bytes, &index), value.digits <= 2 else { return nil }
      second = value.value
      if index + 1 < bytes.count, bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ","),
        bytes[index + 1].isDigit
      {
        index += 1
        fraction = ISODate.fraction(bytes, &index)
      }
      if index < bytes.count, bytes[index] == ASCII.colon { return nil }
    }
    time = (hour, minute.value, second, fraction)
    return index
  }

  private mutating func readOffset(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int? {
    var index = start + 1
    guard offset == nil, zone == nil || zone == "gmt" || zone == "utc",
      let first = Self.number(bytes, &index), first.digits <= 4
    else { return nil }
    var minutes = first.digits <= 2 ? first.value * 60 : first.value / 100 * 60 + first.value % 100
    if index < bytes.count, bytes[index] == ASCII.colon {
      index += 1
      guard first.digits <= 2, let rest = Self.number(bytes, &index), rest.digits == 2 else { return nil }
      minutes += rest.value
    }
    offset = bytes[start] == ASCII.hyphen ? -minutes : minutes
    return index
  }

  private mutating func readWord(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int? {
    var index = start
    while index < bytes.count, Self.isWordByte(bytes, at: index) { index += 1 }
    let raw = bytes.extracting(start..<index)
    // ISO 8601's separator, and Chinese, Japanese and Korean words, may stand right before a digit.
    let word = CalendarNames.folded(raw.string.filter { $0 != "." })
    switch word {
    case "t" where index < bytes.count && bytes[index].isDigit:
      return index
    case "am", "오전", "上午", "午前":
      if time != nil || raw[0] >= 0x80 { halfDay = .morning }
      if word == "오전" { defaultOffset = 540 }
      return index
    case "pm", "오후", "下午", "午後":
      halfDay = .afternoon
      if word == "오후" { defaultOffset = 540 }
      return index
    case "at", "um", "uhr", "a", "à", "las", "alle", "ore", "de", "del", "of", "the", "le", "den", "der", "and", "o",
      "г",
      "г.", "в", "kl", "om", "les", "h", "hrs", "hs":
      return index
    default:
      break
    }
    if time == nil || numbers.count < 2, let value = CalendarNames.month(word) {
      // "mar." is a Tuesday and a March: a later word is the month.
      if month == nil || monthMayBeDay {
        month = value
        monthMayBeDay = numbers.isEmpty
        return index
      }
    }
    if numbers.isEmpty, time == nil {
      weekday = weekday ?? CalendarNames.weekday(word)
      return index
    }
    if CalendarNames.weekday(word) != nil { return index }
    guard time != nil || numbers.count >= 2 || month != nil, offset == nil, zone == nil, raw[0] < 0x80 else {
      return raw[0] >= 0x80 && time != nil ? index : nil
    }
    zone = word
    return index
  }

  /// Chinese, Japanese and Korean put the unit behind its number.
  private mutating func readMarker(_ bytes: borrowing Span<UInt8>, at start: Int, of value: Int) -> Int? {
    guard start + 2 < bytes.count else { return nil }
    let end = start + 3
    let clock = time ?? (0, 0, 0, 0)
    switch bytes.extracting(start..<end).string {
    case "年": year = value
    case "년":
      year = value
      defaultOffset = 540
    case "月", "월": month = value
    case "日", "일", "号": day = value
    case "時", "时", "点", "시": time = (value, clock.minute, clock.second, 0)
    case "分", "분": time = (clock.hour, value, clock.second, 0)
    case "秒", "초": time = (clock.hour, clock.minute, value, 0)
    default: return nil
    }
    return end
  }

  private static func isWordByte(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    let byte = bytes[index]
    if byte.isLetter || byte >= 0x80 || byte == UInt8(ascii: "_") { return true }
    // "a.m." and "Europe/Paris" are one word.
    return (byte == UInt8(ascii: ".") || byte == ASCII.slash) && index + 1 < bytes.count && bytes[index + 1].isLetter
  }

  private static func number(_ bytes: borrowing Span<UInt8>, _ index: inout Int) -> (value: Int, digits: Int)? {
    let start = index
    var value = 0
    while index < bytes.count, bytes[index].isDigit, index - start < 18 {
      value = value * 10 + Int(bytes[index] &- 0x30)
      index += 1
    }
    return index > start ? (value, index - start) : nil
  }

  /// Behind the `st`, `nd`, `rd`, `th`, `er` or `º` of an ordinal number.
  private static func ordinalEnd(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int? {
    let suffixes: [StaticString] = ["st", "nd", "rd", "th", "er", "º", "ª"]
    for suffix in suffixes where bytes.hasWord(suffix, at: start) {
      let end = start + suffix.utf8CodeUnitCount
      if end == bytes.count || !bytes[end].isLetter { return end }
    }
    return nil
  }

  // MARK: Meaning

  private func result() -> Date? {
    guard var date = civilDate() else { return nil }
    if let time {
      date.hour = time.hour
      switch halfDay {
      case .morning? where time.hour == 12: date.hour = 0
      case .afternoon? where time.hour < 12: date.hour += 12
      default: break
      }
      date.minute = time.minute
      date.second = time.second
      date.fraction = time.fraction
    }
    // An unknown zone is Greenwich's: better an hour off than no date.
    let named = zone.map { TimeZoneNames.offset(of: $0, at: date) ?? 0 }
    return date.instant(offset: offset ?? named ?? defaultOffset)
  }

  private func civilDate() -> CivilDate? {
    if let year {
      return CivilDate(year: Self.fullYear(year, digits: year < 100 ? 2 : 4), month: month ?? 1, day: day ?? 1)
    }
    if let month { return dateOfNamedMonth(month) }
    switch numbers.count {
    case 3: return dateOfThreeNumbers()
    case 2:
      let (first, second) = (numbers[0], numbers[1])
      if first.digits == 4 { return CivilDate(year: first.value, month: second.value, day: 1) }
      return second.digits == 4 ? CivilDate(year: second.value, month: first.value, day: 1) : nil
    default: return nil
    }
  }

  private func dateOfNamedMonth(_ month: Int) -> CivilDate? {
    switch numbers.count {
    case 1:
      if let day { return CivilDate(year: numbers[0].value, month: month, day: day) }
      return numbers[0].digits == 4 ? CivilDate(year: numbers[0].value, month: month, day: 1) : nil
    case 2:
      let (first, second) = (numbers[0], numbers[1])
      if first.digits > 2 { return CivilDate(year: first.value, month: month, day: second.value) }
      return CivilDate(year: Self.fullYear(second.value, digits: second.digits), month: month, day: first.value)
    default:
      return nil
    }
  }

  private func dateOfThreeNumbers() -> CivilDate? {
    let (first, second, third) = (numbers[0], numbers[1], numbers[2])
    if first.digits > 2 { return CivilDate(year: first.value, month: second.value, day: third.value) }
    if second.mark == ASCII.hyphen, third.digits == 2, first.digits == 2 {
      return CivilDate(year: Self.fullYear(first.value, digits: 2), month: second.value, day: third.value)
    }
    let year = Self.fullYear(third.value, digits: third.digits)
    let dayFirst = CivilDate(year: year, month: second.value, day: first.value)
    let monthFirst = CivilDate(year: year, month: first.value, day: second.value)
    if second.value > 12 { return monthFirst }
    if first.value > 12 { return dayFirst }
    if let weekday, first.value > 0, second.value > 0 {
      // The named day tells 3/4 from 4/3.
      if CivilDate.weekday(year: year, month: second.value, day: first.value) == weekday { return dayFirst }
      if CivilDate.weekday(year: year, month: first.value, day: second.value) == weekday { return monthFirst }
    }
    return second.mark == ASCII.slash ? monthFirst : dayFirst
  }

  /// Two digits are 1950 to 2049, three count from 1900 (RFC 5322, 4.3).
  static func fullYear(_ value: Int, digits: Int) -> Int {
    switch digits {
    case ...2: value < 50 ? 2000 + value : 1900 + value
    case 3: 1900 + value
    default: value
    }
  }
}
