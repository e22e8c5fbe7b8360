import CCurl
import Glibc

extension Exchange {
  /// Says why the exchange gave no answer, or nil if it gave one.
  func failure(_ code: CURLcode) -> FetchError? {
    guard let plan else { return .cancelled }
    switch (stop, code) {
    case (.enough, CURLE_WRITE_ERROR): return nil
    case (.bodyTooLarge, _): return .bodyTooLarge(limit: options.maxBody)
    case (.headTooLarge, _): return .headTooLarge(limit: options.maxHead)
    case (.privateAddress(let address), CURLE_COULDNT_CONNECT),
      (.privateAddress(let address), CURLE_ABORTED_BY_CALLBACK):
      return .privateAddress(host: plan.url.host, address: address.description)
    default: break
    }
    // A 429 asks for the same, and a redirect leads to the same place, when the page behind it is cut or garbled.
    if isAnsweredByHead { return nil }
    if diedOfDecoding(code) { return .undecodable }
    switch code {
    case CURLE_OK: return nil
    case CURLE_COULDNT_RESOLVE_HOST: return .dns(host: plan.url.host, reason: "the host's name does not resolve")
    case CURLE_COULDNT_RESOLVE_PROXY: return .proxy(reason: "its name does not resolve")
    case CURLE_PROXY: return .proxy(reason: "the handshake with it failed")
    case CURLE_COULDNT_CONNECT: return .connect(host: plan.url.host, reason: connectionWords)
    case CURLE_OPERATION_TIMEDOUT: return timeout(plan)
    case CURLE_PARTIAL_FILE: return .truncated
    case CURLE_GOT_NOTHING: return .malformed(reason: "the server closed the connection without an answer")
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR:
      return headSize > 0 ? .truncated : .malformed(reason: "the server broke the connection off")
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      return .malformed(reason: "the answer is not HTTP")
    // It keeps a line of the head in a buffer that is bounded.
    case CURLE_OUT_OF_MEMORY where hasAsked && body.isEmpty:
      return .malformed(reason: "a line of the answer's head is too long")
    case CURLE_HTTP2, CURLE_HTTP2_STREAM: return .malformed(reason: "the server broke off the HTTP/2 exchange")
    case CURLE_URL_MALFORMAT: return .badURL(reason: "is malformed")
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_INITFAILED: return .tls(.handshake(failureWords))
    case CURLE_SSL_CACERT_BADFILE: return .tls(.noTrustStore("the CA certificates cannot be read"))
    case CURLE_PEER_FAILED_VERIFICATION: return .tls(certificateProblem(verifyCode: verifyCode))
    default: return .curl(code)
    }
  }

  /// Says what is wrong with the server's certificate, by OpenSSL's verdict and the certificates that this exchange saw.
  func certificateProblem(verifyCode: Int) -> TLSProblem {
    .refusal(
      verifyCode: verifyCode, host: plan?.url.host ?? "", certificates: easy.certificates(), now: time(nil))
  }

  /// Whether the exchange failed as the body's encoding could not be undone. Of what comes behind a compressed body curl
  /// says that it could not be written; so it says of what we break off, but then we know why.
  func diedOfDecoding(_ code: CURLcode) -> Bool {
    code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_WRITE_ERROR && stop == nil
  }

  /// Whether the body is gzip that curl was told not to undo.
  var isStillCompressed: Bool { isSuccess && body.starts(with: [0x1F, 0x8B]) }

  /// Whether the exchange failed before any answer on a connection kept from before, which the server had closed
  /// meanwhile, or on which more had come than the last answer. Curl tries again by itself where it was closed, but not
  /// over HTTP/2, and gives up after a few dead ones.
  func diedOfStaleConnection(_ code: CURLcode) -> Bool {
    switch code {
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM,
      CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      headSize == 0 && easy.integer(CURLINFO_NUM_CONNECTS) == 0
    default: false
    }
  }

  private var connectionWords: String {
    let code = Int32(easy.integer(CURLINFO_OS_ERRNO))
    // glibc's strerror is safe between threads since 2.32.
    guard code != 0, let words = unsafe strerror(code) else { return "no address of it answers" }
    return unsafe String(cString: words).lowercased()
  }

  /// Tells the limits apart by how far the exchange got.
  private func timeout(_ plan: Plan) -> FetchError {
    let elapsed = Duration.microseconds(easy.offset(CURLINFO_TOTAL_TIME_T))
    let isConnected = easy.offset(CURLINFO_PRETRANSFER_TIME_T) > 0
    // Curl counts in whole milliseconds, and may round up.
    if elapsed + .milliseconds(5) >= plan.timeLeft { return .timeout(after: options.timeout) }
    if isConnected { return .tooSlow(bytesPerSecond: options.lowSpeedLimit, during: options.lowSpeedTime) }
    if isLookingUp {
      return .dns(
        host: plan.url.host, reason: "no answer about the host's name within \(options.connectTimeout.inSeconds)")
    }
    return .connect(host: plan.url.host, reason: "no answer within \(options.connectTimeout.inSeconds)")
  }
}
