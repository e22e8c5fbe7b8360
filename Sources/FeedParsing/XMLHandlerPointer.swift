/// Where a handler of some kind stands. C's callbacks cannot be generic, so they reach it through this.
protocol XMLReceiver {
  func start(_ element: borrowing XMLElement)
  func end(_ element: XMLElementName)
  func text(_ bytes: borrowing Span<UInt8>)
}

/// Passes events on to a handler in its place, so that no event needs a reference count or an access check.
@safe struct XMLHandlerPointer<Handler: XMLHandler>: XMLReceiver {
  private let handler: UnsafeMutablePointer<Handler>

  /// A way to `handler`, which must outlive it.
  @unsafe init(_ handler: UnsafeMutablePointer<Handler>) {
    unsafe self.handler = handler
  }

  func start(_ element: borrowing XMLElement) { unsafe handler.pointee.start(element) }
  func end(_ element: XMLElementName) { unsafe handler.pointee.end(element) }
  func text(_ bytes: borrowing Span<UInt8>) { unsafe handler.pointee.text(bytes) }
}
