import CCurl
import Glibc

/// One of curl's transfers: its options before, its findings after. Freed with this value.
@safe struct EasyHandle: ~Copyable {
  /// Valid until `deinit`; only the curl thread uses it.
  let raw: UnsafeMutableRawPointer

  init() {
    _ = CurlLibrary.isReady
    guard let raw = unsafe curl_easy_init() else { fatalError("curl_easy_init: out of memory") }
    unsafe self.raw = unsafe raw
  }

  deinit { unsafe curl_easy_cleanup(raw) }

  /// Forgets all options; keeps connections and caches.
  func reset() { unsafe curl_easy_reset(raw) }

  func set(_ option: CURLoption, _ value: Int) {
    unsafe expect(vigie_easy_set_long(raw, option, value), option)
  }

  func set(_ option: CURLoption, _ value: String) {
    unsafe expect(vigie_easy_set_string(raw, option, value), option)
  }

  /// Sets the option to NULL.
  func clear(_ option: CURLoption) {
    unsafe expect(vigie_easy_set_string(raw, option, nil), option)
  }

  /// The bytes hold no NUL.
  func set(_ option: CURLoption, bytes: [UInt8]) {
    unsafe (bytes + [0]).withUnsafeBufferPointer { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { text in
        unsafe expect(vigie_easy_set_string(raw, option, text.baseAddress), option)
      }
    }
  }

  /// The headers must outlive the transfer.
  func set(headers: borrowing HeaderList) {
    unsafe expect(vigie_easy_set_list(raw, CURLOPT_HTTPHEADER, headers.first), CURLOPT_HTTPHEADER)
  }

  /// The pointer must stay valid through the transfer.
  @unsafe func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) {
    unsafe expect(vigie_easy_set_pointer(raw, option, pointer), option)
  }

  func set(_ option: CURLoption, sink: curl_write_callback) {
    unsafe expect(vigie_easy_set_sink(raw, option, sink), option)
  }

  func set(openSocket: curl_opensocket_callback) {
    unsafe expect(vigie_easy_set_open_socket(raw, openSocket), CURLOPT_OPENSOCKETFUNCTION)
  }

  func set(beforeRequest: curl_prereq_callback) {
    unsafe expect(vigie_easy_set_prerequest(raw, beforeRequest), CURLOPT_PREREQFUNCTION)
  }

  func integer(_ info: CURLINFO) -> Int { unsafe vigie_easy_get_long(raw, info) }

  /// For the infos whose name ends in `_T`: bytes, or microseconds.
  func offset(_ info: CURLINFO) -> Int { unsafe Int(vigie_easy_get_offset(raw, info)) }

  /// The values of a header of the last answer, in order, without surrounding white space.
  func headers(_ name: String) -> [[UInt8]] {
    var values: [[UInt8]] = []
    var header: UnsafeMutablePointer<curl_header>?
    while unsafe curl_easy_header(raw, name, values.count, UInt32(CURLH_HEADER), -1, &header) == CURLHE_OK,
      let found = unsafe header?.pointee.value
    {
      // curl keeps the text, NUL-terminated, until the handle's next transfer.
      values.append(unsafe bytes(of: found))
    }
    return values
  }

  /// The certificates that the server showed, its own first, each as lines of `Name:value`.
  func certificates() -> [[String]] {
    guard let info = unsafe vigie_easy_get_certificates(raw) else { return [] }
    return (0..<Int(unsafe info.pointee.num_of_certs)).map { index in
      var lines: [String] = []
      var line = unsafe info.pointee.certinfo[index]
      while let entry = unsafe line {
        lines.append(unsafe String(cString: entry.pointee.data))
        unsafe line = unsafe entry.pointee.next
      }
      return lines
    }
  }

  /// An option that curl does not take is our mistake, or a curl older than 7.87: going on without it would be unsafe.
  private func expect(_ code: CURLcode, _ option: CURLoption) {
    guard code == CURLE_OK else {
      fatalError("curl_easy_setopt(\(option.rawValue)): \(CurlLibrary.words(for: code))")
    }
  }
}

/// Copies a C string.
@unsafe func bytes(of text: UnsafePointer<CChar>) -> [UInt8] {
  unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
}
