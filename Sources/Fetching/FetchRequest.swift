/// One document to ask for.
package struct FetchRequest: Sendable {
  /// An absolute http or https URL. Its user name and password, if any, go to its own host only and are never shown.
  package var url: String
  /// What the last answer gave; the request is conditional on it.
  package var validators: Validators
  /// Further headers, sent to the host of `url` only, never to one that a redirect names.
  package var headers: [HeaderField]
  /// Which addresses it may connect to, beyond those that the fetcher permits to all.
  package var networks: AllowedNetworks
  /// How far an https server must prove who it is.
  package var tls: TLSVerification
  /// Whether the connection stays open for the host's next request. Where none will follow soon, closing it saves both
  /// sides a socket.
  package var keepsConnection: Bool
  /// What lets it into other domains than its own; without one, it goes wherever a redirect leads at once.
  package var gate: DomainGate?

  /// A request for `url`: unconditional, to the public internet, over verified TLS and a connection that stays open,
  /// unless told otherwise.
  package init(
    url: String,
    validators: Validators = .none,
    headers: [HeaderField] = [],
    networks: AllowedNetworks = .publicOnly,
    tls: TLSVerification = .full,
    keepsConnection: Bool = true,
    gate: DomainGate? = nil
  ) {
    self.url = url
    self.validators = validators
    self.headers = headers
    self.networks = networks
    self.tls = tls
    self.keepsConnection = keepsConnection
    self.gate = gate
  }
}

extension FetchRequest {
  /// Whether what was configured for the address `own` may go to the address `other` too: the same host and port, or
  /// that host's https instead of its http, each on its default port. False where one of them is no web address.
  package static func isSite(of own: String, _ other: String) -> Bool {
    guard let own = try? FetchURL(own), let other = try? FetchURL(other) else { return false }
    return own.shares(siteOf: other)
  }
}

/// Which addresses a request may connect to.
package enum AllowedNetworks: Sendable, Equatable {
  /// Addresses of the public internet.
  case publicOnly
  /// Also private addresses, for the host and port of the request's own URL only.
  case privateHost
  /// Any address.
  case all
}

/// How far a server must prove who it is.
package enum TLSVerification: Sendable, Equatable {
  /// By a certificate for its name, from a known issuer, in its time.
  case full
  /// Not at all.
  case none
}
