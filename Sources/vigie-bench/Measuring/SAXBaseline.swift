import CXML2

/// What libxml2's SAX2 memory parser does with handlers that only collect a feed's fields: the least that a parser built
/// on it can cost.
enum SAXBaseline {
  /// Reads one document and returns the text of its fields, one behind the other.
  static func text(of bytes: [UInt8]) -> [UInt8] {
    var collected = unsafe Collected()
    unsafe withUnsafeMutablePointer(to: &collected) { pointer in
      // The pointer is not used behind the end of the parse.
      unsafe SAXMemoryParser.read(bytes, handlers: handlers, user: pointer, names: fieldNames) {
        unsafe pointer.pointee.names = $0
      }
    }
    return unsafe collected.text
  }

  @unsafe private struct Collected {
    var names: [UnsafePointer<xmlChar>?] = unsafe []
    var text: [UInt8] = []
    var fields: [(name: Int, start: Int, end: Int)] = []
    var current = -1
    var start = 0

    init() {
      unsafe text.reserveCapacity(65_536)
      unsafe fields.reserveCapacity(512)
    }

    func field(_ name: UnsafePointer<xmlChar>?) -> Int? {
      unsafe names.firstIndex { unsafe $0 == name }
    }
  }

  private static let fieldNames = [
    "title", "link", "guid", "id", "pubDate", "published", "updated", "creator", "name", "category", "description",
    "summary", "encoded", "content", "language", "ttl", "thumbnail",
  ]

  private static var handlers: xmlSAXHandler {
    var handlers = unsafe xmlSAXHandler()
    unsafe handlers.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe handlers.startElementNs = { user, name, _, _, _, _, attributeCount, _, attributes in
      guard let user = unsafe user, let field = unsafe SAXBaseline.from(user).pointee.field(name) else { return }
      let collected = unsafe SAXBaseline.from(user)
      unsafe collected.pointee.current = field
      unsafe collected.pointee.start = collected.pointee.text.count
      for number in 0..<Int(attributeCount) {
        // An attribute is five pointers: name, prefix, namespace, and both ends of the value.
        guard let value = unsafe attributes?[number * 5 + 3], let end = unsafe attributes?[number * 5 + 4] else {
          continue
        }
        unsafe collected.pointee.text.append(contentsOf: UnsafeBufferPointer(start: value, count: end - value))
      }
    }
    unsafe handlers.endElementNs = { user, name, _, _ in
      guard let user = unsafe user else { return }
      let collected = unsafe SAXBaseline.from(user)
      guard unsafe collected.pointee.current >= 0, let field = unsafe collected.pointee.field(name) else { return }
      unsafe collected.pointee.fields.append((field, collected.pointee.start, collected.pointee.text.count))
      // Words of two fields are not one.
      unsafe collected.pointee.text.append(0x20)
      unsafe collected.pointee.current = -1
    }
    unsafe handlers.characters = append
    unsafe handlers.ignorableWhitespace = append
    unsafe handlers.cdataBlock = append
    return unsafe handlers
  }

  private static let append: charactersSAXFunc = { user, text, length in
    guard let user = unsafe user else { return }
    let collected = unsafe SAXBaseline.from(user)
    guard unsafe collected.pointee.current >= 0 else { return }
    unsafe collected.pointee.text.append(contentsOf: UnsafeBufferPointer(start: text, count: Int(length)))
  }

  private static func from(_ user: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Collected> {
    // `text(of:)` gave it, and is still running.
    unsafe user.assumingMemoryBound(to: Collected.self)
  }
}
