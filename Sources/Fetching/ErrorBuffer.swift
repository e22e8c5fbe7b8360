import CCurl

/// Where curl writes its words about a failure. Freed with this value.
@safe struct ErrorBuffer: ~Copyable {
  /// `CURL_ERROR_SIZE` bytes, the last always NUL.
  let start: UnsafeMutablePointer<CChar>

  init() {
    unsafe start = .allocate(capacity: Int(CURL_ERROR_SIZE))
    clear()
  }

  deinit { unsafe start.deallocate() }

  func clear() { unsafe start.update(repeating: 0, count: Int(CURL_ERROR_SIZE)) }

  /// The words in printable ASCII; empty if there are none.
  var words: String {
    let text = unsafe bytes(of: UnsafePointer(start))
    return String(decoding: text.filter { 0x20...0x7E ~= $0 }, as: UTF8.self)
  }
}
