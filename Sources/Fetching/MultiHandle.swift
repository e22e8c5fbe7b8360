import CCurl
import Glibc

/// The transfers in progress with their shared connections, name lookups and trust store. Freed with this value.
@safe struct MultiHandle: ~Copyable {
  /// Valid until `deinit`; only the curl thread uses it.
  private let raw: UnsafeMutableRawPointer

  init(connections: Int, connectionsPerHost: Int) throws(FetchError) {
    try CurlLibrary.prepare()
    guard let raw = unsafe curl_multi_init() else { throw .curl(CURLE_OUT_OF_MEMORY) }
    let options = [
      (CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)), (CURLMOPT_MAX_TOTAL_CONNECTIONS, connections),
      (CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost), (CURLMOPT_MAXCONNECTS, connections),
    ]
    for (option, value) in options {
      let code = unsafe vigie_multi_set_long(raw, option, value)
      guard code == CURLM_OK else {
        unsafe curl_multi_cleanup(raw)
        throw Self.failure(code)
      }
    }
    unsafe self.raw = unsafe raw
  }

  deinit { unsafe curl_multi_cleanup(raw) }

  /// Starts a transfer; the handle must stay alive until it is removed.
  func add(_ easy: EasyHandle) throws(FetchError) {
    try unsafe check(curl_multi_add_handle(raw, easy.raw))
  }

  /// Ends a transfer, finished or not; returns whether the handle may serve another one.
  func remove(_ easy: EasyHandle) -> Bool {
    unsafe curl_multi_remove_handle(raw, easy.raw) == CURLM_OK
  }

  /// Waits until a transfer can go on, a timer of curl's is due, or `wake` is readable; returns whether `wake` is.
  func wait(orFor wake: Int32) -> Bool {
    var extra = curl_waitfd(fd: wake, events: Int16(CURL_WAIT_POLLIN), revents: 0)
    // Curl shortens the wait to its own next timer; the limit here only bounds the unforeseen.
    let code = unsafe curl_multi_poll(raw, &extra, 1, 1000, nil)
    // Out of memory or descriptors, say: let the transfers run into their time limits without spinning.
    if code != CURLM_OK { usleep(10_000) }
    return extra.revents != 0
  }

  /// Does what can be done without waiting. Throws where the transfers cannot go on.
  func perform() throws(FetchError) {
    var running: Int32 = 0
    try unsafe check(curl_multi_perform(raw, &running))
  }

  /// The exchange of the next transfer that ended since, and how it ended.
  func nextFinished() -> (exchange: Exchange, code: CURLcode)? {
    var code = CURLE_OK
    guard let easy = unsafe vigie_multi_next_finished(raw, &code),
      let context = unsafe vigie_easy_get_pointer(easy, CURLINFO_PRIVATE)
    else { return nil }
    return (unsafe Exchange.from(context), code)
  }

  private func check(_ code: CURLMcode) throws(FetchError) {
    if code != CURLM_OK { throw Self.failure(code) }
  }

  private static func failure(_ code: CURLMcode) -> FetchError {
    // A constant string of curl's.
    .other(code: Int(code.rawValue), message: unsafe String(cString: curl_multi_strerror(code)))
  }
}
