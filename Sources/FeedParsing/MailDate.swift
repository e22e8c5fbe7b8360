import FoundationEssentials

/// Reads the form that most RSS feeds write: `Thu, 01 Jan 2004 19:48:21 GMT` (RFC 822 with a year of four digits).
enum MailDate {
  /// The instant that a trimmed text means; nil if it has another form.
  static func date(_ text: borrowing Span<UInt8>) -> Date? {
    var index = 0
    while index < text.count, text[index].isLetter { index += 1 }
    if index > 0 {
      guard index < text.count, text[index] == UInt8(ascii: ",") else { return nil }
      index += 1
    }
    while index < text.count, text[index] == ASCII.space { index += 1 }
    guard let day = number(text, &index, digits: 1...2), skipSpace(text, &index),
      let month = month(text, at: index)
    else { return nil }
    index += 3
    guard skipSpace(text, &index), let year = number(text, &index, digits: 4...4), skipSpace(text, &index),
      let hour = number(text, &index, digits: 2...2), skip(ASCII.colon, text, &index),
      let minute = number(text, &index, digits: 2...2)
    else { return nil }
    var date = CivilDate(year: year, month: month, day: day, hour: hour, minute: minute)
    if skip(ASCII.colon, text, &index) {
      guard let second = number(text, &index, digits: 2...2) else { return nil }
      date.second = second
    }
    guard skipSpace(text, &index), let offset = zone(text, at: index) else { return nil }
    return date.instant(offset: offset)
  }

  private static func number(_ text: borrowing Span<UInt8>, _ index: inout Int, digits: ClosedRange<Int>) -> Int? {
    var value = 0
    let start = index
    while index < text.count, text[index].isDigit, index - start < digits.upperBound {
      value = value * 10 + Int(text[index] &- 0x30)
      index += 1
    }
    return index - start >= digits.lowerBound ? value : nil
  }

  private static func skip(_ byte: UInt8, _ text: borrowing Span<UInt8>, _ index: inout Int) -> Bool {
    guard index < text.count, text[index] == byte else { return false }
    index += 1
    return true
  }

  private static func skipSpace(_ text: borrowing Span<UInt8>, _ index: inout Int) -> Bool {
    guard skip(ASCII.space, text, &index) else { return false }
    while skip(ASCII.space, text, &index) {}
    return true
  }

  private static func month(_ text: borrowing Span<UInt8>, at index: Int) -> Int? {
    guard index + 3 < text.count else { return nil }
    let key =
      UInt32(text[index].lowercased) << 16 | UInt32(text[index + 1].lowercased) << 8
      | UInt32(text[index + 2].lowercased)
    return switch key {
    case 0x6A616E: 1
    case 0x666562: 2
    case 0x6D6172: 3
    case 0x617072: 4
    case 0x6D6179: 5
    case 0x6A756E: 6
    case 0x6A756C: 7
    case 0x617567: 8
    case 0x736570: 9
    case 0x6F6374: 10
    case 0x6E6F76: 11
    case 0x646563: 12
    default: nil
    }
  }

  private static func zone(_ text: borrowing Span<UInt8>, at start: Int) -> Int? {
    if text.count == start + 3, text.hasWord("gmt", at: start) || text.hasWord("utc", at: start) { return 0 }
    guard text.count == start + 5, text[start] == UInt8(ascii: "+") || text[start] == ASCII.hyphen else { return nil }
    var index = start + 1
    guard let value = number(text, &index, digits: 4...4) else { return nil }
    let minutes = value / 100 * 60 + value % 100
    return text[start] == ASCII.hyphen ? -minutes : minutes
  }
}
