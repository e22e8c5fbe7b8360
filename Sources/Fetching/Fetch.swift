import CCurl

/// One fetch on its way: what was asked for, and how far it has come through redirects. Decides, touches no network.
final class Fetch {
  enum Step {
    case done(Result<FetchResponse, FetchError>)
    /// Ask again, as `plan` now says.
    case again
    /// Ask again when there is memory for the largest body.
    case later
    /// Ask again when the gate opens to a domain.
    case elsewhere(domain: String, DomainGate)
  }

  /// What the current exchange is for.
  private enum Phase {
    case asking
    /// The body came in an encoding that curl cannot undo ("utf-8" is a favourite, gzip of several parts rarer): ask
    /// again for a plain one.
    case askingPlainly
    /// The server had closed the kept connections, unnoticed until used: ask again over a new one.
    case askingAnew
    /// The certificate was refused; a second handshake, without a request, learns what it says.
    case inspecting(verifyCode: Int)
  }

  /// What of the fetcher's options decides about a fetch.
  struct Rules {
    let networks: AllowedNetworks
    let usesProxy: Bool
    let timeout: Duration
    let maxRedirects: Int

    init(_ options: FetcherOptions) {
      networks = options.networks
      usesProxy = options.usesProxy
      timeout = options.timeout
      maxRedirects = options.maxRedirects
    }
  }

  static let redirectStatuses: Set = [301, 302, 303, 307, 308]

  private let request: FetchRequest
  private let rules: Rules
  /// The URL as configured.
  private let origin: FetchURL
  private(set) var url: FetchURL
  private var phase = Phase.asking
  /// The domain that the request was let into last; nil for that of `origin`.
  private var domain: String?
  private var redirects: [Redirect] = []
  private var wireBytes = 0
  private var seconds = 0.0

  init(_ request: FetchRequest, _ rules: Rules) throws(FetchError) {
    for header in request.headers where !header.isValid { throw .badHeader(name: header.shownName) }
    self.request = request
    self.rules = rules
    origin = try FetchURL(request.url)
    url = origin
  }

  /// What has to open before the first exchange, and to which domain; nil where nothing has to.
  var firstGate: (domain: String, gate: DomainGate)? {
    guard let gate = request.gate, gate.holdsFirst else { return nil }
    return (url.domain, gate)
  }

  /// The next exchange.
  var plan: Exchange.Plan {
    let isOrigin = origin.shares(siteOf: url)
    let allowsPrivate =
      rules.networks == .all || request.networks == .all
      || isOrigin && (rules.networks == .privateHost || request.networks == .privateHost)
    var plan = Exchange.Plan(
      url: url,
      credentials: isOrigin ? origin.credentials : nil,
      headers: isOrigin ? request.headers : [],
      validators: request.validators,
      allowsPrivate: allowsPrivate,
      verifies: request.tls == .full || !isOrigin,
      timeLeft: rules.timeout - .seconds(seconds))
    // The connection to a proxy serves all hosts.
    plan.keepsConnection = request.keepsConnection || rules.usesProxy && !url.isSecure
    switch phase {
    case .asking: break
    case .askingPlainly: plan.isDecoding = false
    case .askingAnew: plan.isFresh = true
    case .inspecting:
      plan.purpose = .certificates
      plan.credentials = nil
      plan.headers = []
      plan.validators = .none
      plan.verifies = false
      plan.isFresh = true
    }
    return plan
  }

  /// Decides what follows from an exchange that has ended.
  func step(after exchange: Exchange, _ code: CURLcode) -> Step {
    wireBytes += exchange.wireBytes
    // No server must hurry because we lacked memory.
    if exchange.isOverloaded { return .later }
    seconds += exchange.seconds
    if case .inspecting(let verifyCode) = phase {
      return .done(.failure(.tls(exchange.certificateProblem(verifyCode: verifyCode))))
    }
    if code == CURLE_PEER_FAILED_VERIFICATION, .seconds(seconds) < rules.timeout {
      phase = .inspecting(verifyCode: exchange.verifyCode)
      return .again
    }
    if exchange.diedOfDecoding(code), exchange.isSuccess, case .asking = phase {
      phase = .askingPlainly
      return .again
    }
    if exchange.diedOfStaleConnection(code), case .asking = phase {
      phase = .askingAnew
      return .again
    }
    if let failure = exchange.failure(code) { return .done(.failure(failure)) }
    if case .askingPlainly = phase, exchange.isStillCompressed { return .done(.failure(.undecodable)) }
    if Self.redirectStatuses.contains(exchange.status), let location = exchange.header("Location") {
      do throws(FetchError) {
        return try follow(status: exchange.status, location: location)
      } catch {
        return .done(.failure(error))
      }
    }
    return .done(.success(response(exchange)))
  }

  private func follow(status: Int, location: [UInt8]) throws(FetchError) -> Step {
    let target = try url.following(location: location)
    guard redirects.count < rules.maxRedirects else { throw .tooManyRedirects(limit: rules.maxRedirects) }
    let carriesSecrets = origin.credentials != nil || !request.headers.isEmpty
    if url.isSecure && !target.isSecure && carriesSecrets {
      throw .forbiddenRedirect(to: target.text, reason: "from https to http, while the feed has credentials or headers")
    }
    redirects.append(Redirect(status: status, url: target.text))
    url = target
    phase = .asking
    guard let gate = request.gate, case let next = url.domain, next != domain ?? origin.domain else { return .again }
    domain = next
    return .elsewhere(domain: next, gate)
  }

  private func response(_ exchange: Exchange) -> FetchResponse {
    FetchResponse(
      status: exchange.status,
      finalURL: url.text,
      redirects: redirects,
      contentType: exchange.text("Content-Type"),
      validators: Validators(etag: exchange.header("ETag"), lastModified: exchange.header("Last-Modified")),
      cacheControl: exchange.list("Cache-Control"),
      expires: exchange.text("Expires"),
      date: exchange.text("Date"),
      age: exchange.text("Age"),
      retryAfter: exchange.text("Retry-After"),
      body: exchange.body,
      loan: exchange.lendBody(),
      wireBytes: wireBytes,
      seconds: seconds)
  }
}
