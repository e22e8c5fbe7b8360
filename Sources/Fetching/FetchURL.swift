import CCurl

/// An http or https URL, ready to be requested and fit to be shown.
struct FetchURL: Equatable {
  /// Absolute, without user name, password and fragment.
  let text: String
  let isSecure: Bool
  /// In lower case; an IPv6 address in brackets.
  let host: String
  /// Whether the host is a name to be looked up, not an address.
  let isByName: Bool
  let port: Int
  /// From the URL's user name and password.
  let credentials: Credentials?

  struct Credentials: Equatable {
    let user: [UInt8]
    let password: [UInt8]
  }

  init(_ url: String) throws(FetchError) {
    if let plain = PlainURL(url) {
      self.init(
        text: url, isSecure: plain.isSecure, host: plain.host, isByName: plain.isByName, port: plain.port,
        credentials: nil)
    } else {
      try self.init(parsing: url)
    }
  }

  /// Reads a URL by curl's own parser.
  init(parsing url: String) throws(FetchError) {
    guard !url.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw .badURL(reason: "holds a control character")
    }
    let handle = try URLHandle()
    let code = handle.set(url: Array(url.utf8))
    guard code == CURLUE_OK else { throw .badURL(reason: Self.reason(for: code)) }
    try self.init(handle)
  }

  private init(
    text: String, isSecure: Bool, host: String, isByName: Bool, port: Int, credentials: Credentials?
  ) {
    self.text = text
    self.isSecure = isSecure
    self.host = host
    self.isByName = isByName
    self.port = port
    self.credentials = credentials
  }

  private init(_ handle: borrowing URLHandle) throws(FetchError) {
    let scheme = handle.part(CURLUPART_SCHEME).map { String(decoding: $0, as: UTF8.self) }
    guard scheme == "http" || scheme == "https" else { throw .badURL(reason: Self.reason(for: CURLUE_BAD_SCHEME)) }
    let credentials = try Self.credentials(in: handle)
    for part in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_FRAGMENT] { handle.remove(part) }
    guard let host = handle.part(CURLUPART_HOST), let text = handle.part(CURLUPART_URL),
      let port = handle.part(CURLUPART_PORT, flags: CURLU_DEFAULT_PORT)
    else { throw .badURL(reason: Self.reason(for: CURLUE_NO_HOST)) }
    let address = host.first == UInt8(ascii: "[") ? host.dropFirst().prefix { $0 != UInt8(ascii: "]") } : host[...]
    self.init(
      text: String(decoding: text, as: UTF8.self),
      isSecure: scheme == "https",
      host: String(decoding: host, as: UTF8.self).lowercased(),
      isByName: NetworkAddress(String(decoding: address, as: UTF8.self)) == nil,
      port: Int(String(decoding: port, as: UTF8.self)) ?? 0,
      credentials: credentials)
  }

  private static func credentials(in handle: borrowing URLHandle) throws(FetchError) -> Credentials? {
    guard handle.part(CURLUPART_USER) != nil || handle.part(CURLUPART_PASSWORD) != nil else { return nil }
    let user = handle.part(CURLUPART_USER) == nil ? [] : handle.part(CURLUPART_USER, flags: CURLU_URLDECODE)
    let password = handle.part(CURLUPART_PASSWORD) == nil ? [] : handle.part(CURLUPART_PASSWORD, flags: CURLU_URLDECODE)
    guard let user, let password else {
      throw .badURL(reason: "has a user name or password with a control character")
    }
    return user.isEmpty && password.isEmpty ? nil : Credentials(user: user, password: password)
  }

  /// What of its host politeness is owed to. An IPv6 address goes without its brackets.
  var domain: String {
    RegistrableDomain.of(host: host.first == "[" ? String(host.dropFirst().prefix { $0 != "]" }) : host)
  }

  /// Where a `Location` header leads from here. User name and password in it are dropped.
  func following(location: [UInt8]) throws(FetchError) -> FetchURL {
    let shown = ShownURL.of(String(decoding: location.prefix(200).filter { 0x20...0x7E ~= $0 }, as: UTF8.self))
    let handle = try URLHandle()
    guard handle.set(url: Array(text.utf8)) == CURLUE_OK, handle.set(url: location) == CURLUE_OK else {
      throw .forbiddenRedirect(to: shown, reason: "not an http or https URL")
    }
    for part in [CURLUPART_USER, CURLUPART_PASSWORD] { handle.remove(part) }
    let target = handle.part(CURLUPART_URL).map { String(decoding: $0, as: UTF8.self) } ?? shown
    do throws(FetchError) {
      return try FetchURL(handle)
    } catch {
      throw .forbiddenRedirect(to: target, reason: "not an http or https URL")
    }
  }

  /// Whether what was configured for this URL may go to the other too: the same host and port, or that host's https
  /// instead of its http, each on its default port.
  func shares(siteOf other: FetchURL) -> Bool {
    guard host == other.host else { return false }
    return port == other.port && isSecure == other.isSecure
      || !isSecure && port == 80 && other.isSecure && other.port == 443
  }

  private static func reason(for code: CURLUcode) -> String {
    switch code {
    case CURLUE_BAD_SCHEME, CURLUE_NO_SCHEME, CURLUE_UNSUPPORTED_SCHEME, CURLUE_BAD_SLASHES:
      "must begin with http:// or https://"
    case CURLUE_NO_HOST, CURLUE_BAD_HOSTNAME, CURLUE_BAD_IPV6: "has no valid host"
    case CURLUE_BAD_PORT_NUMBER: "has a bad port number"
    default:
      // A constant string of curl's.
      "is malformed (\(unsafe String(cString: curl_url_strerror(code))))"
    }
  }
}
