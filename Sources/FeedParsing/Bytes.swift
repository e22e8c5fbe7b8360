/// ASCII bytes that parsers compare against, by what they look like.
enum ASCII {
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let exclamation = UInt8(ascii: "!")
  static let quote = UInt8(ascii: "\"")
  static let hash = UInt8(ascii: "#")
  static let ampersand = UInt8(ascii: "&")
  static let apostrophe = UInt8(ascii: "'")
  static let hyphen = UInt8(ascii: "-")
  static let slash = UInt8(ascii: "/")
  static let colon = UInt8(ascii: ":")
  static let semicolon = UInt8(ascii: ";")
  static let less = UInt8(ascii: "<")
  static let equals = UInt8(ascii: "=")
  static let greater = UInt8(ascii: ">")
  static let question = UInt8(ascii: "?")
  static let bracket = UInt8(ascii: "[")
}

extension UInt8 {
  /// Whether this is white space of XML, or a form feed.
  var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D && self != 0x0B) }
  var isDigit: Bool { self &- 0x30 < 10 }
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  /// The lower-case letter of an upper-case ASCII one, else the byte itself.
  var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
  /// The value of a hexadecimal digit.
  var hexValue: UInt32? {
    if isDigit { return UInt32(self &- 0x30) }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? UInt32(letter) + 10 : nil
  }
}

extension [UInt8] {
  /// Appends bytes that live elsewhere.
  mutating func append(_ span: borrowing Span<UInt8>) {
    // The buffer lives as long as the closure, and append copies it.
    unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends a string's UTF-8.
  mutating func append(_ text: String) {
    append(contentsOf: text.utf8)
  }

  /// Appends a scalar as UTF-8.
  mutating func append(_ scalar: Unicode.Scalar) {
    let value = scalar.value
    switch value {
    case ..<0x80:
      append(UInt8(value))
    case ..<0x800:
      append(UInt8(0xC0 | value >> 6))
      append(UInt8(0x80 | value & 0x3F))
    case ..<0x10000:
      append(UInt8(0xE0 | value >> 12))
      append(UInt8(0x80 | value >> 6 & 0x3F))
      append(UInt8(0x80 | value & 0x3F))
    default:
      append(UInt8(0xF0 | value >> 18))
      append(UInt8(0x80 | value >> 12 & 0x3F))
      append(UInt8(0x80 | value >> 6 & 0x3F))
      append(UInt8(0x80 | value & 0x3F))
    }
  }

  /// Shortens to at most `limit` bytes, at a character's boundary; whether it had to.
  @discardableResult
  mutating func cut(to limit: Int) -> Bool {
    guard count > limit else { return false }
    var end = limit
    while end > 0, self[end] & 0xC0 == 0x80 { end -= 1 }
    removeSubrange(end...)
    return true
  }
}

extension Span<UInt8> {
  /// A string of these bytes, which are UTF-8.
  var string: String {
    // The buffer lives as long as the closure, and the string copies it.
    unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// A string of these bytes where they are known to be UTF-8, as all text is that `DecodedText` has read and nothing
  /// has cut within a character.
  var decodedString: String {
    assert(UTF8Check(self).isValid, "text that was decoded is no UTF-8")
    let isASCII = isASCII
    // The fact above makes it sound not to look at every byte again.
    return unsafe String(copying: UTF8Span(unchecked: self, isKnownASCII: isASCII))
  }

  /// Whether no byte is above 127.
  var isASCII: Bool {
    // The loads stay within the buffer's count.
    unsafe withUnsafeBytes { raw in
      var index = 0
      while index + 32 <= raw.count {
        guard unsafe raw.isASCII32(at: index) else { return false }
        index += 32
      }
      while index < raw.count {
        if unsafe raw[index] >= 0x80 { return false }
        index += 1
      }
      return true
    }
  }

  /// The bytes between leading and trailing white space.
  var trimmedRange: Range<Int> {
    var start = 0
    var end = count
    while start < end, self[start].isSpace { start += 1 }
    while end > start, self[end - 1].isSpace { end -= 1 }
    return start..<end
  }

  /// The first place at or behind `start` where `byte` stands.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    var index = start
    while index < count {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  /// How often `byte` stands here.
  func count(of byte: UInt8) -> Int {
    var count = 0
    for index in indices where self[index] == byte { count += 1 }
    return count
  }

  /// Whether `word`, in lower-case ASCII, stands at `start`, in letters of either case.
  func hasWord(_ word: StaticString, at start: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    guard start >= 0, count - start >= length else { return false }
    // A static string's bytes live for ever.
    let wanted = unsafe UnsafeBufferPointer(start: word.utf8Start, count: length)
    for offset in 0..<length where unsafe self[start + offset].lowercased != wanted[offset] { return false }
    return true
  }

  /// The first place at or behind `start` where `word`, in lower-case ASCII, stands in letters of either case.
  func firstIndex(ofWord word: StaticString, from start: Int, below end: Int = .max) -> Int? {
    let length = word.utf8CodeUnitCount
    let last = Swift.min(end, count) - length
    guard start <= last else { return nil }
    let first = unsafe word.utf8Start.pointee
    var index = start
    while index <= last {
      if self[index].lowercased == first, hasWord(word, at: index) { return index }
      index += 1
    }
    return nil
  }
}

extension UnsafeRawBufferPointer {
  /// Whether none of the 32 bytes at `index`, which must lie within the buffer, is above 127.
  @inline(__always)
  func isASCII32(at index: Int) -> Bool {
    let first = unsafe loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
    let joined = (first[0] | first[1]) | (first[2] | first[3])
    return joined & 0x8080_8080_8080_8080 == 0
  }
}
