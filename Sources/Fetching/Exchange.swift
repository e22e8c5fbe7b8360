import CCurl
import Glibc

/// One HTTP request and its answer. Used again and again, for whichever fetch comes next.
final class Exchange {
  /// What to do on the network.
  struct Plan {
    enum Purpose { case answer, certificates }

    var fetch: Int
    var url: FetchURL
    var credentials: FetchURL.Credentials?
    var headers: [HeaderField]
    var validators: Validators
    /// Whether any address will do, or only a public one.
    var allowsPrivate: Bool
    var verifies: Bool
    /// Whether the body may come compressed.
    var isDecoding = true
    /// Whether no kept connection will do.
    var isFresh = false
    var timeLeft: Duration
    var purpose: Purpose = .answer

    /// Whether the host is a name to be looked up, not an address.
    var isByName: Bool { NetworkAddress(String(url.host.drop { $0 == "[" }.prefix { $0 != "]" })) == nil }
  }

  /// Why we broke an answer off.
  enum Stop { case bodyTooLarge, headTooLarge, enough, privateAddress(NetworkAddress) }

  /// Bytes kept of the body of an answer other than 2xx: enough to say what it is.
  static let errorBodyLimit = 64 * 1024

  private(set) var easy = EasyHandle()
  private(set) var plan: Plan?
  private(set) var body: [UInt8] = []
  private(set) var stop: Stop?
  private var headerLines = HeaderList()
  private let errors = ErrorBuffer()
  private(set) var headSize = 0
  private var bodyLimit: Int?
  let options: FetcherOptions

  init(options: FetcherOptions) {
    self.options = options
  }

  /// Sets everything up for `plan`. The exchange must outlive the transfer, for which curl holds a pointer to it.
  func prepare(_ plan: Plan, bundle: String?) throws(FetchError) {
    self.plan = plan
    body = []
    stop = nil
    headSize = 0
    bodyLimit = nil
    errors.clear()
    easy.reset()
    setTarget(plan)
    setManners(plan)
    setLimits(plan)
    setSafety(plan, bundle: bundle)
    setCallbacks()
    if let (option, code) = easy.refusal {
      throw .other(code: Int(code.rawValue), message: "curl does not take option \(option.rawValue)")
    }
  }

  /// Removes and returns the body.
  func takeBody() -> [UInt8] {
    defer { body = [] }
    return body
  }

  /// Curl's words about how the exchange failed; empty if there are none.
  var failureWords: String { errors.words }

  /// The time from the start, in seconds.
  var seconds: Double { Double(easy.offset(CURLINFO_TOTAL_TIME_T)) / 1_000_000 }

  /// Bytes received: the head, and the body as it travelled.
  var wireBytes: Int { easy.integer(CURLINFO_HEADER_SIZE) + easy.offset(CURLINFO_SIZE_DOWNLOAD_T) }

  /// Whether curl looks a name up for it that has not been found.
  var isLookingUp: Bool {
    plan?.isByName == true && easy.offset(CURLINFO_NAMELOOKUP_TIME_T) == 0
  }

  var status: Int { easy.integer(CURLINFO_RESPONSE_CODE) }

  /// OpenSSL's verdict on the server's certificate.
  var verifyCode: Int { easy.integer(CURLINFO_SSL_VERIFYRESULT) }

  /// The last header of the name, byte for byte.
  func header(_ name: String) -> [UInt8]? { easy.headers(name).last }

  /// The last header of the name as text.
  func text(_ name: String) -> String? { header(name).map { String(decoding: $0, as: UTF8.self) } }

  /// The headers of the name joined as one list.
  func list(_ name: String) -> String? {
    let values = easy.headers(name).map { String(decoding: $0, as: UTF8.self) }
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  // MARK: Options

  private func setTarget(_ plan: Plan) {
    easy.set(CURLOPT_URL, plan.url.text)
    if let credentials = plan.credentials {
      easy.set(CURLOPT_USERNAME, bytes: credentials.user)
      easy.set(CURLOPT_PASSWORD, bytes: credentials.password)
    }
    headerLines = HeaderList()
    if !options.accept.isEmpty && !plan.headers.contains(where: { $0.name.lowercased() == "accept" }) {
      headerLines.append("Accept", options.accept.utf8)
    }
    for header in plan.headers { headerLines.append(header.name, header.value.utf8) }
    if let etag = plan.validators.etag { headerLines.append("If-None-Match", etag) }
    if let date = plan.validators.lastModified { headerLines.append("If-Modified-Since", date) }
    easy.set(headers: headerLines)
    easy.set(CURLOPT_FRESH_CONNECT, plan.isFresh ? 1 : 0)
    guard plan.purpose == .certificates else { return }
    easy.set(CURLOPT_CONNECT_ONLY, 1)
    easy.set(CURLOPT_CERTINFO, 1)
    easy.set(CURLOPT_FORBID_REUSE, 1)
  }

  private func setManners(_ plan: Plan) {
    easy.set(CURLOPT_USERAGENT, options.userAgent)
    // All encodings that this curl can undo.
    if plan.isDecoding { easy.set(CURLOPT_ACCEPT_ENCODING, "") }
    // Over plain HTTP, version 2 would cost an upgrade that hardly any server grants.
    easy.set(CURLOPT_HTTP_VERSION, plan.url.isSecure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
    easy.set(CURLOPT_PIPEWAIT, 1)
    // Publishers close idle connections long before the next poll.
    easy.set(CURLOPT_MAXAGE_CONN, 30)
    // Declined where the handle still has the buffer of an HTTP/2 transfer.
    easy.prefer(CURLOPT_BUFFERSIZE, 64 * 1024)
  }

  private func setLimits(_ plan: Plan) {
    // A hung name lookup must stop neither the loop nor the end of the process.
    easy.set(CURLOPT_QUICK_EXIT, 1)
    easy.set(CURLOPT_NOSIGNAL, 1)
    easy.set(CURLOPT_CONNECTTIMEOUT_MS, max(options.connectTimeout.milliseconds, 1))
    easy.set(CURLOPT_TIMEOUT_MS, max(plan.timeLeft.milliseconds, 1))
    easy.set(CURLOPT_LOW_SPEED_LIMIT, options.lowSpeedLimit)
    easy.set(CURLOPT_LOW_SPEED_TIME, max(options.lowSpeedTime.milliseconds / 1000, 1))
    // Redirects are followed by `Fetch`, which decides at each what may go along.
    easy.set(CURLOPT_FOLLOWLOCATION, 0)
  }

  private func setSafety(_ plan: Plan, bundle: String?) {
    easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
    easy.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
    easy.set(CURLOPT_HTTP09_ALLOWED, 0)
    easy.set(CURLOPT_NETRC, 0)
    easy.set(CURLOPT_UNRESTRICTED_AUTH, 0)
    // Set even if empty: otherwise curl reads http_proxy and no_proxy from the environment.
    easy.set(CURLOPT_PROXY, options.proxy ?? "")
    easy.set(CURLOPT_NOPROXY, "")
    easy.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    easy.set(CURLOPT_SSL_VERIFYPEER, plan.verifies ? 1 : 0)
    easy.set(CURLOPT_SSL_VERIFYHOST, plan.verifies ? 2 : 0)
    // With a folder of certificates curl would read the store anew for every connection; it caches a single file's.
    easy.clear(CURLOPT_CAPATH)
    if let bundle { easy.set(CURLOPT_CAINFO, bundle) } else { easy.clear(CURLOPT_CAINFO) }
    easy.set(CURLOPT_CA_CACHE_TIMEOUT, 24 * 60 * 60)
  }

  private func setCallbacks() {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe easy.set(CURLOPT_PRIVATE, pointer: context)
    unsafe easy.set(CURLOPT_WRITEDATA, pointer: context)
    unsafe easy.set(CURLOPT_HEADERDATA, pointer: context)
    unsafe easy.set(CURLOPT_OPENSOCKETDATA, pointer: context)
    unsafe easy.set(CURLOPT_PREREQDATA, pointer: context)
    unsafe easy.set(CURLOPT_ERRORBUFFER, pointer: errors.start)
    unsafe easy.set(CURLOPT_WRITEFUNCTION, sink: Self.bodyCallback)
    unsafe easy.set(CURLOPT_HEADERFUNCTION, sink: Self.headCallback)
    unsafe easy.set(openSocket: Self.openSocketCallback)
    unsafe easy.set(beforeRequest: Self.beforeRequestCallback)
  }

  // MARK: What curl reports

  /// Takes a piece of the decoded body; returns false to break off.
  func receive(body piece: UnsafeRawBufferPointer) -> Bool {
    let limit = bodyLimit ?? startBody()
    if case .bodyTooLarge = stop { return false }
    let room = limit - body.count
    if piece.count <= room {
      unsafe body.append(contentsOf: piece)
      return true
    }
    if isSuccess {
      stop = .bodyTooLarge
    } else {
      unsafe body.append(contentsOf: piece.prefix(room))
      stop = .enough
    }
    return false
  }

  /// Takes a header line of `size` bytes; returns false to break off.
  func receive(headOf size: Int) -> Bool {
    headSize += size
    if headSize > options.maxHead { stop = .headTooLarge }
    return headSize <= options.maxHead
  }

  /// Decides whether a connection to the address may be used.
  func permits(_ address: NetworkAddress?) -> Bool {
    guard let plan, !plan.allowsPrivate, options.proxy == nil else { return true }
    guard let address else { return false }
    if address.isPrivate {
      stop = .privateAddress(address)
      return false
    }
    stop = nil
    return true
  }

  private var isSuccess: Bool { 200..<300 ~= status }

  /// Fixes the limit of the body by the status, and reserves what the server announces.
  private func startBody() -> Int {
    let limit = isSuccess ? options.maxBody : min(Self.errorBodyLimit, options.maxBody)
    let announced = easy.offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)
    if isSuccess && announced > limit { stop = .bodyTooLarge }
    if announced > 0 { body.reserveCapacity(min(announced, limit)) }
    bodyLimit = limit
    return limit
  }
}
