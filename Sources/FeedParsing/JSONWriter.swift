/// Writes one JSON text with its keys in the order given.
///
/// Strings are escaped so that printing them cannot drive a terminal: control characters, U+007F to U+009F,
/// U+2028, U+2029 and the bidirectional controls become `\u` escapes (RFC 8259 allows it for any character).
package struct JSONWriter {
  /// The text so far, UTF-8.
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Begins an empty text.
  package init() {}

  /// Writes an object; `body` writes its members.
  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "{"))
    body(&self)
    close(UInt8(ascii: "}"))
  }

  /// Writes an array; `body` writes its elements.
  package mutating func array(_ body: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "["))
    body(&self)
    close(UInt8(ascii: "]"))
  }

  /// Writes a member's key; its value follows.
  package mutating func key(_ key: String) {
    string(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a string value.
  package mutating func string(_ value: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for scalar in value.unicodeScalars { append(escaping: scalar) }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Writes an integer value.
  package mutating func integer(_ value: Int) { raw(String(value)) }

  /// Writes null as a value.
  package mutating func null() { raw("null") }

  /// Writes a member whose value is a string, or null.
  package mutating func member(_ key: String, _ value: String?) {
    self.key(key)
    if let value { string(value) } else { raw("null") }
  }

  /// Writes a member whose value is an integer, or null.
  package mutating func member(_ key: String, _ value: Int?) {
    self.key(key)
    raw(value.map(String.init) ?? "null")
  }

  /// Writes a member whose value is a number, or null. Whole numbers are written without a fraction.
  package mutating func member(_ key: String, _ value: Double?) {
    self.key(key)
    guard let value, value.isFinite else { return raw("null") }
    if let whole = Int(exactly: value) { raw(String(whole)) } else { raw("\(value)") }
  }

  /// Writes a member whose value is true or false.
  package mutating func member(_ key: String, _ value: Bool) {
    self.key(key)
    raw(value ? "true" : "false")
  }

  /// Writes a member whose value is an array of strings.
  package mutating func member(_ key: String, _ values: [String]) {
    self.key(key)
    array { for value in values { $0.string(value) } }
  }

  /// Writes a member whose value is an object.
  package mutating func member(_ key: String, object body: (inout JSONWriter) -> Void) {
    self.key(key)
    object(body)
  }

  /// Writes a member whose value is an array.
  package mutating func member(_ key: String, array body: (inout JSONWriter) -> Void) {
    self.key(key)
    array(body)
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func raw(_ literal: String) {
    separate()
    bytes.append(contentsOf: literal.utf8)
    needsComma = true
  }

  private mutating func append(escaping scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": bytes.append(contentsOf: #"\""#.utf8)
    case "\\": bytes.append(contentsOf: #"\\"#.utf8)
    case "\n": bytes.append(contentsOf: #"\n"#.utf8)
    case "\t": bytes.append(contentsOf: #"\t"#.utf8)
    case _ where scalar.drivesTerminal:
      let digits = String(scalar.value, radix: 16)
      bytes.append(contentsOf: #"\u"#.utf8)
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
      bytes.append(contentsOf: digits.utf8)
    default:
      bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }
}

extension Unicode.Scalar {
  /// Whether printing the scalar could move a cursor, hide or reorder text: control characters, line and paragraph
  /// separators, bidirectional controls. All of them lie in the basic plane.
  package var drivesTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
