/// Bounds on what libxml2 is given: beyond them it takes time with the square of a document's length, or keeps more than
/// the document is long. Real documents stay far below; of any other `MarkupRepair` makes one that does.
enum XMLBounds {
  /// Attributes of one element. libxml2 compares each with all before it.
  static let attributes = 256
  /// Elements within one another. libxml2's own bound, which it forgets when it is given a document in pieces.
  static let depth = 256
  /// Namespaces that hold at one place. libxml2 looks for each prefix through all of them.
  static let namespaces = 256
  /// Different names. libxml2's table of names stops growing at a sixth of this.
  static let names = 100_000
  /// Attributes that a document's declarations add to its elements.
  static let defaults = 10_000
  /// Bytes of a document type declaration.
  static let declaration = 32_768

  /// So short a tag has too few attributes to take time, so that only longer ones need be looked at.
  private static let shortTag = 4_096

  /// The first place that libxml2 should not get to see.
  static func excess(in bytes: borrowing Span<UInt8>) -> Excess? {
    if let place = longDeclaration(in: bytes) {
      return Excess(place: place, message: "the document type declaration is longer than \(declaration) bytes")
    }
    return crowdedTag(in: bytes).map { Excess(place: $0, message: crowd) }
  }

  /// What is to be said of an element with too many attributes.
  static let crowd = "an element has more than \(attributes) attributes"

  // MARK: Attributes

  /// The first long tag with too many attributes.
  ///
  /// No `<` stands within a tag of XML. From each the search leaps as far as a short tag may reach and goes back from
  /// there to the last one, so that it sees few of the bytes.
  private static func crowdedTag(in bytes: borrowing Span<UInt8>) -> Int? {
    var last = 0
    while last + shortTag < bytes.count {
      var index = last + shortTag
      while index > last, bytes[index] != ASCII.less { index -= 1 }
      if index == last {
        if isCrowded(bytes, at: last) { return last }
        guard let next = bytes.firstIndex(of: ASCII.less, from: last + shortTag) else { return nil }
        index = next
      }
      last = index
    }
    return nil
  }

  private static func isCrowded(_ bytes: borrowing Span<UInt8>, at start: Int) -> Bool {
    guard bytes[start] == ASCII.less, MarkupRepair.isNameByte(bytes[start + 1]) else { return false }
    var count = 0
    var mark: UInt8?
    for index in start + 1..<bytes.count {
      let byte = bytes[index]
      switch byte {
      case ASCII.less: return false
      case ASCII.quote, ASCII.apostrophe:
        if mark == nil { mark = byte } else if mark == byte { mark = nil }
      case ASCII.greater where mark == nil: return false
      case ASCII.equals where mark == nil:
        count += 1
        if count > attributes { return true }
      default: break
      }
    }
    return false
  }

  // MARK: Declarations

  /// Where a document type declaration stands that is too long.
  private static func longDeclaration(in bytes: borrowing Span<UInt8>) -> Int? {
    var index = 0
    while index < bytes.count {
      if bytes[index].isSpace {
        index += 1
      } else if let end = remarkEnd(bytes, at: index) {
        index = end
      } else {
        return bytes.hasWord("<!doctype", at: index) && !ends(bytes, index) ? index : nil
      }
    }
    return nil
  }

  /// Behind the comment or processing instruction at `start`; nil if there is none.
  private static func remarkEnd(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int? {
    if bytes.hasWord("<!--", at: start) {
      return bytes.firstIndex(ofWord: "-->", from: start + 4).map { $0 + 3 } ?? bytes.count
    }
    guard bytes.hasWord("<?", at: start) else { return nil }
    return bytes.firstIndex(ofWord: "?>", from: start + 2).map { $0 + 2 } ?? bytes.count
  }

  /// Whether the declaration at `start` ends within the bound, or the document does.
  private static func ends(_ bytes: borrowing Span<UInt8>, _ start: Int) -> Bool {
    var mark: UInt8?
    var isInSubset = false
    var index = start + 1
    while index < bytes.count {
      guard index - start < declaration else { return false }
      let byte = bytes[index]
      if mark == nil, byte == ASCII.less, let end = remarkEnd(bytes, at: index) {
        index = end
        continue
      }
      switch byte {
      case ASCII.quote, ASCII.apostrophe:
        if mark == nil { mark = byte } else if mark == byte { mark = nil }
      case ASCII.bracket where mark == nil: isInSubset = true
      case UInt8(ascii: "]") where mark == nil: isInSubset = false
      case ASCII.greater where mark == nil && !isInSubset: return true
      default: break
      }
      index += 1
    }
    return index - start < declaration
  }
}
