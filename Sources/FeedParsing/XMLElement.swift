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
@safe struct XMLElement {
  let name: XMLElementName
  /// How many attributes it has.
  let count: Int
  private let attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  private let names: XMLNameTable

  /// An element with libxml2's table of attributes: name, prefix, URI, value and its end, for each.
  @unsafe init(
    name: XMLElementName, attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int,
    names: XMLNameTable
  ) {
    self.name = name
    unsafe self.attributes = attributes
    self.count = count
    self.names = names
  }

  /// The value of the attribute of that name; one of no namespace where none is named.
  subscript(local: XMLLocalName, namespace: XMLNamespace? = nil) -> String? {
    guard let bytes = bytes(local, namespace) else { return nil }
    return bytes.span.string
  }

  /// The value's bytes, references resolved and white space trimmed.
  func bytes(_ local: XMLLocalName, _ namespace: XMLNamespace? = nil) -> [UInt8]? {
    for index in 0..<count {
      guard let spelling = unsafe attributes?[index * 5] else { continue }
      let prefix = unsafe attributes?[index * 5 + 1]
      let name = unsafe names.name(spelling, prefix, attributes?[index * 5 + 2])
      guard name.local == local else { continue }
      if let namespace {
        guard name.namespace == namespace else { continue }
      } else if unsafe prefix != nil {
        continue
      }
      return value(at: index)
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
      for byte in value(at: index) {
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

  private func value(at index: Int) -> [UInt8] {
    guard let start = unsafe attributes?[index * 5 + 3], let end = unsafe attributes?[index * 5 + 4] else { return [] }
    // libxml2 gives the value's first byte and the one behind its last.
    let raw = unsafe UnsafeBufferPointer(start: start, count: end - start)
    let span = unsafe raw.span
    let trimmed = span.extracting(span.trimmedRange)
    // Without NOENT libxml2 hands `&amp;` over as `&#38;`, and leaves what a document or HTML declares.
    if trimmed.firstIndex(of: ASCII.ampersand, from: 0) != nil { return HTMLText.decodingReferences(trimmed) }
    var bytes: [UInt8] = []
    bytes.append(trimmed)
    return bytes
  }
}

/// Resolves libxml2's interned names once each.
@safe final class XMLNameTable {
  private struct Slot {
    var local: UInt = 0
    var uri: UInt = 0
    var prefix: UInt = 0
    var name = XMLName(namespace: .core, local: .unknown)
  }

  private var slots = [Slot](repeating: Slot(), count: 256)
  private var used = 0

  /// The meaning of an interned name.
  @unsafe func name(
    _ local: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?
  ) -> XMLName {
    let key = (UInt(bitPattern: local), UInt(bitPattern: prefix), UInt(bitPattern: uri))
    var index = Int(((key.0 ^ (key.2 &* 31)) &* 0x9E37_79B9_7F4A_7C15) >> 56)
    while slots[index].local != 0 {
      let slot = slots[index]
      if slot.local == key.0, slot.prefix == key.1, slot.uri == key.2 { return slot.name }
      index = (index + 1) & 255
    }
    let name = unsafe XMLName(
      namespace: XMLNamespace(
        uri: uri.map { unsafe String(cString: $0) }, prefix: prefix.map { unsafe String(cString: $0) }),
      local: XMLLocalName(spelling: String(cString: local)))
    if used < 192 {
      slots[index] = Slot(local: key.0, uri: key.2, prefix: key.1, name: name)
      used += 1
    }
    return name
  }
}
