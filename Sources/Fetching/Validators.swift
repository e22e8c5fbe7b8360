/// What a server gave to recognise a version of a document by, byte for byte as it came.
///
/// Never parsed, trimmed or generated: many servers compare the very bytes.
package struct Validators: Sendable, Equatable {
  /// The value of `ETag`, with its quotes and its `W/`.
  package var etag: [UInt8]?
  /// The value of `Last-Modified`.
  package var lastModified: [UInt8]?

  /// The validators of an answer; nil for what it did not give.
  package init(etag: [UInt8]?, lastModified: [UInt8]?) {
    self.etag = etag
    self.lastModified = lastModified
  }

  /// No validators: the request is unconditional.
  package static let none = Validators(etag: nil, lastModified: nil)
}
