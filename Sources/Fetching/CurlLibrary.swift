import CCurl
import Glibc

/// What concerns curl as a whole.
enum CurlLibrary {
  /// How setting curl up for this process went; reading it sets curl up. Since 7.84 that is safe on any thread.
  private static let setup = {
    keepOpenSSL()
    return curl_global_init(Int(CURL_GLOBAL_DEFAULT))
  }()

  /// Keeps OpenSSL, if that is what curl has for TLS, from being taken down when the process exits: a thread of curl's
  /// that ends just then would reach into what is gone (OPENSSL_init_crypto(3), `OPENSSL_INIT_NO_ATEXIT`).
  private static func keepOpenSSL() {
    typealias Initialize = @convention(c) (UInt64, OpaquePointer?) -> CInt
    guard let symbol = unsafe dlsym(dlopen(nil, RTLD_LAZY), "OPENSSL_init_crypto") else { return }
    // The function is as OpenSSL declares it, and the number its constant.
    let initialize = unsafe unsafeBitCast(symbol, to: Initialize.self)
    _ = initialize(0x0008_0000, nil)
  }

  /// Makes sure that curl is set up.
  static func prepare() throws(FetchError) {
    if setup != CURLE_OK { throw .curl(setup) }
  }

  /// The encodings of bodies that this curl can undo, as `Accept-Encoding` lists them; empty if there are none.
  static let encodings = {
    let features = unsafe Int(curl_version_info(CURLVERSION_FIRST)?.pointee.features ?? 0)
    return [(CURL_VERSION_LIBZ, "deflate, gzip"), (CURL_VERSION_BROTLI, "br"), (CURL_VERSION_ZSTD, "zstd")]
      .filter { features & Int($0.0) != 0 }.map(\.1).joined(separator: ", ")
  }()

  /// Curl's short English for a code.
  static func words(for code: CURLcode) -> String {
    // A constant string of curl's.
    unsafe String(cString: curl_easy_strerror(code))
  }
}
