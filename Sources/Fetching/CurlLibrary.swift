import CCurl

/// What concerns curl as a whole.
enum CurlLibrary {
  /// True once curl is set up for this process; reading it sets it up. Since 7.84 that is safe on any thread.
  static let isReady: Bool = {
    let code = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    guard code == CURLE_OK else { fatalError("curl_global_init: \(words(for: code))") }
    return true
  }()

  /// Curl's short English for a code.
  static func words(for code: CURLcode) -> String {
    // A constant string of curl's.
    unsafe String(cString: curl_easy_strerror(code))
  }
}
