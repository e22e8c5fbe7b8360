/// Comments, CDATA sections, and what a DOCTYPE declares.
extension MarkupRepair {
  mutating func readDeclaration(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    if bytes.hasWord("<!--", at: start) {
      guard !patience.commentsNeverEnd, let end = bytes.firstIndex(ofWord: "-->", from: start + 4) else {
        patience.commentsNeverEnd = true
        warn("a comment that never ends was opened", bytes, at: start)
        return start + 4
      }
      keepLines(bytes, start..<end)
      return end + 3
    }
    if bytes.hasWord("<![cdata[", at: start) { return readCDATA(bytes, from: start + 9) }
    if bytes.hasWord("<!doctype", at: start), open.isEmpty { return readDoctype(bytes, at: start) }
    if !patience.declarationsNeverEnd, start + 2 < bytes.count,
      bytes[start + 2].isLetter || bytes[start + 2] == ASCII.bracket
    {
      if let end = bytes.firstIndex(of: ASCII.greater, from: start) {
        keepLines(bytes, start..<end)
        return end + 1
      }
      patience.declarationsNeverEnd = true
    }
    return writeLess(bytes, at: start)
  }

  private mutating func readCDATA(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
    var end = patience.sectionsNeverEnd ? nil : bytes.firstIndex(ofWord: "]]>", from: start)
    patience.sectionsNeverEnd = end == nil
    var next = end.map { $0 + 3 } ?? bytes.count
    if end == nil, let element = open.last, let close = endTag(of: element, in: bytes, from: start) {
      warn("a CDATA section that never ends was closed with its element", bytes, at: start)
      end = close
      next = close
    }
    let stop = end ?? bytes.count
    if end == nil { isTruncated = true }
    if open.isEmpty {
      keepLines(bytes, start..<stop)
      return next
    }
    var index = start
    while index < stop {
      if textLength > Self.longestText {
        if bytes[index] == ASCII.newline { output.append(ASCII.newline) }
        index += 1
        continue
      }
      textLength += 1
      if bytes[index] == ASCII.ampersand {
        output.append("&amp;")
        index += 1
      } else {
        index = readCharacter(bytes, at: index)
      }
    }
    return next
  }

  private func endTag(of element: OpenElement, in bytes: borrowing Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while let close = bytes.firstIndex(ofWord: "</", from: index) {
      let name = close + 2..<min(close + 2 + element.name.count, bytes.count)
      if isIn(element, bytes, name) { return close }
      index = close + 2
    }
    return nil
  }

  private mutating func readDoctype(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    guard !patience.declarationsNeverEnd else { return start + 9 }
    var index = start
    var brackets = 0
    while index < bytes.count {
      switch bytes[index] {
      case ASCII.bracket: brackets += 1
      case UInt8(ascii: "]"): brackets -= 1
      case ASCII.greater where brackets <= 0:
        keepLines(bytes, start..<index)
        return index + 1
      case ASCII.less where index > start && bytes.hasWord("<!entity", at: index):
        index = readEntity(bytes, at: index + 8)
        continue
      case ASCII.less where index > start && brackets <= 0:
        return index
      default: break
      }
      index += 1
    }
    patience.declarationsNeverEnd = true
    return start + 9
  }

  private mutating func readEntity(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index].isSpace { index += 1 }
    let nameStart = index
    while index < bytes.count, bytes[index].isLetter || bytes[index].isDigit || bytes[index] == ASCII.hyphen {
      index += 1
    }
    let name = nameStart..<index
    while index < bytes.count, bytes[index].isSpace { index += 1 }
    guard index < bytes.count, !name.isEmpty, bytes[index] == ASCII.quote || bytes[index] == ASCII.apostrophe,
      let close = bytes.firstIndex(of: bytes[index], from: index + 1)
    else { return index }
    declared.declare(bytes.extracting(name).string, as: bytes.extracting(index + 1..<close))
    return close + 1
  }
}
