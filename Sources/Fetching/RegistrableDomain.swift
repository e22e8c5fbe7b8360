import CPSL

/// What of a host's name its owner registered, by the Public Suffix List: the unit that politeness is owed to.
package enum RegistrableDomain {
  /// The registrable domain of a host in lower case: `example.co.uk` for `feeds.example.co.uk`. An address, a public
  /// suffix and a name without dots stand for themselves.
  package static func of(host: String) -> String {
    standsForItself(host) ? host : lookUp(host)
  }

  /// Whether a host is its own domain whatever the list says: an address, or a name of fewer than three labels, of which
  /// the last is always a suffix.
  private static func standsForItself(_ host: String) -> Bool {
    let bytes = host.utf8.span
    // A host that ends in a digit is an IPv4 address, one with a colon an IPv6 address.
    guard let last = bytes.indices.last, !(0x30...0x39).contains(bytes[last]) else { return true }
    var dots = 0
    for index in bytes.indices {
      if bytes[index] == UInt8(ascii: ":") { return true }
      if bytes[index] == UInt8(ascii: ".") { dots += 1 }
    }
    return dots < 2 || bytes[0] == UInt8(ascii: ".")
  }

  /// What the list says of a name.
  static func lookUp(_ host: String) -> String {
    // The list that libpsl was built with is constant data; what it returns is a part of `host`'s own bytes.
    unsafe host.withCString { name in
      guard let domain = unsafe psl_registrable_domain(psl_builtin(), name) else { return host }
      return unsafe String(cString: domain)
    }
  }

  private static func isPublicSuffix(_ host: String) -> Bool {
    unsafe host.withCString { name in unsafe psl_is_public_suffix(psl_builtin(), name) != 0 }
  }

  /// Finds the domains of many hosts. Neighbours in a list are often of one site, so it remembers the last.
  package struct Finder: Sendable {
    private var host = ""
    private var domain = ""

    /// A finder that remembers nothing.
    package init() {}

    /// The registrable domain of a host in lower case.
    package mutating func domain(ofHost host: String) -> String {
      if standsForItself(host) { return host }
      let (name, last) = (host.utf8.span, self.host.utf8.span)
      if Self.areEqual(name, last) { return domain }
      // If what stands behind its first label is registrable, or below what is, then so is a name, with the same domain,
      // unless it is a suffix itself.
      let isSibling =
        domain != self.host
        && Self.areEqual(name.extracting(Self.firstDot(in: name)...), last.extracting(Self.firstDot(in: last)...))
      if !isSibling || isPublicSuffix(host) { domain = lookUp(host) }
      self.host = host
      return domain
    }

    private static func firstDot(in name: Span<UInt8>) -> Int {
      name.indices.first { name[$0] == UInt8(ascii: ".") } ?? name.count
    }

    /// The list knows bytes, which strings that are equal need not share.
    private static func areEqual(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
      one.count == other.count && one.indices.allSatisfy { one[$0] == other[$0] }
    }
  }
}
