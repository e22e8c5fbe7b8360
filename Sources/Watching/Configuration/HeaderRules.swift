/// Which headers a feed's requests may carry.
enum HeaderRules {
  /// vigie sets these itself, or never sends them (polling etiquette E15: no Cookie, no Referer).
  private static let reserved: Set<String> = [
    "accept-encoding", "connection", "content-length", "cookie", "host", "if-modified-since", "if-none-match",
    "range", "referer", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
  ]

  /// What is wrong with a header's name; nil if nothing is.
  static func flaw(inName name: String) -> String? {
    let symbols = "!#$%&'*+-.^_`|~"
    // A token of RFC 9110, 5.6.2.
    guard name.utf8.allSatisfy({ $0.isASCIILetter || (0x30...0x39).contains($0) || symbols.utf8.contains($0) }) else {
      return "\(name.quoted) is no name of a header; it has letters, digits and hyphens only"
    }
    return reserved.contains(name.lowercased())
      ? "vigie sets or omits the header \(name.quoted) itself; remove it" : nil
  }

  /// What is wrong with a header's value, without repeating it, for it may be a secret; nil if nothing is.
  static func flaw(inValue value: String) -> String? {
    // A line break would begin a header of its own.
    value.utf8.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }
      ? "the value of a header cannot hold line breaks or control characters" : nil
  }
}
