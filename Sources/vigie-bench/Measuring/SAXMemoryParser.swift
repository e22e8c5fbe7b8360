import CXML2

/// Runs libxml2's SAX2 memory parser, for the baselines that say what a parser built on it costs at least.
enum SAXMemoryParser {
  /// Reads a document with `handlers`, which are given `user`; `names` are interned and handed to `prepare` first.
  @unsafe static func read(
    _ bytes: [UInt8], handlers: xmlSAXHandler, user: UnsafeMutableRawPointer, names: [String],
    prepare: ([UnsafePointer<xmlChar>?]) -> Void
  ) {
    // Broken feeds are not news here. Without this libxml2 prints what it finds.
    unsafe xmlSetStructuredErrorFunc(nil) { _, _ in }
    defer { xmlSetStructuredErrorFunc(nil, nil) }
    unsafe bytes.withUnsafeBufferPointer { buffer in
      let start = unsafe UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
      guard let context = unsafe xmlCreateMemoryParserCtxt(start, Int32(buffer.count)) else { return }
      defer { unsafe xmlFreeParserCtxt(context) }
      unsafe context.pointee.sax.pointee = handlers
      unsafe context.pointee.userData = user
      let options = XML_PARSE_NOENT.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_RECOVER.rawValue
      _ = unsafe xmlCtxtUseOptions(context, Int32(options))
      // The parser interns names in its dictionary, so that comparing addresses is enough.
      unsafe prepare(names.map { unsafe xmlDictLookup(context.pointee.dict, $0, -1) })
      _ = unsafe xmlParseDocument(context)
    }
  }
}
