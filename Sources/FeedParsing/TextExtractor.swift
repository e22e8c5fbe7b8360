/// Turns HTML into text in one pass over its bytes.
struct TextExtractor {
  /// What kind of text is read.
  enum Mode {
    /// A fragment of a page: every tag counts.
    case body
    /// A title: only tags of HTML count, so `vector<int>` stays, and everything is on one line.
    case title
    /// No markup at all: only white space is put in order.
    case plain
  }

  /// The text so far, as UTF-8.
  private(set) var text: [UInt8] = []
  /// Whether any tag was left out.
  private(set) var sawTag = false
  /// Whether a reference stood for `<`, so that markup may have been escaped once more than it should.
  private(set) var decodedLess = false
  /// Whether a reference stood for `&`, so that further references may have appeared.
  private(set) var decodedAmpersand = false

  private let mode: Mode
  private let limit: Int
  private var pending = Break.none
  private var preformatted = 0
  private var hidden: (key: UInt64, depth: Int, start: Int)?
  private var honoursHidden = true
  private var patience = HTMLTag.Patience()
  private var nesting = 0

  private enum Break: UInt8 { case none, space, line, paragraph }

  /// An extractor that stops at `limit` bytes of text.
  init(mode: Mode, limit: Int = FeedLimits.text) {
    self.mode = mode
    self.limit = limit
  }

  /// Reads a fragment. Linear in its length.
  mutating func read(_ bytes: borrowing Span<UInt8>) {
    text.reserveCapacity(min(bytes.count, limit))
    patience = HTMLTag.Patience()
    var index = 0
    while index < bytes.count, text.count < limit {
      let byte = bytes[index]
      switch ByteClass(byte) {
      case .ordinary:
        let start = index
        repeat { index += 1 } while index < bytes.count && continuesRun(bytes, at: index)
        emit(bytes, start..<index)
      case .space:
        index = readSpace(bytes, at: index)
      case .less:
        index = mode == .plain ? emitByte(byte, at: index) : readMarkup(bytes, at: index)
      case .ampersand:
        index = mode == .plain ? emitByte(byte, at: index) : readReference(bytes, at: index)
      case .c2:
        index = readLatin(bytes, at: index)
      case .control:
        index += 1
      }
      if index >= bytes.count, nesting == 0, let unclosed = hidden {
        // The hidden element never ended, so a reader may well see what follows.
        hidden = nil
        honoursHidden = false
        index = unclosed.start
      }
    }
    text.cut(to: limit)
  }

  /// Whether a text is one line of words with single spaces between them, which every mode leaves as it is.
  static func leavesAlone(_ bytes: borrowing Span<UInt8>, limit: Int) -> Bool {
    guard bytes.count <= limit else { return false }
    var wasSpace = true
    for index in 0..<bytes.count {
      switch ByteClass(bytes[index]) {
      case .ordinary: wasSpace = false
      case .space:
        guard !wasSpace, bytes[index] == ASCII.space else { return false }
        wasSpace = true
      default: return false
      }
    }
    return !wasSpace
  }

  /// Ends the text: nothing pending is written.
  mutating func finish() -> [UInt8] {
    dropTrailingNoBreakSpaces()
    return text
  }

  // MARK: Text

  private func continuesRun(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    let next = ByteClass(bytes[index])
    if next == .ordinary { return true }
    return bytes[index] == ASCII.space && index + 1 < bytes.count
      && ByteClass(bytes[index + 1]) == .ordinary && preformatted == 0
  }

  private mutating func flushBreak() {
    if !text.isEmpty {
      switch mode == .title && pending != .none ? .space : pending {
      case .none: break
      case .space: text.append(ASCII.space)
      case .line: text.append(ASCII.newline)
      case .paragraph:
        text.append(ASCII.newline)
        text.append(ASCII.newline)
      }
    }
    pending = .none
  }

  private mutating func emit(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    guard hidden == nil else { return }
    flushBreak()
    text.append(bytes.extracting(range))
  }

  private mutating func emitByte(_ byte: UInt8, at index: Int) -> Int {
    if hidden == nil {
      flushBreak()
      text.append(byte)
    }
    return index + 1
  }

  private mutating func emit(_ scalar: Unicode.Scalar) {
    guard hidden == nil else { return }
    switch scalar {
    case " ", "\t", "\n", "\r": separate(.space)
    case "\u{A0}": emitNoBreakSpace()
    case "\u{0}"..<"\u{20}", "\u{7F}": break
    default:
      flushBreak()
      text.append(scalar)
    }
  }

  private mutating func emitNoBreakSpace() {
    guard hidden == nil, !text.isEmpty, pending.rawValue < Break.line.rawValue else { return }
    flushBreak()
    text.append(0xC2)
    text.append(0xA0)
  }

  private mutating func separate(_ kind: Break) {
    guard hidden == nil else { return }
    if kind.rawValue > pending.rawValue { pending = kind }
    if kind != .space { dropTrailingNoBreakSpaces() }
  }

  private mutating func dropTrailingNoBreakSpaces() {
    while true {
      if text.count > 1, text[text.count - 1] == 0xA0, text[text.count - 2] == 0xC2 {
        text.removeLast(2)
      } else if text.last == ASCII.space {
        text.removeLast()
      } else {
        return
      }
    }
  }

  private mutating func readSpace(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    var index = start
    var lines = 0
    while index < bytes.count, bytes[index].isSpace {
      if bytes[index] == ASCII.newline { lines += 1 }
      index += 1
    }
    if lines > 1 {
      separate(.paragraph)
    } else if lines == 1, preformatted > 0 || mode == .plain {
      separate(.line)
    } else {
      separate(.space)
    }
    return index
  }

  /// U+0080 to U+00BF: no-break spaces, and what was windows-1252 before somebody called it Latin-1.
  private mutating func readLatin(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    guard start + 1 < bytes.count else { return start + 1 }
    let second = bytes[start + 1]
    switch second {
    case 0xA0: emitNoBreakSpace()
    case 0x85: separate(.space)
    case 0x80...0x9F: emit(Windows1252.scalar(of: second))
    default: emit(bytes, start..<start + 2)
    }
    return start + 2
  }

  private mutating func readReference(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    guard let reference = CharacterReference(in: bytes, at: start) else {
      return emitByte(ASCII.ampersand, at: start)
    }
    if reference.first == "<" { decodedLess = true }
    if reference.first == "&" { decodedAmpersand = true }
    emit(reference.first)
    if let second = reference.second { emit(second) }
    return reference.end
  }

  // MARK: Markup

  private mutating func readMarkup(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    guard start + 2 < bytes.count else { return emitByte(ASCII.less, at: start) }
    switch bytes[start + 1] {
    case ASCII.exclamation, ASCII.question:
      return readDeclaration(bytes, at: start)
    default:
      guard let tag = HTMLTag(in: bytes, at: start, patience: &patience),
        mode == .body || tag.kind != .unknown
      else { return emitByte(ASCII.less, at: start) }
      sawTag = true
      return apply(tag, of: bytes, at: start)
    }
  }

  private mutating func readDeclaration(_ bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    if bytes.hasWord("<!--", at: start) {
      guard !patience.commentsNeverEnd, let end = bytes.firstIndex(ofWord: "-->", from: start + 2) else {
        patience.commentsNeverEnd = true
        return start + 4
      }
      return end + 3
    }
    if bytes.hasWord("<![cdata[", at: start) {
      let inner = start + 9
      guard nesting < 2, !patience.sectionsNeverEnd, let end = bytes.firstIndex(ofWord: "]]>", from: inner) else {
        patience.sectionsNeverEnd = true
        return inner
      }
      nesting += 1
      read(bytes.extracting(inner..<end))
      nesting -= 1
      patience = HTMLTag.Patience()
      return end + 3
    }
    let isDeclaration = mode == .body || bytes[start + 1] == ASCII.question || bytes[start + 2].isLetter
    guard isDeclaration, !patience.declarationsNeverEnd else { return emitByte(ASCII.less, at: start) }
    guard let end = bytes.firstIndex(of: ASCII.greater, from: start) else {
      patience.declarationsNeverEnd = true
      return emitByte(ASCII.less, at: start)
    }
    return end + 1
  }

  private mutating func apply(_ tag: HTMLTag, of bytes: borrowing Span<UInt8>, at start: Int) -> Int {
    if let hidden {
      guard tag.key == hidden.key || (tag.kind == .body && !tag.isEnd) else { return tag.end }
      let depth = tag.kind == .body ? 0 : hidden.depth + (tag.isEnd ? -1 : 1)
      self.hidden = depth > 0 ? (hidden.key, depth, hidden.start) : nil
      return tag.end
    }
    switch tag.kind {
    case .unknown, .inline, .anchor: break
    case .block, .head, .body: separate(.paragraph)
    case .lineBreak: separate(pending == .line ? .paragraph : .line)
    case .cell: separate(.line)
    case .preformatted:
      separate(.paragraph)
      preformatted = tag.isEnd ? max(0, preformatted - 1) : preformatted + 1
    case .image:
      if let alternative = tag.alternative, !tag.isPixel, !tag.isHidden {
        emitAlternative(bytes.extracting(alternative))
      }
      return tag.end
    case .unseen:
      guard !tag.isEnd else { return tag.end }
      return endOfUnseen(bytes, key: tag.key, from: tag.end)
    }
    if !tag.isEnd, honoursHidden, tag.isHidden || tag.kind == .head, !Self.isVoid(tag) {
      hidden = (tag.key, 1, tag.end)
    }
    return tag.end
  }

  private static func isVoid(_ tag: HTMLTag) -> Bool {
    // hr, br, wbr, input, link, meta
    [0x6872, 0x6272, 0x77_6272, 0x69_6E70_7574, 0x6C69_6E6B, 0x6D65_7461].contains(tag.key)
  }

  private mutating func emitAlternative(_ value: borrowing Span<UInt8>) {
    separate(.space)
    var index = 0
    while index < value.count, text.count < limit {
      switch ByteClass(value[index]) {
      case .ampersand: index = readReference(value, at: index)
      case .space: index = readSpace(value, at: index)
      case .c2: index = readLatin(value, at: index)
      case .control: index += 1
      default:
        let start = index
        repeat { index += 1 } while index < value.count && ByteClass(value[index]) == .ordinary
        emit(value, start..<index)
      }
    }
    separate(.space)
  }

  private func endOfUnseen(_ bytes: borrowing Span<UInt8>, key: UInt64, from start: Int) -> Int {
    var index = start
    var patience = self.patience
    while let close = bytes.firstIndex(ofWord: "</", from: index) {
      if let tag = HTMLTag(in: bytes, at: close, patience: &patience), tag.key == key { return tag.end }
      index = close + 2
    }
    return bytes.count
  }
}

/// What a byte of HTML text means to the extractor.
enum ByteClass: UInt8 {
  case ordinary, space, less, ampersand, c2, control

  /// The class of a byte. Most are ordinary by the first comparison.
  @inline(__always)
  init(_ byte: UInt8) {
    if byte > ASCII.less {
      self = byte == 0xC2 ? .c2 : byte == 0x7F ? .control : .ordinary
      return
    }
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0C, 0x0D: self = .space
    case ASCII.less: self = .less
    case ASCII.ampersand: self = .ampersand
    case ..<0x20: self = .control
    default: self = .ordinary
    }
  }
}
