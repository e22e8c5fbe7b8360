import CPSL

/// What of a host's name its owner registered, by the Public Suffix List: the unit that politeness is owed to.
package enum RegistrableDomain {
  /// The registrable domain of a host in lower case: `example.co.uk` for `feeds.example.co.uk`. An address, a public
  /// suffix and a name without dots stand for themselves.
  package static func of(host: String) -> String {
    // A host that ends in a digit is an IPv4 address, one with a colon an IPv6 address.
    let bytes = host.utf8
    guard !bytes.contains(UInt8(ascii: ":")), bytes.last.map({ !(0x30...0x39).contains($0) }) == true else {
      return host
    }
    // The list that libpsl was built with is constant data; what it returns is a part of `host`'s own bytes.
    return unsafe host.withCString { name in
      guard let domain = unsafe psl_registrable_domain(psl_builtin(), name) else { return host }
      return unsafe String(cString: domain)
    }
  }
}
