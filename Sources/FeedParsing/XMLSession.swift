import CXML2

/// Stands between libxml2's callbacks and a handler: resolves names and entities, keeps the findings.
@safe struct XMLSession: ~Copyable {
  /// What became of the reading so far.
  private(set) var outcome = XMLOutcome()
  /// The parser, while it lives.
  @unsafe var context: xmlParserCtxtPtr?

  private let handler: any XMLReceiver
  private let names = XMLNameTable()
  private var declared = DeclaredEntities()
  /// How many attributes were only declared.
  private var defaulted = 0
  private let entity: xmlEntityPtr
  private let entityText: UnsafeMutablePointer<UInt8>
  private static let entityCapacity = DeclaredEntities.longestValue + 1

  /// A session that tells `handler`.
  init(_ handler: some XMLReceiver) {
    self.handler = handler
    unsafe entityText = .allocate(capacity: Self.entityCapacity)
    unsafe entity = .allocate(capacity: 1)
    unsafe entity.initialize(to: xmlEntity())
  }

  deinit {
    unsafe entityText.deallocate()
    unsafe entity.deallocate()
  }

  /// The session that a callback was given.
  static func from(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLSession>? {
    // The parser hands back what `XMLPushParser` gave it, which outlives the parser.
    unsafe pointer?.assumingMemoryBound(to: XMLSession.self)
  }

  /// The reading cannot go on.
  mutating func fail(_ message: String, line: Int? = nil) {
    outcome.failure = outcome.failure ?? ParseWarning(line: line, message: message)
  }

  /// Whether there is no reason yet to end the reading here.
  mutating func goesOn() -> Bool {
    if let dictionary = unsafe context?.pointee.dict, unsafe xmlDictSize(dictionary) > XMLBounds.names {
      stop("the document has more than \(XMLBounds.names) different names")
    }
    return outcome.failure == nil
  }

  /// Ends the reading where the parser stands.
  private mutating func stop(_ message: String) {
    guard let context = unsafe context else { return }
    fail(message, line: unsafe context.pointee.input.map { unsafe Int($0.pointee.line) })
    unsafe xmlStopParser(context)
  }

  /// libxml2 says that an element begins.
  @unsafe mutating func start(
    _ local: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?,
    _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ count: Int, defaults: Int
  ) {
    defaulted += defaults
    if let excess = unsafe excess(attributes: count) {
      stop(excess)
      return
    }
    let name = unsafe XMLElementName(names.name(local, prefix, uri), spelling: local)
    let element = unsafe XMLElement(name: name, attributes: attributes, count: count, names: names, context: context)
    handler.start(element)
  }

  /// What is too much of an element that begins with so many attributes, if anything is.
  @unsafe private func excess(attributes: Int) -> String? {
    guard let context = unsafe context else { return nil }
    if attributes > XMLBounds.attributes { return XMLBounds.crowd }
    if unsafe context.pointee.nameNr >= XMLBounds.depth {
      return "elements stand more than \(XMLBounds.depth) deep within one another"
    }
    // The table holds a prefix and an address for each.
    if unsafe context.pointee.nsNr > XMLBounds.namespaces * 2 {
      return "more than \(XMLBounds.namespaces) namespaces hold at one place"
    }
    if defaulted > XMLBounds.defaults {
      return "the document's declarations add more than \(XMLBounds.defaults) attributes"
    }
    return nil
  }

  /// libxml2 says that an element ends.
  @unsafe func end(
    _ local: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?
  ) {
    unsafe handler.end(XMLElementName(names.name(local, prefix, uri), spelling: local))
  }

  /// libxml2 has text.
  @unsafe func text(_ text: UnsafePointer<xmlChar>, _ length: Int) {
    // The bytes are libxml2's own for the length of the call.
    let buffer = unsafe UnsafeBufferPointer(start: text, count: length)
    unsafe handler.text(buffer.span)
  }

  /// libxml2 met a reference that nobody declared: it stays as it was written.
  @unsafe func reference(_ name: UnsafePointer<xmlChar>) {
    let text = unsafe Array("&\(String(cString: name));".utf8)
    handler.text(text.span)
  }

  /// The document declares an entity.
  @unsafe mutating func declare(_ name: UnsafePointer<xmlChar>, _ value: UnsafePointer<xmlChar>) {
    let length = unsafe Int(xmlStrlen(value))
    let bytes = unsafe UnsafeBufferPointer(start: value, count: length)
    unsafe declared.declare(String(cString: name), as: bytes.span)
  }

  /// What a reference stands for: the document's own short entities, then those of HTML.
  @unsafe mutating func entity(named name: UnsafePointer<xmlChar>) -> xmlEntityPtr? {
    // While it declares an entity, libxml2 would hang the raw value on the one it is given.
    guard unsafe context?.pointee.inSubset == 0 else { return nil }
    let length = unsafe Int(xmlStrlen(name))
    let bytes = unsafe UnsafeBufferPointer(start: name, count: length)
    guard let text = unsafe declared.text(of: bytes.span) else { return nil }
    for (offset, byte) in text.enumerated() { unsafe entityText[offset] = byte }
    unsafe entityText[text.count] = 0
    unsafe entity.pointee = xmlEntity()
    unsafe entity.pointee.type = XML_ENTITY_DECL
    unsafe entity.pointee.name = name
    unsafe entity.pointee.content = entityText
    unsafe entity.pointee.length = Int32(text.count)
    // A predefined entity's text is handed on as it is. In an attribute libxml2 would take only its first byte, so
    // there it stays a reference, which `XMLElement` resolves.
    let isAttribute = unsafe context?.pointee.instate == XML_PARSER_ATTRIBUTE_VALUE
    unsafe entity.pointee.etype = isAttribute ? XML_INTERNAL_GENERAL_ENTITY : XML_INTERNAL_PREDEFINED_ENTITY
    unsafe entity.pointee.checked = 1
    return unsafe entity
  }

  /// libxml2 found something wrong.
  @unsafe mutating func report(_ error: xmlError) {
    let text = unsafe error.message.map { unsafe String(cString: $0) } ?? "unknown error"
    let message = String(text.prefix { $0 != "\n" })
    let finding = unsafe ParseWarning(line: error.line > 0 ? Int(error.line) : nil, message: message)
    if unsafe error.level == XML_ERR_FATAL {
      outcome.failure = outcome.failure ?? finding
    } else if outcome.warnings.count < 20 {
      outcome.warnings.append(finding)
    }
  }
}
