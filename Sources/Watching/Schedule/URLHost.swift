/// Hosts of URLs, read without the cost of a full URL parser: each story's is wanted.
package enum URLHost {
  /// The host of an http or https URL in lower case, without user, port and brackets; nil for anything else.
  package static func of(_ url: String) -> String? {
    let bytes = url.utf8.span
    guard let start = authorityStart(in: bytes) else { return nil }
    var end = start
    var hostStart = start
    while end < bytes.count, !isEndOfAuthority(bytes[end]) {
      if bytes[end] == UInt8(ascii: "@") { hostStart = end + 1 }
      end += 1
    }
    let address = bytes.extracting(hostStart..<end)
    if !address.isEmpty, address[0] == UInt8(ascii: "[") {
      return lowercased(address.extracting(1..<firstIndex(of: UInt8(ascii: "]"), in: address)))
    }
    let host = address.extracting(0..<firstIndex(of: UInt8(ascii: ":"), in: address))
    return host.isEmpty ? nil : lowercased(host)
  }

  /// Where the authority of a web address begins.
  private static func authorityStart(in bytes: Span<UInt8>) -> Int? {
    // In letters of any case: upper and lower differ in this bit, which `:` and `/` have too.
    func letter(_ index: Int) -> UInt8 { bytes[index] | 0x20 }
    guard bytes.count > 7, letter(0) == UInt8(ascii: "h"), letter(1) == UInt8(ascii: "t"),
      letter(2) == UInt8(ascii: "t"), letter(3) == UInt8(ascii: "p")
    else { return nil }
    let colon = letter(4) == UInt8(ascii: "s") ? 5 : 4
    guard bytes.count > colon + 3, bytes[colon] == UInt8(ascii: ":"), bytes[colon + 1] == UInt8(ascii: "/"),
      bytes[colon + 2] == UInt8(ascii: "/")
    else { return nil }
    return colon + 3
  }

  private static func isEndOfAuthority(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
  }

  /// The index of the first such byte, or the count.
  private static func firstIndex(of byte: UInt8, in bytes: Span<UInt8>) -> Int {
    var index = 0
    while index < bytes.count, bytes[index] != byte { index += 1 }
    return index
  }

  private static func lowercased(_ bytes: Span<UInt8>) -> String {
    var isLow = true
    for index in 0..<bytes.count where bytes[index] >= 0x80 || (0x41...0x5A).contains(bytes[index]) { isLow = false }
    // The string copies the bytes, which stand still in the closure.
    let text = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    return isLow ? text : text.lowercased()
  }
}
