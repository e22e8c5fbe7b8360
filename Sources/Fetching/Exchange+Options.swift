import CCurl

/// How an exchange is told to curl.
extension Exchange {
  /// All that the options depend on, but the URL, its headers and its credentials.
  struct Setup: Equatable {
    var purpose: Plan.Purpose
    var isSecure: Bool
    var verifies: Bool
    var isDecoding: Bool
    var isFresh: Bool
    var keepsConnection: Bool
    var timeLeft: Duration
    var bundle: String?

    init(_ plan: Plan, bundle: String?) {
      purpose = plan.purpose
      isSecure = plan.url.isSecure
      verifies = plan.verifies
      isDecoding = plan.isDecoding
      isFresh = plan.isFresh
      keepsConnection = plan.keepsConnection && plan.purpose == .answer
      timeLeft = plan.timeLeft
      self.bundle = bundle
    }
  }

  /// Sets every option that matters to us; none is left to curl's defaults or to the environment. Options that the last
  /// request had alike are not set again.
  func setOptions(_ plan: Plan, bundle: String?) {
    let setup = Setup(plan, bundle: bundle)
    if setup != lastSetup || hasAskedAnew {
      easy.reset()
      setManners(setup)
      setLimits(setup)
      setSafety(setup)
      setCallbacks()
    }
    setTarget(plan)
    // A request without credentials must not find those of the one before it.
    lastSetup = plan.credentials == nil ? setup : nil
  }

  private func setTarget(_ plan: Plan) {
    easy.set(CURLOPT_URL, plan.url.text)
    if let credentials = plan.credentials {
      easy.set(CURLOPT_USERNAME, bytes: credentials.user)
      easy.set(CURLOPT_PASSWORD, bytes: credentials.password)
    }
    setHeaders(plan)
  }

  /// Which of the headers that are the same for all requests a request has.
  struct CommonHeaders: Equatable {
    let acceptsEncodings, hasOwnAccept: Bool

    init(_ plan: Plan) {
      acceptsEncodings = plan.isDecoding && !CurlLibrary.encodings.isEmpty
      hasOwnAccept = plan.headers.contains { $0.name.lowercased() == "accept" }
    }
  }

  private func setHeaders(_ plan: Plan) {
    let common = CommonHeaders(plan)
    if common == commonHeaders {
      headerLines.removeOwn()
    } else {
      commonHeaders = common
      var lines = HeaderList()
      // What curl has as options of its own it formats twice, byte by byte: a quarter of what a request costs it.
      lines.append("User-Agent", options.userAgent.utf8)
      if !options.accept.isEmpty && !common.hasOwnAccept { lines.append("Accept", options.accept.utf8) }
      if common.acceptsEncodings { lines.append("Accept-Encoding", CurlLibrary.encodings.utf8) }
      lines.markCommon()
      easy.set(headers: lines)
      // Only now does curl let go of the last request's.
      headerLines = lines
    }
    for header in plan.headers { headerLines.append(header.name, header.value.utf8) }
    if let etag = plan.validators.etag { headerLines.append("If-None-Match", etag) }
    if let date = plan.validators.lastModified { headerLines.append("If-Modified-Since", date) }
    easy.set(headers: headerLines)
  }

  private func setManners(_ setup: Setup) {
    easy.set(CURLOPT_FRESH_CONNECT, setup.isFresh ? 1 : 0)
    if setup.purpose == .certificates {
      easy.set(CURLOPT_CONNECT_ONLY, 1)
      easy.set(CURLOPT_CERTINFO, 1)
    }
    easy.set(CURLOPT_FORBID_REUSE, setup.keepsConnection ? 0 : 1)
    // The way through a proxy is asked for with this; the request itself has it among its headers.
    if options.usesProxy { easy.set(CURLOPT_USERAGENT, options.userAgent) }
    // All encodings that this curl can undo; the header that asks for them is among the others.
    if setup.isDecoding { easy.set(CURLOPT_ACCEPT_ENCODING, "") }
    // Over plain HTTP, version 2 would cost an upgrade that hardly any server grants.
    easy.set(CURLOPT_HTTP_VERSION, setup.isSecure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
    easy.set(CURLOPT_PIPEWAIT, 1)
    easy.set(CURLOPT_MAXAGE_CONN, FetcherOptions.longestIdleSeconds)
    // Curl goes through all the names that it remembers after each transfer. By the next poll it would have forgotten
    // them anyway.
    easy.set(CURLOPT_DNS_CACHE_TIMEOUT, 0)
    // Declined where the handle still has the buffer of an HTTP/2 transfer.
    easy.prefer(CURLOPT_BUFFERSIZE, 64 * 1024)
  }

  private func setLimits(_ setup: Setup) {
    // A hung name lookup must stop neither the loop nor the end of the process.
    easy.set(CURLOPT_QUICK_EXIT, 1)
    easy.set(CURLOPT_NOSIGNAL, 1)
    easy.set(CURLOPT_CONNECTTIMEOUT_MS, max(options.connectTimeout.milliseconds, 1))
    easy.set(CURLOPT_TIMEOUT_MS, max(setup.timeLeft.milliseconds, 1))
    easy.set(CURLOPT_LOW_SPEED_LIMIT, options.lowSpeedLimit)
    easy.set(CURLOPT_LOW_SPEED_TIME, max(options.lowSpeedTime.milliseconds / 1000, 1))
    // Redirects are followed by `Fetch`, which decides at each what may go along.
    easy.set(CURLOPT_FOLLOWLOCATION, 0)
  }

  private func setSafety(_ setup: Setup) {
    easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
    easy.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
    easy.set(CURLOPT_HTTP09_ALLOWED, 0)
    easy.set(CURLOPT_NETRC, 0)
    easy.set(CURLOPT_UNRESTRICTED_AUTH, 0)
    // Set even if empty: otherwise curl reads http_proxy and no_proxy from the environment.
    easy.set(CURLOPT_PROXY, options.proxy ?? "")
    easy.set(CURLOPT_NOPROXY, "")
    easy.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    easy.set(CURLOPT_SSL_VERIFYPEER, setup.verifies ? 1 : 0)
    easy.set(CURLOPT_SSL_VERIFYHOST, setup.verifies ? 2 : 0)
    // With a folder of certificates curl would read the store anew for every connection; it caches a single file's.
    for (folder, file) in [(CURLOPT_CAPATH, CURLOPT_CAINFO), (CURLOPT_PROXY_CAPATH, CURLOPT_PROXY_CAINFO)] {
      easy.clear(folder)
      if let bundle = setup.bundle { easy.set(file, bundle) } else { easy.clear(file) }
    }
    // Curl would read the file even then, and cache nothing.
    if !setup.verifies { easy.clear(CURLOPT_CAINFO) }
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
}
