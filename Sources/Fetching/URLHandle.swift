import CCurl

/// A URL taken apart by curl's own parser, so that no other reading of it exists. Freed with this value.
@safe struct URLHandle: ~Copyable {
  /// Valid until `deinit`.
  private let raw: OpaquePointer

  init() throws(FetchError) {
    guard let raw = unsafe curl_url() else { throw .curl(CURLE_OUT_OF_MEMORY) }
    unsafe self.raw = unsafe raw
  }

  deinit { unsafe curl_url_cleanup(raw) }

  /// Takes a URL, absolute or relative to the one held; escapes what must be escaped.
  func set(url: [UInt8]) -> CURLUcode {
    unsafe (url + [0]).withUnsafeBufferPointer { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { text in
        let flags = CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME
        return unsafe curl_url_set(raw, CURLUPART_URL, text.baseAddress, UInt32(flags))
      }
    }
  }

  func remove(_ part: CURLUPart) { unsafe _ = curl_url_set(raw, part, nil, 0) }

  /// A part, if the URL has it and, where decoding is asked for, it decodes.
  func part(_ part: CURLUPart, flags: Int32 = 0) -> [UInt8]? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe curl_url_get(raw, part, &text, UInt32(flags)) == CURLUE_OK, let found = unsafe text else { return nil }
    defer { unsafe curl_free(found) }
    return unsafe bytes(of: found)
  }
}
