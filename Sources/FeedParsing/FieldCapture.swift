/// The content of one field while it is read: text, and whatever markup stands inside it.
struct FieldCapture {
  /// What a field's text is written in.
  enum Writing {
    /// Text that means itself.
    case plain
    /// HTML in text form, as RSS and Atom's `html` have it.
    case html
    /// Elements, as Atom's `xhtml` has it.
    case markup
    /// Base64 of HTML or text.
    case base64(isHTML: Bool)
  }

  /// The field that is read.
  var field: Field
  /// What its text is written in.
  var writing: Writing
  /// The text so far; markup is in HTML's form.
  private(set) var bytes: [UInt8] = []
  /// Whether an element stood inside.
  private(set) var sawMarkup = false
  /// Open elements within the field.
  private(set) var depth = 0

  /// Bytes that are kept of a field before its tags are taken off.
  static let limit = 4 << 20

  /// Takes over an emptied buffer, so that its memory is used again.
  mutating func begin(_ field: Field, _ writing: Writing) {
    self.field = field
    self.writing = writing
    bytes.removeAll(keepingCapacity: true)
    sawMarkup = false
    depth = 0
  }

  /// Text of the field.
  mutating func append(_ text: borrowing Span<UInt8>) {
    guard bytes.count < Self.limit else { return }
    guard case .markup = writing else {
      bytes.append(text)
      return
    }
    var start = 0
    for index in 0..<text.count {
      let escaped: StaticString
      switch text[index] {
      case ASCII.less: escaped = "&lt;"
      case ASCII.ampersand: escaped = "&amp;"
      case ASCII.greater: escaped = "&gt;"
      default: continue
      }
      bytes.append(text.extracting(start..<index))
      bytes.append("\(escaped)")
      start = index + 1
    }
    bytes.append(text.extracting(start..<text.count))
  }

  /// An element within the field.
  mutating func start(_ element: borrowing XMLElement) {
    depth += 1
    guard bytes.count < Self.limit else { return }
    if !sawMarkup, case .plain = writing {
      // Plain text that turns out to hold elements.
      var escaped = FieldCapture(field: field, writing: .markup)
      escaped.append(bytes.span)
      bytes = escaped.bytes
      writing = .markup
    }
    sawMarkup = true
    bytes.append(ASCII.less)
    element.name.append(to: &bytes)
    element.appendAttributes(to: &bytes)
    bytes.append(ASCII.greater)
  }

  /// The end of an element within the field.
  mutating func end(_ element: XMLElementName) {
    depth -= 1
    guard bytes.count < Self.limit, !Self.isVoid(element) else { return }
    bytes.append(ASCII.less)
    bytes.append(ASCII.slash)
    element.append(to: &bytes)
    bytes.append(ASCII.greater)
  }

  private static func isVoid(_ element: XMLElementName) -> Bool {
    guard element.name.local == .unknown || element.name.local == .link else { return false }
    return ["br", "hr", "img", "input", "wbr", "area", "col", "embed", "link", "source", "track"].contains(
      element.spelt)
  }

  /// The field as HTML and as the text that a reader sees, both cut to their limits.
  func htmlAndText() -> (html: String, text: String) {
    switch writing {
    case .html, .markup:
      let span = bytes.span
      let content = span.extracting(span.trimmedRange)
      return (Self.cut(content, to: FeedLimits.text), HTMLText.body(content))
    case .plain:
      let text = HTMLText.plain(bytes.span, limit: FeedLimits.text)
      var escaped = FieldCapture(field: field, writing: .markup)
      escaped.append(bytes.span.extracting(bytes.span.trimmedRange))
      return (Self.cut(escaped.bytes.span, to: FeedLimits.text), text)
    case .base64(let isHTML):
      var decoded = FieldCapture(field: field, writing: isHTML ? .html : .plain)
      let raw = Base64.decoded(bytes.span) ?? bytes
      decoded.append(raw.span)
      return decoded.htmlAndText()
    }
  }

  /// The field as text on one line.
  func title() -> String {
    switch writing {
    case .html, .markup:
      return HTMLText.title(bytes.span)
    case .plain:
      // What is escaped once too often was meant to be read, not seen.
      guard bytes.span.firstIndex(of: ASCII.ampersand, from: 0) != nil else {
        return Self.onOneLine(HTMLText.plain(bytes.span, limit: FeedLimits.title))
      }
      let resolved = HTMLText.decodingReferences(bytes.span)
      return Self.onOneLine(HTMLText.plain(resolved.span, limit: FeedLimits.title))
    case .base64(let isHTML):
      let decoded = Base64.decoded(bytes.span) ?? bytes
      if isHTML { return HTMLText.title(decoded.span) }
      return Self.onOneLine(HTMLText.plain(decoded.span, limit: FeedLimits.title))
    }
  }

  /// The field as an address.
  func url() -> String? { URLResolution.cleaned(bytes.span) }

  /// The field as it stands, trimmed and cut to a title's length.
  func trimmed() -> String {
    let span = bytes.span
    return Self.cut(span.extracting(span.trimmedRange), to: FeedLimits.title)
  }

  private static func onOneLine(_ text: String) -> String {
    text.utf8.contains(ASCII.newline) ? text.split(separator: "\n").joined(separator: " ") : text
  }

  private static func cut(_ span: borrowing Span<UInt8>, to limit: Int) -> String {
    guard span.count > limit else { return span.decodedString }
    var end = limit
    while end > 0, span[end] & 0xC0 == 0x80 { end -= 1 }
    return span.extracting(0..<end).decodedString
  }
}
