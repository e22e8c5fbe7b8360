/// One header of a request.
package struct HeaderField: Sendable, Equatable {
  /// The name, without the colon; upper and lower case mean the same.
  package var name: String
  /// The value, which may be secret; sent as UTF-8.
  package var value: String

  /// A header as given; a fetch refuses one that could start another line.
  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// Whether the name is a token and the value cannot end the line (RFC 9110 §5).
  var isValid: Bool {
    !name.isEmpty && name.utf8.allSatisfy(Self.isTokenByte) && value.utf8.allSatisfy { isFieldByte($0) }
  }

  /// The name up to the first character that no name may hold: what follows may be a secret in the wrong place.
  var shownName: String { String(decoding: name.utf8.prefix { Self.isTokenByte($0) }, as: UTF8.self) }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default:
      "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}

/// Whether a header value may hold this byte: no control character but the tab.
func isFieldByte(_ byte: UInt8) -> Bool {
  byte >= 0x20 && byte != 0x7F || byte == 0x09
}
