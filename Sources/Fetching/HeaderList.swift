import CCurl

/// The header lines of a request as curl wants them. Freed with this value.
@safe struct HeaderList: ~Copyable {
  /// Valid until `deinit`; nil while empty.
  private(set) var first: UnsafeMutablePointer<curl_slist>?
  /// The last of the lines that all requests have; nil while there are none.
  private var lastCommon: UnsafeMutablePointer<curl_slist>?
  /// False once memory was lacking for a line.
  private(set) var isComplete = true

  init() { unsafe (first, lastCommon) = (nil, nil) }

  deinit { unsafe curl_slist_free_all(first) }

  /// Says that the lines so far are those of the next requests too.
  mutating func markCommon() {
    unsafe lastCommon = first
    while let next = unsafe lastCommon?.pointee.next { unsafe lastCommon = next }
  }

  /// Takes off the lines behind the common ones. Curl must be done with them.
  mutating func removeOwn() {
    guard let lastCommon = unsafe lastCommon else { return }
    unsafe curl_slist_free_all(lastCommon.pointee.next)
    unsafe lastCommon.pointee.next = nil
  }

  /// Adds `name: value`; the caller has checked both for bytes that headers cannot carry.
  mutating func append(_ name: String, _ value: some Collection<UInt8>) {
    // curl reads "name:" as "leave that header out", and "name;" as the header without a value.
    let divider = value.isEmpty ? ";" : ": "
    let length = name.utf8.count + divider.utf8.count + value.count
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length + 1) { line in
      var end = unsafe line.initialize(fromContentsOf: name.utf8)
      end = unsafe line[end...].initialize(fromContentsOf: divider.utf8)
      end = unsafe line[end...].initialize(fromContentsOf: value)
      unsafe line.initializeElement(at: end, to: 0)
      unsafe line.withMemoryRebound(to: CChar.self) { text in
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
