import CXML2

/// An element's name as libxml2 hands it over; it stays valid as long as the parser.
@safe struct XMLElementName {
  let name: XMLName
  private let spelling: UnsafePointer<xmlChar>

  /// A resolved name and how it was spelt.
  @unsafe init(_ name: XMLName, spelling: UnsafePointer<xmlChar>) {
    self.name = name
    unsafe self.spelling = spelling
  }

  /// The local name as it was spelt.
  var spelt: String { unsafe String(cString: spelling) }

  /// Appends the local name as it was spelt.
  func append(to bytes: inout [UInt8]) {
    var index = 0
    // libxml2 ends its names with NUL.
    while unsafe spelling[index] != 0 {
      bytes.append(unsafe spelling[index])
      index += 1
    }
  }
}

/// An element that begins, valid during the callback that gives it.
@safe struct XMLElement: ~Copyable {
  let name: XMLElementName
  /// How many attributes it has.
  let count: Int
  private let attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  // The session holds the table, and it outlives the callback.
  private unowned(unsafe) let names: XMLNameTable
  private let context: xmlParserCtxtPtr?

  /// An element with libxml2's table of attributes: name, prefix, URI, value and its end, for each.
  @unsafe init(
    name: XMLElementName, attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int,
    names: XMLNameTable, context: xmlParserCtxtPtr?
  ) {
    self.name = name
    unsafe self.attributes = attributes
    self.count = count
    unsafe self.names = names
    unsafe self.context = context
  }

  /// The line on which its tag ends.
  var line: Int {
    unsafe context?.pointee.input.map { unsafe Int($0.pointee.line) } ?? 0
  }

  /// The line on which its tag begins.
  var firstLine: Int {
    guard let input = unsafe context?.pointee.input, let base = unsafe input.pointee.base else { return line }
    var line = unsafe Int(input.pointee.line)
    // The parser stands at the tag's end, and in well-formed XML no other `<` stands between it and its own.
    guard var position = unsafe input.pointee.cur else { return line }
    while unsafe position > base {
      unsafe position -= 1
      if unsafe position.pointee == ASCII.less { break }
      if unsafe position.pointee == ASCII.newline { line -= 1 }
    }
    return line
  }

  /// The value of the attribute of that name; one of no namespace where none is named.
  subscript(local: XMLLocalName, namespace: XMLNamespace? = nil) -> String? {
    guard let index = index(of: local, namespace) else { return nil }
    return text(at: index)
  }

  /// The value as an address, if it is one.
  func address(_ local: XMLLocalName) -> String? {
    guard let index = index(of: local, nil), let raw = unsafe rawValue(at: index) else { return nil }
    let span = unsafe raw.span
    if span.firstIndex(of: ASCII.ampersand, from: 0) == nil { return URLResolution.cleaned(span) }
    return URLResolution.cleaned(HTMLText.decodingReferences(span).span)
  }

  private func index(of local: XMLLocalName, _ namespace: XMLNamespace?) -> Int? {
    for index in 0..<count {
      guard let spelling = unsafe attributes?[index * 5] else { continue }
      let prefix = unsafe attributes?[index * 5 + 1]
      // An attribute is in a namespace just when it has a prefix.
      guard unsafe (prefix == nil) == (namespace == nil) else { continue }
      let name = unsafe names.name(spelling, prefix, attributes?[index * 5 + 2])
      if name.local == local, namespace.map({ $0 == name.namespace }) != false { return index }
    }
    return nil
  }

  /// Appends the attributes as HTML, each with a space in front.
  func appendAttributes(to bytes: inout [UInt8]) {
    for index in 0..<count {
      guard let spelling = unsafe attributes?[index * 5] else { continue }
      bytes.append(ASCII.space)
      unsafe XMLElementName(XMLName(namespace: .core, local: .unknown), spelling: spelling).append(to: &bytes)
      bytes.append(ASCII.equals)
      bytes.append(ASCII.quote)
      for byte in text(at: index).utf8 {
        switch byte {
        case ASCII.quote: bytes.append("&quot;")
        case ASCII.ampersand: bytes.append("&amp;")
        case ASCII.less: bytes.append("&lt;")
        case ASCII.greater: bytes.append("&gt;")
        default: bytes.append(byte)
        }
      }
      bytes.append(ASCII.quote)
    }
  }

  /// The value, references resolved and white space trimmed.
  private func text(at index: Int) -> String {
    guard let raw = unsafe rawValue(at: index) else { return "" }
    let span = unsafe raw.span
    let trimmed = span.extracting(span.trimmedRange)
    // Without NOENT libxml2 hands `&amp;` over as `&#38;`, and leaves what a document or HTML declares.
    guard trimmed.firstIndex(of: ASCII.ampersand, from: 0) != nil else { return trimmed.decodedString }
    return HTMLText.decodingReferences(trimmed).span.decodedString
  }

  /// The value as libxml2 holds it for the length of the callback.
  private func rawValue(at index: Int) -> UnsafeBufferPointer<UInt8>? {
    guard let start = unsafe attributes?[index * 5 + 3], let end = unsafe attributes?[index * 5 + 4] else { return nil }
    // libxml2 gives the value's first byte and the one behind its last.
    return unsafe UnsafeBufferPointer(start: start, count: end - start)
  }
}
