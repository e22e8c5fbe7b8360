/// How the feeds of a poll are reached.
enum Visit: CaseIterable {
  /// As many hosts as feeds, as in the world: each needs a connection of its own.
  case httpHosts, httpsHosts
  /// All feeds of one host, over connections that stay open.
  case httpHost, httpsHost

  /// The name in tables.
  var name: String {
    switch self {
    case .httpHosts: "http, a host for each feed"
    case .httpsHosts: "https, a host for each feed"
    case .httpHost: "http, one host"
    case .httpsHost: "https, one host"
    }
  }

  /// Whether the connection is encrypted.
  private var isSecure: Bool { self == .httpsHost || self == .httpsHosts }

  /// Names below `localhost` are those of the loopback interface, which curl knows without asking.
  private var host: String {
    switch self {
    case .httpHost, .httpsHost: "feeds.localhost"
    case .httpHosts, .httpsHosts: "*.feeds.localhost"
    }
  }

  /// Serves a folder this way while `body` runs; it gets the server's base URL, without a slash at the end and with a `*`
  /// for each feed's number, and the certificate to trust.
  func whileServing(_ folder: String, _ body: (_ base: String, _ caFile: String?) async throws -> Void) async throws {
    try await ChildProcess.whileServing(folder) { port in
      if isSecure {
        try await TLSFront.whileStanding(before: port, host: host) { ownPort, caFile in
          try await body("https://\(host):\(ownPort)", caFile)
        }
      } else {
        try await body("http://\(host):\(port)", nil)
      }
    }
  }
}
