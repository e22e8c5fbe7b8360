/// What holds for every fetch of a `Fetcher`.
package struct FetcherOptions: Sendable {
  /// The `User-Agent` header: who asks, and how to reach them.
  package var userAgent: String
  /// The `Accept` header; empty for curl's own (`*/*`).
  package var accept = """
    application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, \
    application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5
    """
  /// Fetches that may run at once; the others wait.
  package var connections = 64
  /// Fetches that may run at once against one host.
  package var connectionsPerHost = 2
  /// A kept connection that was idle for longer is not used again: publishers close it long before the next poll.
  package static let longestIdleSeconds = 30
  /// From the start to a connection that is ready for the request: name lookup, TCP, TLS.
  package var connectTimeout: Duration = .seconds(10)
  /// For the whole fetch, redirects included, but not the wait for a free connection.
  package var timeout: Duration = .seconds(60)
  /// Bytes a second below which an answer counts as too slow …
  package var lowSpeedLimit = 100
  /// … if it lasts this long; whole seconds.
  package var lowSpeedTime: Duration = .seconds(15)
  /// The largest decoded body, in bytes.
  package var maxBody = 10 * 1024 * 1024
  /// The memory for all bodies on their way together, in bytes, beyond half a MiB for each; at least `maxBody`.
  package var bodyBudget = 64 * 1024 * 1024
  /// The largest head of an answer, in bytes.
  package var maxHead = 128 * 1024
  /// Redirects that one fetch follows; one more is an error.
  package var maxRedirects = 5
  /// The least that every request may connect to; a request can only ask for more.
  package var networks: AllowedNetworks = .publicOnly
  /// `http://[user:password@]host:port` or `socks5h://…`; nil or empty for none. The proxy then decides which addresses
  /// are reached: it, not `networks`, is the boundary of trust. The environment's `*_proxy` are never read.
  package var proxy: String?
  /// A file of certificates (PEM) to trust besides the distribution's.
  package var caFile: String?

  /// Whether requests go through a proxy.
  var usesProxy: Bool { proxy.map { !$0.isEmpty } ?? false }

  /// The first header of every request that cannot be sent as it is; nil if all can.
  var invalidHeader: HeaderField? {
    [HeaderField(name: "User-Agent", value: userAgent), HeaderField(name: "Accept", value: accept)]
      .first { !$0.isValid }
  }

  /// Options with the limits of this file; `userAgent` names the sender.
  package init(userAgent: String) {
    self.userAgent = userAgent
  }
}
