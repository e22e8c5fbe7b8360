import CCurl

/// What concerns curl as a whole.
enum CurlLibrary {
  /// How setting curl up for this process went; reading it sets curl up. Since 7.84 that is safe on any thread.
  private static let setup = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Makes sure that curl is set up.
  static func prepare() throws(FetchError) {
    if setup != CURLE_OK { throw .curl(setup) }
  }

  /// Curl's short English for a code.
  static func words(for code: CURLcode) -> String {
    // A constant string of curl's.
    unsafe String(cString: curl_easy_strerror(code))
  }
}
