/// Tags, and what their order says about those that are missing.
extension MarkupRepair {
  mutating func readEndTag(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    let nameStart = start + 2
    var index = nameStart
    while index < bytes.count, Self.isNameByte(bytes[index]) { index += 1 }
    let name = nameStart..<index
    guard !name.isEmpty else { return writeLess(bytes, at: start) }
    while index < bytes.count, bytes[index] != ASCII.greater, bytes[index] != ASCII.less { index += 1 }
    guard index < bytes.count else {
      isTruncated = true
      return bytes.count
    }
    let end = bytes[index] == ASCII.greater ? index + 1 : index
    guard let match = open.lastIndex(where: { isIn($0, bytes, name) }) else {
      warn(
        "an end tag without its beginning was left out: </\(bytes.extracting(name).string.prefix(40))>", bytes,
        at: start)
      return end
    }
    if match < open.count - 1 {
      warn("elements within <\(bytes.extracting(name).string.prefix(40))> were never closed", bytes, at: start)
    }
    while open.count > match, let element = open.popLast() { writeEnd(element) }
    if open.isEmpty { isFinished = true }
    return end
  }

  mutating func readStartTag(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    var index = start + 1
    while index < bytes.count, Self.isNameByte(bytes[index]) { index += 1 }
    let name = start + 1..<index
    let isInField = open.contains { $0.isField }
    guard index < bytes.count else {
      isTruncated = true
      return bytes.count
    }
    // `<3` and `<foo@example.org>` are no tags.
    guard
      bytes[index].isSpace || bytes[index] == ASCII.greater || bytes[index] == ASCII.slash || bytes[index] == ASCII.less
    else { return writeLess(bytes, at: start) }
    let tag = readAttributes(bytes, from: index)
    guard let tag else {
      // No `>` follows: either the tail is cut off, or this `<` is text.
      if bytes.firstIndex(of: ASCII.greater, from: start) == nil {
        isTruncated = true
        return bytes.count
      }
      return writeLess(bytes, at: start)
    }
    let spelling = bytes.extracting(name).string
    let kind = FieldNames.kind(spelling)
    closeBefore(kind, bytes, name)
    if open.count >= XMLBounds.depth {
      keepLines(bytes, start..<tag.end)
      return tag.end
    }
    let isVoid = isInField && FieldNames.isVoid(spelling)
    output.append(ASCII.less)
    let nameInOutput = output.count..<output.count + name.count
    output.append(bytes.extracting(name))
    output.append(contentsOf: tag.attributes)
    // Behind the tag they would be text.
    keepLines(bytes, start..<tag.end, butOfValues: tag.attributes)
    if tag.isClosed || isVoid {
      output.append(ASCII.slash)
      output.append(ASCII.greater)
      if open.isEmpty { isFinished = true }
    } else {
      output.append(ASCII.greater)
      open.append(OpenElement(name: nameInOutput, isField: kind == .field))
    }
    return tag.end
  }

  /// Closes what the beginning of another field or story shows to have been left open.
  private mutating func closeBefore(_ kind: FieldNames.Kind, _ bytes: borrowing Span<UInt8>, _ name: Range<Int>) {
    switch kind {
    case .story:
      guard let other = open.lastIndex(where: { isIn($0, bytes, name) }) else {
        while let last = open.last, last.isField, open.count > 1 { writeEnd(open.removeLast()) }
        return
      }
      warn("a story was never closed", bytes, at: name.lowerBound)
      while open.count > other, let element = open.popLast() { writeEnd(element) }
    case .field:
      guard let last = open.last, last.isField, open.count > 1 else { return }
      warn("a field was never closed", bytes, at: name.lowerBound)
      if let element = open.popLast() { writeEnd(element) }
    case .other:
      return
    }
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte >= 0x80 || byte == ASCII.hyphen || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: ".") || byte == ASCII.colon
  }
}
