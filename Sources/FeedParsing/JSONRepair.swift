/// Makes sound JSON of a document with broken escapes, raw control characters, or its tail cut off.
enum JSONRepair {
  /// A mended document.
  struct Result {
    var bytes: [UInt8]
    /// Whether the end was missing.
    var isTruncated: Bool
    /// Where the reading ended because lists and objects stand too deep within one another.
    var tooDeep: Int?
  }

  /// Mends a document in one pass.
  static func repair(_ source: borrowing Span<UInt8>) -> Result {
    var output: [UInt8] = []
    output.reserveCapacity(source.count + 16)
    var closers: [UInt8] = []
    // Where the last whole value of a list ended, and what was open there.
    var lastWhole: (count: Int, closers: [UInt8])?
    var isInString = false
    var index = 0
    while index < source.count, closers.count < JSONBounds.depth {
      let byte = source[index]
      index += 1
      if isInString {
        switch byte {
        case ASCII.quote:
          isInString = false
          output.append(byte)
        case UInt8(ascii: "\\"): index = appendEscape(of: source, at: index - 1, to: &output)
        case ..<ASCII.space: output.append(ASCII.space)
        default: output.append(byte)
        }
        continue
      }
      output.append(byte)
      switch byte {
      case ASCII.quote: isInString = true
      case UInt8(ascii: "{"): closers.append(UInt8(ascii: "}"))
      case ASCII.bracket: closers.append(UInt8(ascii: "]"))
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard closers.last == byte else { continue }
        closers.removeLast()
        if closers.isEmpty { return Result(bytes: output, isTruncated: false) }
        if closers.last == UInt8(ascii: "]") { lastWhole = (output.count, closers) }
      default: break
      }
    }
    let tooDeep = closers.count >= JSONBounds.depth ? index : nil
    guard let lastWhole else { return Result(bytes: output, isTruncated: true, tooDeep: tooDeep) }
    output.removeSubrange(lastWhole.count...)
    output.append(contentsOf: lastWhole.closers.reversed())
    return Result(bytes: output, isTruncated: true, tooDeep: tooDeep)
  }

  /// Copies an escape; one that stands for half a character becomes U+FFFD.
  private static func appendEscape(of source: borrowing Span<UInt8>, at start: Int, to output: inout [UInt8]) -> Int {
    guard start + 1 < source.count else { return source.count }
    let kind = source[start + 1]
    guard kind == UInt8(ascii: "u") else {
      if #"\"/bfnrt"#.utf8.contains(kind) {
        output.append(source.extracting(start..<start + 2))
        return start + 2
      }
      output.append(#"\\"#)
      return start + 1
    }
    guard let unit = unit(of: source, at: start) else {
      output.append("\u{FFFD}" as Unicode.Scalar)
      return start + 2
    }
    if unit & 0xFC00 == 0xD800, let low = self.unit(of: source, at: start + 6), low & 0xFC00 == 0xDC00 {
      output.append(source.extracting(start..<start + 12))
      return start + 12
    }
    if unit & 0xF800 == 0xD800 {
      output.append("\u{FFFD}" as Unicode.Scalar)
    } else {
      output.append(source.extracting(start..<start + 6))
    }
    return start + 6
  }

  private static func unit(of source: borrowing Span<UInt8>, at start: Int) -> UInt32? {
    guard start + 6 <= source.count, source[start] == UInt8(ascii: "\\"), source[start + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var value: UInt32 = 0
    for index in start + 2..<start + 6 {
      guard let digit = source[index].hexValue else { return nil }
      value = value << 4 | digit
    }
    return value
  }
}
