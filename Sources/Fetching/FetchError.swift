import CCurl

/// Why there is no answer. Its words never hold a user name, a password or a configured header's value.
package enum FetchError: Error, Equatable {
  /// The URL cannot be used at all.
  case badURL(reason: String)
  /// A header of the request holds a character that headers cannot carry.
  case badHeader(name: String)
  /// The host's name gave no address.
  case dns(host: String, reason: String)
  /// No connection to the host came about.
  case connect(host: String, reason: String)
  /// A connection came about, but not a trusted one.
  case tls(TLSProblem)
  /// The whole fetch took longer than it may.
  case timeout(after: Duration)
  /// The answer came in slower than it may.
  case tooSlow(bytesPerSecond: Int, during: Duration)
  /// The decoded body grew past the limit, in bytes.
  case bodyTooLarge(limit: Int)
  /// The head of the answer grew past the limit, in bytes.
  case headTooLarge(limit: Int)
  /// The host has an address that this request may not connect to.
  case privateAddress(host: String, address: String)
  /// The server sends elsewhere more often than it may.
  case tooManyRedirects(limit: Int)
  /// The server sends elsewhere, to where we do not follow.
  case forbiddenRedirect(to: String, reason: String)
  /// A domain that the request leads to is to be left alone: for its gate to say.
  case turnedAway(domain: String)
  /// The answer ended before its announced end.
  case truncated
  /// What came is not HTTP, or nothing came, or its encoding cannot be undone.
  case malformed(reason: String)
  /// The configured proxy failed; nothing is known of the server.
  case proxy(reason: String)
  /// The task was cancelled, or the fetcher shut down.
  case cancelled
  /// Anything else, by curl's number for it.
  case other(code: Int, message: String)
}

extension FetchError {
  /// A failure that only curl has words for.
  static func curl(_ code: CURLcode) -> FetchError {
    .other(code: Int(code.rawValue), message: CurlLibrary.words(for: code))
  }

  /// The body came compressed, or so it says, in a way that curl does not know.
  static let undecodable = FetchError.malformed(reason: "the body's Content-Encoding cannot be undone")

  /// Fetching cannot begin, as the system lacks something for it.
  static func lacking(_ resource: String) -> FetchError {
    .other(code: Int(CURLE_FAILED_INIT.rawValue), message: "the system has no \(resource) left to fetch with")
  }
}

extension FetchError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .badURL(let reason): "the URL \(reason)"
    case .badHeader(let name): "the header \(name) holds a character that headers cannot carry"
    case .dns(let host, let reason): "\(host): \(reason)"
    case .connect(let host, let reason): "cannot connect to \(host): \(reason)"
    case .tls(let problem): problem.description
    case .timeout(let limit): "no complete answer within \(limit.inSeconds)"
    case .tooSlow(let speed, let time): "answer slower than \(speed) bytes a second for \(time.inSeconds)"
    case .bodyTooLarge(let limit): "body larger than \(limit) bytes"
    case .headTooLarge(let limit): "headers larger than \(limit) bytes"
    case .privateAddress(let host, let address):
      "\(host) has the private address \(address); allow-private-networks would permit it"
    case .tooManyRedirects(let limit): "more than \(limit) redirects"
    case .forbiddenRedirect(let target, let reason): "redirect to \(target) not followed: \(reason)"
    case .turnedAway(let domain): "leads to \(domain), which asked to be left alone"
    case .truncated: "answer ended before its announced end"
    case .malformed(let reason): reason
    case .proxy(let reason): "proxy: \(reason)"
    case .cancelled: "cancelled"
    case .other(let code, let message): "\(message) (curl \(code))"
    }
  }
}

extension Duration {
  /// `10 s`, or `0.5 s`.
  var inSeconds: String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(Double(milliseconds) / 1000) s"
  }

  /// Whole milliseconds, rounded down.
  var milliseconds: Int {
    Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }
}
