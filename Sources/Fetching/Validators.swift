/// What a server gave to recognise a version of a document by, byte for byte as it came.
///
/// Never parsed, trimmed or generated: many servers compare the very bytes.
package struct Validators: Sendable, Equatable {
  /// The value of `ETag`, with its quotes and its `W/`; it can be sent.
  package let etag: [UInt8]?
  /// The value of `Last-Modified`; it can be sent.
  package let lastModified: [UInt8]?

  /// The validators of an answer; nil for what it did not give. What is empty, or holds a byte that no header may
  /// hold, recognises nothing and counts as absent.
  package init(etag: [UInt8]?, lastModified: [UInt8]?) {
    self.etag = etag.flatMap { Self.isSendable($0) ? $0 : nil }
    self.lastModified = lastModified.flatMap { Self.isSendable($0) ? $0 : nil }
  }

  private static func isSendable(_ value: [UInt8]) -> Bool { !value.isEmpty && value.allSatisfy(isFieldByte) }

  /// No validators: the request is unconditional.
  package static let none = Validators(etag: nil, lastModified: nil)
}
