/// One tag of HTML, read from bytes with a browser's patience.
struct HTMLTag {
  /// What the element means for the text around it.
  private(set) var kind = Kind.unknown
  /// The first eight letters of the name, which tell all names apart that matter.
  private(set) var key: UInt64 = 0
  private(set) var isEnd = false
  /// Behind its `>`.
  private(set) var end = 0
  /// Whether a browser shows nothing of the element.
  private(set) var isHidden = false
  /// The value of `alt`, still escaped.
  private(set) var alternative: Range<Int>?
  /// Whether it is a picture too small to be seen, which only counts its readers.
  var isPixel: Bool { width ?? 2 <= 1 || height ?? 2 <= 1 }
  private var width: Int?
  private var height: Int?

  /// What an element means for the text around it.
  enum Kind: UInt8 {
    /// No element of HTML.
    case unknown
    case inline
    /// Its text stands apart from what surrounds it.
    case block
    case lineBreak
    case cell
    case preformatted
    /// What it holds is not for readers.
    case unseen
    case head, body
    case image
    case anchor
  }

  /// What is known to be missing from the rest of the bytes.
  struct Patience {
    /// From where on no quotation mark is closed any more.
    var quotesEnd = Int.max
    /// Whether no comment, CDATA section, declaration or processing instruction ends any more.
    var commentsNeverEnd = false
    var sectionsNeverEnd = false
    var declarationsNeverEnd = false
    var instructionsNeverEnd = false
    /// Whether a tag ran to the end of the bytes without its `>`.
    var isExhausted = false
  }

  /// Reads the tag whose `<` stands at `start`; nil if that `<` begins none.
  ///
  /// - Parameter patience: what earlier tags of the same bytes found to be hopeless, so that broken ones stay cheap.
  init?(in bytes: borrowing Span<UInt8>, at start: Int, patience: inout Patience) {
    guard !patience.isExhausted else { return nil }
    var index = start + 1
    if index < bytes.count, bytes[index] == ASCII.slash {
      isEnd = true
      index += 1
    }
    guard index < bytes.count, bytes[index].isLetter else { return nil }
    let nameStart = index
    while index < bytes.count, Self.isNameByte(bytes[index]) {
      if index - nameStart < 8 { key = key << 8 | UInt64(bytes[index].lowercased) }
      index += 1
    }
    kind = HTMLTagTable.shared.kind(of: key)
    while true {
      while index < bytes.count, bytes[index].isSpace || bytes[index] == ASCII.slash { index += 1 }
      guard index < bytes.count else {
        patience.isExhausted = true
        return nil
      }
      switch bytes[index] {
      case ASCII.greater:
        end = index + 1
        return
      case ASCII.less:
        // The author forgot the `>`.
        end = index
        return
      default:
        index = readAttribute(in: bytes, at: index, patience: &patience)
      }
    }
  }

  private mutating func readAttribute(in bytes: borrowing Span<UInt8>, at start: Int, patience: inout Patience) -> Int {
    var index = start + 1
    while index < bytes.count, Self.isAttributeNameByte(bytes[index]) { index += 1 }
    let name = start..<index
    while index < bytes.count, bytes[index].isSpace { index += 1 }
    guard index < bytes.count, bytes[index] == ASCII.equals else {
      note(name, value: name.upperBound..<name.upperBound, in: bytes)
      return index
    }
    index += 1
    while index < bytes.count, bytes[index].isSpace { index += 1 }
    guard index < bytes.count else { return index }
    let mark = bytes[index]
    if mark == ASCII.quote || mark == ASCII.apostrophe, index < patience.quotesEnd {
      if let close = bytes.firstIndex(of: mark, from: index + 1) {
        note(name, value: index + 1..<close, in: bytes)
        return close + 1
      }
      patience.quotesEnd = index
    }
    let valueStart = index
    while index < bytes.count, Self.isBareValueByte(bytes[index]) { index += 1 }
    note(name, value: valueStart..<index, in: bytes)
    return index
  }

  private mutating func note(_ name: Range<Int>, value: Range<Int>, in bytes: borrowing Span<UInt8>) {
    switch name.count {
    case 3 where kind == .image && bytes.hasWord("alt", at: name.lowerBound):
      alternative = value
    case 4 where kind == .anchor && bytes.hasWord("href", at: name.lowerBound):
      isHidden = isHidden || Boilerplate.isShareLink(bytes.extracting(value))
    case 5 where bytes.hasWord("style", at: name.lowerBound):
      isHidden = isHidden || Boilerplate.hidesElement(style: bytes.extracting(value))
    case 5 where bytes.hasWord("class", at: name.lowerBound):
      isHidden = isHidden || Boilerplate.isShareBar(class: bytes.extracting(value))
    case 5 where kind == .image && bytes.hasWord("width", at: name.lowerBound):
      width = Self.pixels(bytes.extracting(value))
    case 6 where kind == .image && bytes.hasWord("height", at: name.lowerBound):
      height = Self.pixels(bytes.extracting(value))
    case 6 where bytes.hasWord("hidden", at: name.lowerBound):
      isHidden = true
    default:
      break
    }
  }

  private static func pixels(_ value: borrowing Span<UInt8>) -> Int? {
    var index = 0
    while index < value.count, value[index].isDigit { index += 1 }
    guard index > 0, index < 6, index == value.count || value[index] != UInt8(ascii: "%") else { return nil }
    return Int(value.extracting(0..<index).string)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == ASCII.hyphen || byte == ASCII.colon || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: ".")
  }

  private static func isAttributeNameByte(_ byte: UInt8) -> Bool {
    isBareValueByte(byte) && byte != ASCII.equals && byte != ASCII.slash
  }

  private static func isBareValueByte(_ byte: UInt8) -> Bool {
    !byte.isSpace && byte != ASCII.greater && byte != ASCII.less
  }
}

/// Which element names mean what, by the first eight letters.
struct HTMLTagTable: Sendable {
  /// The one table.
  static let shared = HTMLTagTable()

  private var keys = [UInt64](repeating: 0, count: 512)
  private var kinds = [HTMLTag.Kind](repeating: .unknown, count: 512)

  private init() {
    let names: [(HTMLTag.Kind, String)] = [
      (
        .inline,
        """
        a abbr acronym audio b basefont bdi bdo big blink button canvas cite code data del dfn em embed font i iframe \
        input ins kbd label map mark math meter nobr noscript object output param picture progress q rp rt ruby s samp \
        select small source span strike strong sub sup svg time track tt u var video wbr area link meta base
        """
      ),
      (
        .block,
        """
        address article aside blockquote caption center dd details dialog dir div dl dt fieldset figcaption figure \
        footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p \
        section summary table tbody tfoot thead tr ul
        """
      ),
      (.lineBreak, "br"), (.cell, "td th"), (.preformatted, "pre textarea listing xmp"),
      (.unseen, "script style template noembed noframes"), (.head, "head"), (.body, "body"), (.image, "img image"),
      (.anchor, "a"),
    ]
    for (kind, list) in names {
      for name in list.split(separator: " ") {
        let key = name.utf8.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let slot = freeOrOwnSlot(of: key)
        keys[slot] = key
        kinds[slot] = kind
      }
    }
  }

  /// What the element of that name means.
  func kind(of key: UInt64) -> HTMLTag.Kind {
    kinds[freeOrOwnSlot(of: key)]
  }

  private func freeOrOwnSlot(of key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 55)
    while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & 511 }
    return slot
  }
}
