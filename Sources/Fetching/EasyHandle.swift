import CCurl
import Glibc

/// One of curl's transfers: its options before, its findings after. Freed with this value.
@safe final class EasyHandle {
  /// Valid until `deinit`; only the curl thread uses it.
  let raw: UnsafeMutableRawPointer
  /// The first option since `reset` that curl would not take. A transfer without it could be unsafe: do not start it.
  private(set) var refusal: (option: CURLoption, code: CURLcode)?

  init() throws(FetchError) {
    try CurlLibrary.prepare()
    guard let raw = unsafe curl_easy_init() else { throw .curl(CURLE_OUT_OF_MEMORY) }
    unsafe self.raw = unsafe raw
  }

  deinit { unsafe curl_easy_cleanup(raw) }

  /// Forgets all options; keeps connections and caches.
  func reset() {
    unsafe curl_easy_reset(raw)
    refusal = nil
  }

  func set(_ option: CURLoption, _ value: Int) {
    unsafe note(vigie_easy_set_long(raw, option, value), option)
  }

  /// Sets an option that only makes things faster; curl may decline.
  func prefer(_ option: CURLoption, _ value: Int) { unsafe _ = vigie_easy_set_long(raw, option, value) }

  func set(_ option: CURLoption, _ value: String) {
    unsafe note(vigie_easy_set_string(raw, option, value), option)
  }

  /// Sets the option to NULL.
  func clear(_ option: CURLoption) {
    unsafe note(vigie_easy_set_string(raw, option, nil), option)
  }

  /// The bytes hold no NUL.
  func set(_ option: CURLoption, bytes: [UInt8]) {
    unsafe (bytes + [0]).withUnsafeBufferPointer { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { text in
        unsafe note(vigie_easy_set_string(raw, option, text.baseAddress), option)
      }
    }
  }

  /// The headers must outlive the transfer.
  func set(headers: borrowing HeaderList) {
    let code = unsafe vigie_easy_set_list(raw, CURLOPT_HTTPHEADER, headers.first)
    note(headers.isComplete ? code : CURLE_OUT_OF_MEMORY, CURLOPT_HTTPHEADER)
  }

  /// The pointer must stay valid through the transfer.
  @unsafe func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) {
    unsafe note(vigie_easy_set_pointer(raw, option, pointer), option)
  }

  func set(_ option: CURLoption, sink: curl_write_callback) {
    unsafe note(vigie_easy_set_sink(raw, option, sink), option)
  }

  func set(openSocket: curl_opensocket_callback) {
    unsafe note(vigie_easy_set_open_socket(raw, openSocket), CURLOPT_OPENSOCKETFUNCTION)
  }

  func set(beforeRequest: curl_prereq_callback) {
    unsafe note(vigie_easy_set_prerequest(raw, beforeRequest), CURLOPT_PREREQFUNCTION)
  }

  func integer(_ info: CURLINFO) -> Int { unsafe vigie_easy_get_long(raw, info) }

  /// For the infos whose name ends in `_T`: bytes, or microseconds.
  func offset(_ info: CURLINFO) -> Int { unsafe Int(vigie_easy_get_offset(raw, info)) }

  /// The values of a header of the last answer, in order, without surrounding white space.
  func headers(_ name: StaticString) -> [[UInt8]] {
    var values: [[UInt8]] = []
    var count = 1
    while values.count < count, let header = unsafe header(name, values.count) {
      unsafe values.append(value(of: header))
      count = unsafe header.amount
    }
    return values
  }

  /// The last of the values that `headers` gives; an empty one counts as none.
  func lastHeader(_ name: StaticString) -> [UInt8]? {
    guard var header = unsafe header(name, 0) else { return nil }
    if unsafe header.amount > 1, let last = unsafe self.header(name, header.amount - 1) { unsafe header = last }
    let value = unsafe value(of: header)
    return value.isEmpty ? nil : value
  }

  /// Before 7.89 curl gives the end of the line as the value of a header that has none.
  private func value(of header: curl_header) -> [UInt8] {
    let value = unsafe bytes(of: header.value)
    return value.allSatisfy { [0x20, 0x09, 0x0D, 0x0A].contains($0) } ? [] : value
  }

  /// curl keeps what it gives, its text NUL-terminated, until the handle's next transfer.
  private func header(_ name: StaticString, _ index: Int) -> curl_header? {
    var header: UnsafeMutablePointer<curl_header>?
    let code = unsafe name.utf8Start.withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount + 1) {
      unsafe curl_easy_header(raw, $0, index, UInt32(CURLH_HEADER), -1, &header)
    }
    return unsafe code == CURLHE_OK ? header?.pointee : nil
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

  private func note(_ code: CURLcode, _ option: CURLoption) {
    if code != CURLE_OK && refusal == nil { refusal = (option, code) }
  }
}

/// Copies a C string.
@unsafe func bytes(of text: UnsafePointer<CChar>) -> [UInt8] {
  unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
}
