/// A web address that a parser of URLs would leave as it is, as nearly all feeds' are: it need not go through one each
/// time that it is read or asked for.
///
/// Plain is a scheme and a host in lower case, no user, a port other than the default one or none, and a path, perhaps
/// with a query, in which nothing is escaped, to be escaped, or a dot segment.
package struct PlainURL {
  private let text: String
  private let hostBytes: Range<Int>
  let isSecure: Bool
  /// Whether the host is a name, not an address.
  let isByName: Bool
  let port: Int

  /// Takes a plain address apart; nil for all others, sound or not.
  package init?(_ text: String) {
    let bytes = text.utf8.span
    isSecure = bytes.count > 4 && bytes[4] == UInt8(ascii: "s")
    guard text.hasPrefix(isSecure ? "https://" : "http://") else { return nil }
    let start = isSecure ? 8 : 7
    guard let (hostEnd, isName) = Self.hostEnd(in: bytes, from: start) else { return nil }
    var end = hostEnd
    let usualPort = isSecure ? 443 : 80
    if end < bytes.count, bytes[end] == UInt8(ascii: ":") {
      guard let (number, portEnd) = Self.portEnd(in: bytes, from: end + 1), number != usualPort else { return nil }
      (port, end) = (number, portEnd)
    } else {
      port = usualPort
    }
    guard Self.isPath(bytes, from: end) else { return nil }
    self.text = text
    hostBytes = start..<hostEnd
    isByName = isName
    if !isByName, NetworkAddress(host) == nil { return nil }
  }

  var host: String { String(text.utf8.dropFirst(hostBytes.lowerBound).prefix(hostBytes.count)) ?? "" }

  /// Where a host of small letters, digits, dots and hyphens ends, and whether it is a name. A last label that begins
  /// with a digit makes it an address, if anything.
  private static func hostEnd(in bytes: Span<UInt8>, from start: Int) -> (end: Int, isName: Bool)? {
    var end = start
    var label = start
    while end < bytes.count, bytes[end].isPlainInHost {
      if bytes[end] == UInt8(ascii: ".") { label = end + 1 }
      end += 1
    }
    return label < end ? (end, bytes[label].isSmallLetter) : nil
  }

  /// A port without leading zeros, and where it ends.
  private static func portEnd(in bytes: Span<UInt8>, from start: Int) -> (number: Int, end: Int)? {
    var number = 0
    var end = start
    while end < bytes.count, end < start + 5, bytes[end].isDigit {
      number = number * 10 + Int(bytes[end] - UInt8(ascii: "0"))
      end += 1
    }
    return end > start && bytes[start] != UInt8(ascii: "0") && number <= 65_535 ? (number, end) : nil
  }

  private static func isPath(_ bytes: Span<UInt8>, from start: Int) -> Bool {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "/") else { return false }
    var previous: UInt8 = 0
    for index in start..<bytes.count {
      let byte = bytes[index]
      guard byte.isPlainInPath, !(byte == UInt8(ascii: ".") && previous == UInt8(ascii: "/")) else { return false }
      previous = byte
    }
    // A query without anything in it is taken off.
    return previous != UInt8(ascii: "?")
  }
}

extension UInt8 {
  fileprivate var isSmallLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  fileprivate var isPlainInHost: Bool {
    isSmallLetter || isDigit || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
  }

  /// Unreserved characters and delimiters without a meaning of their own (RFC 3986, 2.2 and 2.3), and `/`, `?`, `:`, `@`.
  fileprivate var isPlainInPath: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "?")...UInt8(ascii: "Z"),
      UInt8(ascii: "&")...UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "_"), UInt8(ascii: "~"),
      UInt8(ascii: "!"), UInt8(ascii: "$"):
      true
    default: false
    }
  }
}
