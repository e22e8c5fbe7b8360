/// Hosts of URLs, read without the cost of a full URL parser.
package enum URLHost {
  /// The host of an http or https URL in lower case, without user, port and brackets; nil for anything else.
  package static func of(_ url: String) -> String? {
    guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { return nil }
    let scheme = url[..<colon].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    let authority = url[colon...].dropFirst(3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let address = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    if address.first == "[" { return address.dropFirst().prefix { $0 != "]" }.lowercased() }
    let host = address.prefix { $0 != ":" }
    return host.isEmpty ? nil : host.lowercased()
  }
}
