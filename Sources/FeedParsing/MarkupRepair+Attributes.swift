/// Attributes, with what is wrong in them mended.
extension MarkupRepair {
  struct Tag {
    var attributes: [UInt8]
    var isClosed: Bool
    var end: Int
  }

  mutating func readAttributes(_ bytes: borrowing Span<UInt8>, from start: Int) -> Tag? {
    var names: Set<String> = []
    var attributes: [UInt8] = []
    var isClosed = false
    var isCrowded = false
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == ASCII.greater { return Tag(attributes: attributes, isClosed: isClosed, end: index + 1) }
      if byte == ASCII.less { return Tag(attributes: attributes, isClosed: isClosed, end: index) }
      isClosed = byte == ASCII.slash
      guard byte.isLetter || byte == UInt8(ascii: "_") else {
        index += 1
        continue
      }
      let nameStart = index
      while index < bytes.count, Self.isNameByte(bytes[index]) { index += 1 }
      let name = bytes.extracting(nameStart..<index).string
      while index < bytes.count, bytes[index].isSpace { index += 1 }
      var value = index..<index
      if index < bytes.count, bytes[index] == ASCII.equals {
        index += 1
        while index < bytes.count, bytes[index].isSpace { index += 1 }
        guard let found = Self.value(bytes, at: index) else { return nil }
        value = found.range
        index = found.end
      }
      guard names.count < XMLBounds.attributes else {
        if !isCrowded { warn("\(XMLBounds.crowd); the others were left out", bytes, at: nameStart) }
        isCrowded = true
        continue
      }
      guard names.insert(name).inserted, !name.hasSuffix(":"), !name.contains("::") else { continue }
      attributes.append(ASCII.space)
      attributes.append(name)
      attributes.append(ASCII.equals)
      attributes.append(ASCII.quote)
      attributes.append(contentsOf: escapedAttribute(bytes, value))
      attributes.append(ASCII.quote)
    }
    return nil
  }

  private static func value(_ bytes: borrowing Span<UInt8>, at start: Int) -> (range: Range<Int>, end: Int)? {
    guard start < bytes.count else { return nil }
    let mark = bytes[start]
    guard mark == ASCII.quote || mark == ASCII.apostrophe else { return bareValue(bytes, at: start) }
    var index = start + 1
    var sawGreater = false
    while index < bytes.count {
      switch bytes[index] {
      case mark: return (start + 1..<index, index + 1)
      case ASCII.greater: sawGreater = true
      case ASCII.less where sawGreater:
        // The closing mark was forgotten: this is another tag already.
        return bareValue(bytes, at: start + 1)
      default: break
      }
      index += 1
    }
    return sawGreater ? bareValue(bytes, at: start + 1) : nil
  }

  private static func bareValue(_ bytes: borrowing Span<UInt8>, at start: Int) -> (range: Range<Int>, end: Int)? {
    var index = start
    while index < bytes.count, !bytes[index].isSpace, bytes[index] != ASCII.greater, bytes[index] != ASCII.less {
      index += 1
    }
    return index < bytes.count ? (start..<index, index) : nil
  }

  private mutating func escapedAttribute(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    let kept = output
    output = []
    let end = min(range.upperBound, range.lowerBound + Self.longestAttribute)
    var index = range.lowerBound
    while index < end {
      if bytes[index] == ASCII.quote {
        output.append("&quot;")
        index += 1
      } else {
        index = readCharacter(bytes, at: index)
      }
    }
    let escaped = output
    output = kept
    return escaped
  }
}
