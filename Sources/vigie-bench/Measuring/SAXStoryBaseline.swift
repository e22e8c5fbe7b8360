import CXML2

/// What libxml2's SAX2 memory parser does with handlers that only collect a feed's fields as text: the least that a
/// parser built on it can cost.
enum SAXStoryBaseline {
  /// A story's fields as they stand in the document, each in a string of its own.
  struct Story {
    var title = ""
    var link = ""
    var id = ""
    var published = ""
    var updated = ""
    var author = ""
    var summary = ""
    var content = ""
    var categories: [String] = []
    var attachments: [String] = []
  }

  /// Reads one document and returns its stories, behind one for the fields of the feed itself.
  static func stories(of bytes: [UInt8]) -> [Story] {
    var collected = unsafe Collected()
    unsafe withUnsafeMutablePointer(to: &collected) { pointer in
      // The pointer is not used behind the end of the parse.
      unsafe SAXMemoryParser.read(bytes, handlers: handlers, user: pointer, names: fields.map(\.name)) { names in
        unsafe pointer.pointee.names = names.indices.map { unsafe (names[$0], fields[$0].field) }
      }
    }
    return unsafe collected.stories
  }

  private enum Field {
    case story, title, link, id, published, updated, author, category, summary, content, attachment
  }

  private static let fields: [(name: String, field: Field)] = [
    ("item", .story), ("entry", .story), ("title", .title), ("link", .link), ("guid", .id), ("id", .id),
    ("pubDate", .published), ("published", .published), ("updated", .updated), ("creator", .author), ("name", .author),
    ("category", .category), ("description", .summary), ("summary", .summary), ("encoded", .content),
    ("content", .content), ("enclosure", .attachment), ("thumbnail", .attachment),
  ]

  @unsafe private struct Collected {
    var names: [(name: UnsafePointer<xmlChar>?, field: Field)] = unsafe []
    var stories: [Story] = [Story()]
    /// The field that is open, and its text so far.
    var current: Field?
    var text: [UInt8] = []

    init() {
      unsafe names.reserveCapacity(fields.count)
      unsafe text.reserveCapacity(65_536)
    }

    func field(_ name: UnsafePointer<xmlChar>?) -> Field? {
      unsafe names.first { unsafe $0.name == name }?.field
    }

    mutating func start(_ name: UnsafePointer<xmlChar>?) -> Field? {
      guard let field = unsafe field(name) else { return nil }
      if case .story = field {
        unsafe stories.append(Story())
        return nil
      }
      unsafe current = field
      unsafe text.removeAll(keepingCapacity: true)
      return field
    }

    mutating func end(_ name: UnsafePointer<xmlChar>?) {
      guard let field = unsafe current, unsafe self.field(name) == field else { return }
      unsafe current = nil
      guard unsafe !text.isEmpty else { return }
      let value = unsafe String(decoding: text, as: UTF8.self)
      let last = unsafe stories.count - 1
      switch field {
      case .story: break
      case .title: unsafe stories[last].title = value
      case .link: unsafe stories[last].link = value
      case .id: unsafe stories[last].id = value
      case .published: unsafe stories[last].published = value
      case .updated: unsafe stories[last].updated = value
      case .author: unsafe stories[last].author = value
      case .category: unsafe stories[last].categories.append(value)
      case .summary: unsafe stories[last].summary = value
      case .content: unsafe stories[last].content = value
      case .attachment: unsafe stories[last].attachments.append(value)
      }
    }
  }

  private static var handlers: xmlSAXHandler {
    var handlers = unsafe xmlSAXHandler()
    unsafe handlers.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe handlers.startElementNs = { user, name, _, _, _, _, attributeCount, _, attributes in
      guard let user = unsafe user else { return }
      let collected = unsafe SAXStoryBaseline.from(user)
      guard unsafe collected.pointee.start(name) != nil else { return }
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
      unsafe SAXStoryBaseline.from(user).pointee.end(name)
    }
    unsafe handlers.characters = append
    unsafe handlers.ignorableWhitespace = append
    unsafe handlers.cdataBlock = append
    return unsafe handlers
  }

  private static let append: charactersSAXFunc = { user, text, length in
    guard let user = unsafe user else { return }
    let collected = unsafe SAXStoryBaseline.from(user)
    guard unsafe collected.pointee.current != nil else { return }
    unsafe collected.pointee.text.append(contentsOf: UnsafeBufferPointer(start: text, count: Int(length)))
  }

  private static func from(_ user: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Collected> {
    // `stories(of:)` gave it, and is still running.
    unsafe user.assumingMemoryBound(to: Collected.self)
  }
}
