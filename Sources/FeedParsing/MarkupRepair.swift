/// Makes well-formed XML of what publishers send instead, and keeps everything that a reader would see.
///
/// One pass over the bytes. Line breaks stay where they are, so that lines still count.
struct MarkupRepair {
  /// A mended document.
  struct Result {
    /// The document as well-formed XML.
    var bytes: [UInt8]
    /// Whether the document ended before its root did.
    var isTruncated: Bool
    /// What was mended, and where.
    var warnings: [ParseWarning]
  }

  private struct OpenElement {
    let name: Range<Int>
    /// Whether it is a field of a story or feed, in which other fields have no business.
    let isField: Bool
  }

  private var output: [UInt8] = []
  private var open: [OpenElement] = []
  private var warnings: [ParseWarning] = []
  private var declared = DeclaredEntities()
  private var line = 1
  private var lineStart = 0
  private var textLength = 0
  private var isTruncated = false
  private var isFinished = false
  /// What is known to be missing from the rest of the bytes, so that searching again is not worth it.
  private var patience = HTMLTag.Patience()

  private static let deepest = 200
  private static let longestText = 6 << 20
  private static let longestAttribute = 1 << 20

  /// Mends a document of valid UTF-8.
  static func repair(_ bytes: borrowing Span<UInt8>) -> Result {
    var repair = MarkupRepair()
    repair.output.reserveCapacity(bytes.count + bytes.count / 8)
    repair.read(bytes)
    return Result(bytes: repair.output, isTruncated: repair.isTruncated, warnings: repair.warnings)
  }

  private mutating func warn(_ message: String, _ bytes: borrowing Span<UInt8>, at index: Int) {
    guard warnings.count < 50 else { return }
    while lineStart < index {
      if bytes[lineStart] == ASCII.newline { line += 1 }
      lineStart += 1
    }
    warnings.append(ParseWarning(line: line, message: message))
  }

  // MARK: The document

  private mutating func read(_ bytes: borrowing Span<UInt8>) {
    var index = DocumentKind.start(of: bytes)
    if index > 0, !bytes.extracting(0..<index).trimmedRange.isEmpty {
      warn("text before the document was left out", bytes, at: 0)
    }
    keepLines(bytes, 0..<index)
    while index < bytes.count, !isFinished {
      if bytes[index] == ASCII.less {
        index = readMarkup(bytes, at: index)
      } else {
        index = readText(bytes, at: index)
      }
    }
    if isFinished, index < bytes.count, !bytes.extracting(index..<bytes.count).trimmedRange.isEmpty {
      warn("what follows the document's end was left out", bytes, at: index)
    }
    if !open.isEmpty {
      isTruncated = true
      warn("the document ends before its root element does", bytes, at: bytes.count)
    }
    while let element = open.popLast() { writeEnd(element) }
  }

  private mutating func keepLines(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    for index in range where bytes[index] == ASCII.newline { output.append(ASCII.newline) }
  }

  private mutating func writeEnd(_ element: OpenElement) {
    output.append(ASCII.less)
    output.append(ASCII.slash)
    for index in element.name { output.append(output[index]) }
    output.append(ASCII.greater)
    textLength = 0
  }

  private func isIn(_ element: OpenElement, _ bytes: borrowing Span<UInt8>, _ name: Range<Int>) -> Bool {
    guard element.name.count == name.count else { return false }
    for offset in 0..<name.count
    where output[element.name.lowerBound + offset].lowercased != bytes[name.lowerBound + offset].lowercased {
      return false
    }
    return true
  }

  // MARK: Text

  private mutating func readText(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != ASCII.less {
      if open.isEmpty || textLength > Self.longestText {
        if bytes[index] == ASCII.newline { output.append(ASCII.newline) }
        index += 1
      } else {
        textLength += 1
        index = readCharacter(bytes, at: index)
      }
    }
    return index
  }

  /// Writes one character or reference of text or of an attribute.
  private mutating func readCharacter(_ bytes: borrowing Span<UInt8>, at index: Int) -> Int {
    let byte = bytes[index]
    switch byte {
    case ASCII.ampersand: return readReference(bytes, at: index)
    case ASCII.less: output.append("&lt;")
    case ASCII.greater: output.append("&gt;")
    case ASCII.tab, ASCII.newline, ASCII.carriageReturn: output.append(byte)
    case ..<ASCII.space: warn("a control character was left out", bytes, at: index)
    case 0xEF where index + 2 < bytes.count && bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE:
      output.append("\u{FFFD}" as Unicode.Scalar)
      return index + 3
    default: output.append(byte)
    }
    return index + 1
  }

  private mutating func readReference(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    if let end = Self.xmlReferenceEnd(bytes, at: start) {
      output.append(bytes.extracting(start..<end))
      return end
    }
    var end = start + 1
    while end < bytes.count, end - start < 64, bytes[end].isLetter || bytes[end].isDigit { end += 1 }
    if end < bytes.count, bytes[end] == ASCII.semicolon, let text = declared.text(of: bytes.extracting(start + 1..<end))
    {
      writeEscaped(text.span)
      return end + 1
    }
    if let reference = CharacterReference(in: bytes, at: start, tolerance: .numbers), reference.isNumeric {
      var text: [UInt8] = []
      reference.append(to: &text)
      writeEscaped(text.span)
      return reference.end
    }
    if start + 2 < bytes.count, bytes[start + 1] == ASCII.hash, bytes[start + 2] == ASCII.semicolon {
      output.append("\u{FFFD}" as Unicode.Scalar)
      return start + 3
    }
    warn("a bare “&” was taken as text", bytes, at: start)
    output.append("&amp;")
    return start + 1
  }

  /// Behind a reference that XML knows by itself.
  private static func xmlReferenceEnd(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int? {
    let references: [StaticString] = ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"]
    for reference in references where bytes.hasWord(reference, at: start) {
      let end = start + reference.utf8CodeUnitCount
      // `&AMP;` is HTML's.
      if bytes[start + 1] >= UInt8(ascii: "a") { return end }
    }
    return nil
  }

  private mutating func writeEscaped(_ text: borrowing Span<UInt8>) {
    for index in 0..<text.count {
      switch text[index] {
      case ASCII.less: output.append("&lt;")
      case ASCII.ampersand: output.append("&amp;")
      case ASCII.greater: output.append("&gt;")
      case ASCII.quote: output.append("&quot;")
      default: output.append(text[index])
      }
    }
  }

  // MARK: Markup

  private mutating func readMarkup(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    guard start + 1 < bytes.count else {
      isTruncated = true
      return bytes.count
    }
    switch bytes[start + 1] {
    case ASCII.exclamation: return readDeclaration(bytes, at: start)
    case ASCII.question:
      let end = patience.instructionsNeverEnd ? nil : bytes.firstIndex(ofWord: "?>", from: start)
      patience.instructionsNeverEnd = end == nil
      let stop = end.map { $0 + 2 } ?? bytes.firstIndex(of: ASCII.greater, from: start).map { $0 + 1 } ?? bytes.count
      keepLines(bytes, start..<stop)
      return stop
    case ASCII.slash: return readEndTag(bytes, at: start)
    default:
      guard bytes[start + 1].isLetter || bytes[start + 1] == UInt8(ascii: "_") else {
        return writeLess(bytes, at: start)
      }
      return readStartTag(bytes, at: start)
    }
  }

  private mutating func writeLess(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    if !open.isEmpty {
      warn("a bare “<” was taken as text", bytes, at: start)
      output.append("&lt;")
    }
    return start + 1
  }

  private mutating func readDeclaration(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
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

  // MARK: Tags

  private mutating func readEndTag(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
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

  private mutating func readStartTag(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
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
    if open.count >= Self.deepest {
      keepLines(bytes, start..<tag.end)
      return tag.end
    }
    let isVoid = isInField && FieldNames.isVoid(spelling)
    output.append(ASCII.less)
    let nameInOutput = output.count..<output.count + name.count
    output.append(bytes.extracting(name))
    output.append(contentsOf: tag.attributes)
    if tag.isClosed || isVoid {
      output.append(ASCII.slash)
      output.append(ASCII.greater)
      if open.isEmpty { isFinished = true }
    } else {
      output.append(ASCII.greater)
      open.append(OpenElement(name: nameInOutput, isField: kind == .field))
    }
    keepLines(bytes, start..<tag.end)
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

  private struct Tag {
    var attributes: [UInt8]
    var isClosed: Bool
    var end: Int
  }

  private mutating func readAttributes(_ bytes: borrowing Span<UInt8>, from start: Int) -> Tag? {
    var names: Set<String> = []
    var attributes: [UInt8] = []
    var isClosed = false
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
      guard names.insert(name).inserted, names.count <= 200, !name.hasSuffix(":"), !name.contains("::") else {
        continue
      }
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
    let value = bytes.extracting(range.lowerBound..<end)
    var index = 0
    while index < value.count {
      if value[index] == ASCII.quote {
        output.append("&quot;")
        index += 1
      } else {
        index = readCharacter(value, at: index)
      }
    }
    let escaped = output
    output = kept
    return escaped
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte >= 0x80 || byte == ASCII.hyphen || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: ".") || byte == ASCII.colon
  }
}
