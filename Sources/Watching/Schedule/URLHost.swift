/// Hosts of URLs, read without the cost of a full URL parser.
package enum URLHost {
  /// The host of an http or https URL in lower case, without user, port and brackets; nil for anything else.
  package static func of(_ url: String) -> String? {
    let bytes = url.utf8
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8),
      isWeb(scheme: bytes[..<colon])
    else { return nil }
    let authority = bytes[colon...].dropFirst(3).prefix { !isEndOfAuthority($0) }
    let address = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[$0...].dropFirst() } ?? authority
    if address.first == UInt8(ascii: "[") {
      return Substring(address.dropFirst().prefix { $0 != UInt8(ascii: "]") }).lowercased()
    }
    let host = address.prefix { $0 != UInt8(ascii: ":") }
    return host.isEmpty ? nil : Substring(host).lowercased()
  }

  private static func isWeb(scheme: Substring.UTF8View) -> Bool {
    // Upper-case letters differ from lower-case ones in this bit, which no other byte of the names lacks.
    let letters = scheme.lazy.map { $0 | 0x20 }
    return letters.elementsEqual("http".utf8) || letters.elementsEqual("https".utf8)
  }

  private static func isEndOfAuthority(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
  }
}
