/// How the feeds of a poll are reached.
enum Visit: CaseIterable {
  /// Over connections that stay open: many feeds of one host.
  case httpKept, httpsKept
  /// Over a connection for each feed: as many hosts as feeds, as in the world.
  case httpAnew, httpsAnew

  /// The name in tables.
  var name: String {
    switch self {
    case .httpKept: "http, kept"
    case .httpsKept: "https, kept"
    case .httpAnew: "http, anew"
    case .httpsAnew: "https, anew"
    }
  }

  /// Whether the server closes after each answer.
  var closes: Bool { self == .httpAnew || self == .httpsAnew }
  /// Whether the connection is encrypted.
  var isSecure: Bool { self == .httpsKept || self == .httpsAnew }

  /// Serves a folder this way while `body` runs; it gets the server's base URL, without a slash at the end, and the
  /// certificate to trust.
  func whileServing(_ folder: String, _ body: (_ base: String, _ caFile: String?) async throws -> Void) async throws {
    try await ChildProcess.whileServing(folder, closing: closes) { base in
      if isSecure {
        try await TLSFront.whileStanding(before: base) { try await body($0, $1) }
      } else {
        try await body(base, nil)
      }
    }
  }
}
