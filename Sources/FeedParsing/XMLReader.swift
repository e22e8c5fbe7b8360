import CXML2

/// Receives what a document says, in its order.
protocol XMLHandler {
  /// An element begins.
  mutating func start(_ element: borrowing XMLElement)
  /// An element ends.
  mutating func end(_ element: XMLElementName)
  /// Text, in as many pieces as the parser likes.
  mutating func text(_ bytes: borrowing Span<UInt8>)
}

/// What became of a reading.
struct XMLOutcome {
  /// The first thing that makes the document no XML, and where.
  var failure: ParseWarning?
  /// What is wrong but did not stop the reading.
  var warnings: [ParseWarning] = []
}

/// Reads UTF-8 as XML with libxml2, which loads nothing and expands nothing on its own.
enum XMLReader {
  /// Tells `handler` everything in `bytes` up to their end or the first thing that is no XML.
  static func read(_ bytes: borrowing Span<UInt8>, into handler: inout some XMLHandler) -> XMLOutcome {
    // Both pointers are used only while the parser runs, which ends before they do.
    unsafe withUnsafeMutablePointer(to: &handler) { handler in
      var session = unsafe XMLSession(XMLHandlerPointer(handler))
      unsafe withUnsafeMutablePointer(to: &session) { session in
        guard let parser = unsafe XMLPushParser(session) else {
          unsafe session.pointee.fail("there is no memory to read the document with")
          return
        }
        guard let excess = XMLBounds.excess(in: bytes) else {
          parser.read(bytes)
          return
        }
        parser.read(bytes.extracting(0..<excess.place), isWhole: false)
        unsafe session.pointee.fail(excess.message, line: excess.line(in: bytes))
      }
      return session.outcome
    }
  }
}

/// libxml2's push parser, freed with this value.
@safe struct XMLPushParser: ~Copyable {
  private let context: xmlParserCtxtPtr
  private let session: UnsafeMutablePointer<XMLSession>

  /// A parser that reports to `session`, which must outlive it; nil without memory.
  @unsafe init?(_ session: UnsafeMutablePointer<XMLSession>) {
    _ = Self.isPrepared
    var events = unsafe Self.events
    // The parser copies the table.
    guard let context = unsafe xmlCreatePushParserCtxt(&events, session, nil, 0, nil) else { return nil }
    let options = XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_BIG_LINES.rawValue
    unsafe xmlCtxtUseOptions(context, Int32(options))
    unsafe self.context = context
    unsafe self.session = session
    unsafe session.pointee.context = context
  }

  deinit {
    unsafe session.pointee.context = nil
    // libxml2 keeps declared entities in a document of its own, which is the caller's to free.
    if let document = unsafe context.pointee.myDoc { unsafe xmlFreeDoc(document) }
    unsafe xmlFreeParserCtxt(context)
  }

  /// Reads a whole document, or its beginning if that is all there is to be read.
  func read(_ bytes: borrowing Span<UInt8>, isWhole: Bool = true) {
    let context = unsafe context
    // Each chunk lies within the buffer, and the parser copies it.
    unsafe bytes.withUnsafeBytes { raw in
      guard let base = unsafe raw.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
      var start = 0
      repeat {
        let length = min(Self.chunk, raw.count - start)
        let isLast = isWhole && start + length == raw.count
        let error = unsafe xmlParseChunk(context, base + start, Int32(length), isLast ? 1 : 0)
        guard unsafe error == 0 || context.pointee.wellFormed == 1, unsafe session.pointee.goesOn() else { return }
        start += length
      } while start < raw.count
    }
  }

  /// Bytes that the parser gets, and copies, at once. In the last chunk it need not look ahead for the end of each tag,
  /// so that most documents should fit into one.
  private static let chunk = 1 << 20

  /// Deny every external entity, once in the process: NONET alone lets `file:` through.
  private static let isPrepared: Bool = {
    xmlInitParser()
    unsafe xmlSetExternalEntityLoader { _, _, _ in nil }
    return true
  }()

  private static var events: xmlSAXHandler {
    var events = unsafe xmlSAXHandler()
    unsafe events.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe events.startElementNs = { session, local, prefix, uri, _, _, count, defaults, attributes in
      guard let session = unsafe XMLSession.from(session), let local = unsafe local else { return }
      unsafe session.pointee.start(local, prefix, uri, attributes, Int(count), defaults: Int(defaults))
    }
    unsafe events.endElementNs = { session, local, prefix, uri in
      guard let session = unsafe XMLSession.from(session), let local = unsafe local else { return }
      unsafe session.pointee.end(local, prefix, uri)
    }
    unsafe events.characters = { session, text, length in
      guard let session = unsafe XMLSession.from(session), let text = unsafe text else { return }
      unsafe session.pointee.text(text, Int(length))
    }
    unsafe events.ignorableWhitespace = unsafe events.characters
    unsafe events.cdataBlock = unsafe events.characters
    unsafe events.reference = { session, name in
      guard let session = unsafe XMLSession.from(session), let name = unsafe name else { return }
      unsafe session.pointee.reference(name)
    }
    unsafe events.getEntity = { session, name in
      guard let session = unsafe XMLSession.from(session), let name = unsafe name else { return nil }
      return unsafe session.pointee.entity(named: name)
    }
    unsafe events.entityDecl = { session, name, kind, _, _, value in
      guard let session = unsafe XMLSession.from(session), let name = unsafe name, let value = unsafe value,
        kind == Int32(XML_INTERNAL_GENERAL_ENTITY.rawValue)
      else { return }
      unsafe session.pointee.declare(name, value)
    }
    unsafe events.serror = { session, error in
      guard let session = unsafe XMLSession.from(session), let error = unsafe error else { return }
      unsafe session.pointee.report(error.pointee)
    }
    return unsafe events
  }
}
