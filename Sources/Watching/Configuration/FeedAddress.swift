import Fetching

/// A feed's address as a list writes it: a web address, or the path of a local file.
struct FeedAddress: Equatable {
  /// What is wrong with an address. The words never repeat the address, which may carry a password.
  struct Flaw: Error, Equatable {
    let message: String
  }

  /// The address to fetch, or the absolute path.
  let url: String
  /// True for a local file.
  let isFile: Bool
  /// The feed's id where its list gives none: the address without userinfo, a path as it is written.
  let defaultID: String
  /// Equal for two spellings of one address.
  let identity: String

  /// The bytes of a web address at most.
  private static let longest = 8_192

  /// Checks an address that stands in a list.
  init(_ text: String, besides list: String) throws(Flaw) {
    if text.utf8.count <= Self.longest, PlainURL(text) != nil {
      self.init(plain: text)
      return
    }
    switch Self.scheme(of: text) {
    case "http", "https":
      try self.init(webAddress: text)
    case "feed":
      throw Flaw(message: "`feed:` is no address to fetch; write http:// or https:// in its place")
    case "file":
      throw Flaw(message: "a local file is written as its path, without `file:`")
    case let scheme?:
      throw Flaw(
        message:
          "\(scheme.quoted) is not a scheme that vigie fetches; use http://, https:// or the path of a local file")
    case nil:
      try self.init(path: text, besides: list)
    }
  }

  private init(plain text: String) {
    (url, defaultID, identity) = (text, text, text)
    isFile = false
  }

  private init(webAddress text: String) throws(Flaw) {
    let bytes = text.utf8
    if let flaw = Self.characterFlaw(in: bytes) { throw flaw }
    let parts = AddressParts(text)
    guard let parts else { throw Flaw(message: "a web address needs `//` behind its scheme: https://example.org/feed") }
    if text[parts.userinfo].dropLast().contains("@") {
      throw Flaw(message: "this address has two `@` before its path; write those of the user or the password as %40")
    }
    if let flaw = Self.hostFlaw(text[parts.host], port: text[parts.port]) { throw flaw }
    url = text
    isFile = false
    defaultID = parts.userinfo.isEmpty ? text : ShownURL.of(text)
    identity = Self.identity(of: text, parts)
  }

  private init(path text: String, besides list: String) throws(Flaw) {
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw Flaw(message: "a path cannot hold control characters")
    }
    guard !text.isEmpty else { throw Flaw(message: "the address is empty") }
    // Nobody writes a path so, and what stands here may hold a password.
    if text.hasPrefix("//") {
      throw Flaw(message: "this address has no scheme; write https: or http: before it, and a path with one `/`")
    }
    url = ConfigurationPath.absolute(ConfigurationPath.resolve(text, besides: list))
    isFile = true
    defaultID = text.hasPrefix("./") ? String(text.dropFirst(2)) : text
    identity = url
  }

  /// The identity of a feed that was read before.
  static func identity(of feed: FeedSource) -> String {
    guard !feed.isFile, let parts = AddressParts(feed.url) else { return feed.url }
    return identity(of: feed.url, parts)
  }

  /// Equal for two spellings of one address, as it is shown: a path, or a web address without userinfo.
  static func identity(ofShown shown: String) -> String {
    guard !shown.hasPrefix("/"), let parts = AddressParts(shown) else { return shown }
    return identity(of: shown, parts)
  }

  /// Equal for two spellings of one place, as it is shown: a path, or a web address without userinfo. A site that moves
  /// to https keeps its place.
  static func place(of shown: String) -> String {
    let identity = identity(ofShown: shown)
    return identity.hasPrefix("https:") ? "http:" + identity.dropFirst("https:".count) : identity
  }

  /// A web address with the user name and password of another one, unless it has its own.
  static func withUser(of other: String, _ address: String) -> String {
    guard let otherParts = AddressParts(other), !otherParts.userinfo.isEmpty, let parts = AddressParts(address),
      parts.userinfo.isEmpty
    else { return address }
    let start = parts.userinfo.lowerBound
    return String(address[..<start] + other[otherParts.userinfo] + address[start...])
  }

  /// The lower-case scheme of a text that has one: letters, digits, `+`, `-`, `.` before a colon (RFC 3986, 3.1).
  private static func scheme(of text: String) -> String? {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let first = text.utf8.first,
      (first | 0x20).isLowerCaseLetter
    else { return nil }
    let scheme = text[..<colon].lowercased()
    return scheme.utf8.allSatisfy { $0.isLowerCaseLetter || $0.isDigit || "+-.".utf8.contains($0) } ? scheme : nil
  }

  private static func characterFlaw(in bytes: String.UTF8View) -> Flaw? {
    // A line break here would end a request's line and begin another one.
    if bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
      return Flaw(message: "an address cannot hold white space or control characters; write a space as %20")
    }
    if bytes.count > longest { return Flaw(message: "this address is longer than \(longest) bytes") }
    return nil
  }

  private static func hostFlaw(_ host: Substring, port: Substring) -> Flaw? {
    if host.isEmpty { return Flaw(message: "this address has no host; write it as https://example.org/feed") }
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if let byte = host.utf8.first(where: { $0.isForbiddenInHost && !(isBracketed && "[]:".utf8.contains($0)) }) {
      return Flaw(message: "the host of an address cannot hold \(String(UnicodeScalar(byte)).quoted)")
    }
    if !port.isEmpty {
      guard port.utf8.dropFirst().allSatisfy(\.isDigit), let number = Int(port.dropFirst()),
        (1...65535).contains(number)
      else { return Flaw(message: "the port of an address is a number from 1 to 65535") }
    }
    return nil
  }

  /// Scheme and host in lower case, no default port, no fragment, `/` for an empty path.
  private static func identity(of text: String, _ parts: AddressParts) -> String {
    let fragment = text.utf8.firstIndex(of: UInt8(ascii: "#")) ?? text.endIndex
    let isUsual =
      fragment == text.endIndex && parts.port.isEmpty && parts.port.upperBound < text.endIndex
      && text.utf8[parts.port.upperBound] == UInt8(ascii: "/")
      && !text.utf8[..<parts.port.upperBound].contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    if isUsual { return text }
    let scheme = text[..<parts.userinfo.lowerBound].lowercased()
    let port = text[parts.port]
    let isDefaultPort =
      port == ":" || (scheme == "http://" && port == ":80") || (scheme == "https://" && port == ":443")
    let path = text[parts.port.upperBound..<fragment]
    return scheme + text[parts.userinfo] + text[parts.host].lowercased() + (isDefaultPort ? "" : port)
      + (path.hasPrefix("/") ? "" : "/") + path
  }
}

/// Where the parts of a web address stand in it.
private struct AddressParts {
  /// The user and password with the `@` behind them; empty where there are none.
  let userinfo: Range<String.Index>
  let host: Range<String.Index>
  /// The port with the colon before it; empty where there is none.
  let port: Range<String.Index>

  /// Nil where no `//` stands behind the scheme.
  init?(_ text: String) {
    let bytes = text.utf8
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let slashes = bytes[bytes.index(after: colon)...]
    guard slashes.starts(with: "//".utf8) else { return nil }
    let start = bytes.index(colon, offsetBy: 3)
    let end = bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
    let hostStart = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")).map { bytes.index(after: $0) } ?? start
    let bracket = bytes[hostStart..<end].lastIndex(of: UInt8(ascii: "]")) ?? hostStart
    let hostEnd = bytes[bracket..<end].firstIndex(of: UInt8(ascii: ":")) ?? end
    userinfo = start..<hostStart
    host = hostStart..<hostEnd
    port = hostEnd..<end
  }
}

extension UInt8 {
  fileprivate var isLowerCaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// What no host name holds; a `%` there is refused because programs differ on what it means.
  fileprivate var isForbiddenInHost: Bool {
    switch Unicode.Scalar(self) {
    case "<", ">", "\"", "{", "}", "|", "\\", "^", "`", "%", "[", "]", ":": true
    default: false
    }
  }
}
