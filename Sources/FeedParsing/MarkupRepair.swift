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
    /// Whether it ended inside a story.
    var endsInsideStory: Bool
    /// What was mended, and where.
    var warnings: [ParseWarning]
  }

  struct OpenElement {
    let name: Range<Int>
    /// Whether it is a field of a story or feed, in which other fields have no business.
    let isField: Bool
  }

  var output: [UInt8] = []
  var open: [OpenElement] = []
  var warnings: [ParseWarning] = []
  var declared = DeclaredEntities()
  /// The line on which byte `counted` stands.
  private var line = 1
  private var counted = 0
  var textLength = 0
  var isTruncated = false
  private var endsInsideStory = false
  var isFinished = false
  /// What is known to be missing from the rest of the bytes, so that searching again is not worth it.
  var patience = HTMLTag.Patience()

  static let longestText = 6 << 20
  static let longestAttribute = 1 << 20

  /// Mends a document of valid UTF-8.
  static func repair(_ bytes: borrowing Span<UInt8>) -> Result {
    var repair = MarkupRepair()
    repair.output.reserveCapacity(bytes.count + bytes.count / 8)
    repair.read(bytes)
    return Result(
      bytes: repair.output, isTruncated: repair.isTruncated, endsInsideStory: repair.endsInsideStory,
      warnings: repair.warnings)
  }

  mutating func warn(_ message: String, _ bytes: borrowing Span<UInt8>, at index: Int) {
    guard warnings.count < 50 else { return }
    while counted < index {
      if bytes[counted] == ASCII.newline { line += 1 }
      counted += 1
    }
    // A tag's attributes are read before it is known where the tag stands.
    while counted > index {
      counted -= 1
      if bytes[counted] == ASCII.newline { line -= 1 }
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
      endsInsideStory = open.contains { isStory($0) }
      warn("the document ends before its root element does", bytes, at: bytes.count)
    }
    while let element = open.popLast() { writeEnd(element) }
  }

  mutating func keepLines(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    for index in range where bytes[index] == ASCII.newline { output.append(ASCII.newline) }
  }

  /// Writes the line breaks of a tag that do not stand in the values of its attributes already.
  mutating func keepLines(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, butOfValues attributes: [UInt8]) {
    var written = attributes.count { $0 == ASCII.newline }
    for index in range where bytes[index] == ASCII.newline {
      if written > 0 { written -= 1 } else { output.append(ASCII.newline) }
    }
  }

  mutating func writeEnd(_ element: OpenElement) {
    output.append(ASCII.less)
    output.append(ASCII.slash)
    for index in element.name { output.append(output[index]) }
    output.append(ASCII.greater)
    textLength = 0
  }

  func isIn(_ element: OpenElement, _ bytes: borrowing Span<UInt8>, _ name: Range<Int>) -> Bool {
    guard element.name.count == name.count else { return false }
    for offset in 0..<name.count
    where output[element.name.lowerBound + offset].lowercased != bytes[name.lowerBound + offset].lowercased {
      return false
    }
    return true
  }

  /// Whether an element is a story of any dialect, whatever its prefix.
  private func isStory(_ element: OpenElement) -> Bool {
    let name = output[element.name]
    let local = name.lastIndex(of: ASCII.colon).map { name[($0 + 1)...] } ?? name
    return ["item", "entry", "url"].contains { local.elementsEqual($0.utf8) }
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
  mutating func readCharacter(_ bytes: borrowing Span<UInt8>, at index: Int) -> Int {
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
      // A line break that was written as a reference is none of the document's lines.
      case ASCII.newline: output.append("&#10;")
      case ASCII.carriageReturn: output.append("&#13;")
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

  mutating func writeLess(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    if !open.isEmpty {
      warn("a bare “<” was taken as text", bytes, at: start)
      output.append("&lt;")
    }
    return start + 1
  }
}
