import CCurl

/// The header lines of a request as curl wants them. Freed with this value.
@safe struct HeaderList: ~Copyable {
  /// Valid until `deinit`; nil while empty.
  private(set) var first: UnsafeMutablePointer<curl_slist>?
  /// False once memory was lacking for a line.
  private(set) var isComplete = true

  init() { unsafe first = nil }

  deinit { unsafe curl_slist_free_all(first) }

  /// Adds `name: value`; the caller has checked both for bytes that headers cannot carry.
  mutating func append(_ name: String, _ value: some Collection<UInt8>) {
    // curl reads "name:" as "leave that header out", and "name;" as the header without a value.
    var line: [UInt8] = []
    line.reserveCapacity(name.utf8.count + value.count + 3)
    line += name.utf8
    line += value.isEmpty ? ";".utf8 : ": ".utf8
    line += value
    line.append(0)
    unsafe line.withUnsafeBufferPointer { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { text in
        // curl copies the text.
        if let longer = unsafe curl_slist_append(first, text.baseAddress) {
          unsafe first = unsafe longer
        } else {
          isComplete = false
        }
      }
    }
  }
}
