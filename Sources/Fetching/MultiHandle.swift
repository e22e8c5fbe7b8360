import CCurl
import Glibc

/// The transfers in progress with their shared connections, name lookups and trust store. Freed with this value.
@safe struct MultiHandle: ~Copyable {
  /// Valid until `deinit`; only the curl thread uses it.
  private let raw: UnsafeMutableRawPointer

  init(connections: Int, connectionsPerHost: Int) {
    _ = CurlLibrary.isReady
    guard let raw = unsafe curl_multi_init() else { fatalError("curl_multi_init: out of memory") }
    unsafe self.raw = unsafe raw
    set(CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    set(CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
    set(CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost)
    set(CURLMOPT_MAXCONNECTS, connections)
  }

  deinit { unsafe curl_multi_cleanup(raw) }

  /// Starts a transfer; the handle must stay alive until it is removed.
  func add(_ easy: borrowing EasyHandle) { unsafe expect(curl_multi_add_handle(raw, easy.raw)) }

  /// Ends a transfer, finished or not.
  func remove(_ easy: borrowing EasyHandle) { unsafe expect(curl_multi_remove_handle(raw, easy.raw)) }

  /// Waits until a transfer can go on, a timer of curl's is due, or `wake` is readable; returns whether `wake` is.
  func wait(orFor wake: Int32) -> Bool {
    var extra = curl_waitfd(fd: wake, events: Int16(CURL_WAIT_POLLIN), revents: 0)
    // Curl shortens the wait to its own next timer; the limit here only bounds the unforeseen.
    let code = unsafe curl_multi_poll(raw, &extra, 1, 1000, nil)
    // Out of memory or descriptors, say: let the transfers run into their time limits without spinning.
    if code != CURLM_OK { usleep(10_000) }
    return extra.revents != 0
  }

  /// Does what can be done without waiting.
  func perform() {
    var running: Int32 = 0
    unsafe expect(curl_multi_perform(raw, &running))
  }

  /// The exchange of the next transfer that ended since, and how it ended.
  func nextFinished() -> (exchange: Exchange, code: CURLcode)? {
    var code = CURLE_OK
    guard let easy = unsafe vigie_multi_next_finished(raw, &code),
      let context = unsafe vigie_easy_get_pointer(easy, CURLINFO_PRIVATE)
    else { return nil }
    return (unsafe Exchange.from(context), code)
  }

  private func set(_ option: CURLMoption, _ value: Int) {
    unsafe expect(vigie_multi_set_long(raw, option, value))
  }

  private func expect(_ code: CURLMcode) {
    guard code == CURLM_OK else {
      // A constant string of curl's.
      fatalError("curl multi: \(unsafe String(cString: curl_multi_strerror(code)))")
    }
  }
}
