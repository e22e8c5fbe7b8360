import FoundationEssentials

/// Reads the fields of a feed's notes: `name=value`, parted by spaces.
struct NoteFields {
  private let bytes: [UInt8]
  private var index = 0

  init(_ notes: [UInt8]) { bytes = notes }

  /// The next field, or nil at the end.
  mutating func next() -> (name: String, value: ArraySlice<UInt8>)? {
    while index < bytes.count {
      let field = bytes[index...].prefix { $0 != UInt8(ascii: " ") }
      index = field.endIndex + 1
      guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else { continue }
      return (String(decoding: field[..<equals], as: UTF8.self), field[(equals + 1)...])
    }
    return nil
  }

  static func date(_ text: ArraySlice<UInt8>) -> Date? { number(text).map(Date.init(timeIntervalSince1970:)) }

  /// The numbers of a list with commas; what is none is left out.
  static func numbers(_ list: ArraySlice<UInt8>) -> [Double] {
    var numbers: [Double] = []
    var rest = list
    while !rest.isEmpty {
      let item = rest.prefix { $0 != UInt8(ascii: ",") }
      if let number = number(item) { numbers.append(number) }
      rest = rest.dropFirst(item.count + 1)
    }
    return numbers
  }

  /// A number as the notes write it, with few decimals, or in any other way; nil for what is no number or not finite.
  static func number(_ text: ArraySlice<UInt8>) -> Double? {
    let point = text.firstIndex(of: UInt8(ascii: "."))
    if point == nil, let whole = natural(text) { return Double(whole) }
    // So few digits are an exact number, whatever power of ten divides them.
    guard let point, text.count <= 15, let whole = natural(text[..<point]), let part = natural(text[(point + 1)...])
    else { return Double(String(decoding: text, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil } }
    var scale = 1
    for _ in (point + 1)..<text.endIndex { scale *= 10 }
    return Double(whole * scale + part) / Double(scale)
  }

  /// The number that up to twelve digits make.
  private static func natural(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...12).contains(digits.count) else { return nil }
    var number = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      number = number * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return number
  }
}
