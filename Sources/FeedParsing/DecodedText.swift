/// Bytes of a document as UTF-8, and what they were before.
///
/// The encoding is decided by the first of these that holds:
/// 1. a byte-order mark;
/// 2. the NUL bytes that UTF-16 and UTF-32 put around a document's first `<` or `{`;
/// 3. the HTTP header's charset, where it is known;
/// 4. the XML declaration's encoding, where it is known and can be true of bytes that an 8-bit reader could read;
/// 5. UTF-8.
///
/// Then the content has its say. What claims to be something else but is valid UTF-8 beyond doubt is UTF-8; what claims
/// to be UTF-8 and has no valid sequence in it is the declaration's encoding or windows-1252. Bytes that are invalid in
/// the end become U+FFFD; lone windows-1252 bytes inside UTF-8 become the character they were meant to be.
struct DecodedText {
  /// The document as valid UTF-8, without byte-order marks.
  private(set) var bytes: [UInt8]
  /// The encoding's name in lower case.
  private(set) var encoding: String
  /// What was wrong.
  private(set) var warnings: [ParseWarning] = []

  private var isPlainText = false

  /// Decides the encoding of `source` and reads it so.
  init(_ source: [UInt8], contentType: String?) {
    let span = source.span
    if let (family, length) = Self.byteOrderMark(span) {
      (bytes, encoding) = ([], "utf-8")
      decode(source, from: length, as: family, named: Self.name(of: family), declared: nil)
      stripMarks()
      return
    }
    if let family = Self.wideFamily(span) {
      (bytes, encoding) = ([], "utf-8")
      decode(source, from: 0, as: family, named: Self.name(of: family), declared: nil)
      return
    }
    let header = contentType.flatMap(CharsetName.charset(ofContentType:))
    let declared = Self.declaredEncoding(span)
    isPlainText = header == nil && contentType?.lowercased().hasPrefix("text/") ?? false
    (bytes, encoding) = ([], "utf-8")
    for label in [header, declared].compactMap(\.self) {
      guard let family = CharsetName.family(of: label) else {
        if !label.isEmpty { warn("unknown encoding “\(label)”") }
        continue
      }
      switch family {
      case .utf16, .utf32:
        warn("the document calls itself \(label), but it is not")
        continue
      default:
        decode(source, from: 0, as: family, named: label, declared: declared)
        return
      }
    }
    decode(source, from: 0, as: .utf8, named: "utf-8", declared: declared)
  }

  private mutating func warn(_ message: String) {
    warnings.append(ParseWarning(message: message))
  }

  // MARK: Deciding

  private static func byteOrderMark(_ bytes: borrowing Span<UInt8>) -> (CharsetName.Family, Int)? {
    func starts(_ mark: [UInt8]) -> Bool {
      bytes.count >= mark.count && mark.indices.allSatisfy { bytes[$0] == mark[$0] }
    }
    if starts([0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if starts([0xFF, 0xFE, 0, 0]) { return (.utf32(.little), 4) }
    if starts([0, 0, 0xFE, 0xFF]) { return (.utf32(.big), 4) }
    if starts([0xFF, 0xFE]) { return (.utf16(.little), 2) }
    if starts([0xFE, 0xFF]) { return (.utf16(.big), 2) }
    return nil
  }

  private static func wideFamily(_ bytes: borrowing Span<UInt8>) -> CharsetName.Family? {
    guard bytes.count >= 8 else { return nil }
    let zeros = (0..<8).map { bytes[$0] == 0 }
    let even = stride(from: 0, to: 8, by: 2).allSatisfy { zeros[$0] && !zeros[$0 + 1] }
    let odd = stride(from: 0, to: 8, by: 2).allSatisfy { !zeros[$0] && zeros[$0 + 1] }
    if even { return .utf16(.big) }
    if odd { return .utf16(.little) }
    if zeros == [true, true, true, false, true, true, true, false] { return .utf32(.big) }
    if zeros == [false, true, true, true, false, true, true, true] { return .utf32(.little) }
    return nil
  }

  private static func name(of family: CharsetName.Family) -> String {
    switch family {
    case .utf16(.big): "utf-16be"
    case .utf16: "utf-16le"
    case .utf32(.big): "utf-32be"
    case .utf32: "utf-32le"
    default: "utf-8"
    }
  }

  /// The `encoding` of the XML declaration, wherever junk has pushed it within the first kilobytes.
  private static func declaredEncoding(_ bytes: borrowing Span<UInt8>) -> String? {
    guard let start = bytes.firstIndex(ofWord: "<?xml", from: 0, below: min(bytes.count, 4_096)),
      let end = bytes.firstIndex(of: ASCII.greater, from: start), end - start < 1_024,
      var index = bytes.firstIndex(ofWord: "encoding", from: start, below: end)
    else { return nil }
    index += 8
    while index < end, bytes[index].isSpace || bytes[index] == ASCII.equals { index += 1 }
    guard bytes[index] == ASCII.quote || bytes[index] == ASCII.apostrophe,
      let close = bytes.firstIndex(of: bytes[index], from: index + 1), close < end
    else { return nil }
    return CharsetName.normalized(bytes.extracting(index + 1..<close).string)
  }

  // MARK: Reading

  private mutating func decode(
    _ source: [UInt8], from start: Int, as family: CharsetName.Family, named name: String, declared: String?
  ) {
    encoding = name
    let span = source.span.extracting(start..<source.count)
    switch family {
    case .utf16(let order):
      decodeWide(span, order: order ?? .little, width: 2)
      return
    case .utf32(let order):
      decodeWide(span, order: order ?? .little, width: 4)
      return
    case .utf8, .windows1252, .singleByte, .multiByte:
      break
    }
    let check = UTF8Check(span)
    if check.isASCII, !Self.isStateful(family) {
      // Text without a charset is ASCII (RFC 3023, 3.1): where that is true, it is said so.
      if isPlainText { encoding = "us-ascii" }
      bytes = start == 0 ? source : Array(source[start...])
      return
    }
    switch family {
    case .windows1252, .singleByte:
      if check.isValid {
        claimIsWrong(name)
        bytes = source
        return
      }
      decodeBytes(span, as: family)
    case .multiByte:
      if check.isValid, check.longSequences > 2 {
        claimIsWrong(name)
        bytes = source
        return
      }
      decodeBytes(span, as: family)
    default:
      decodeUTF8(source, from: start, check: check, declared: declared)
    }
  }

  private mutating func claimIsWrong(_ name: String) {
    encoding = "utf-8"
    warn("the document calls itself \(name), but it is UTF-8")
  }

  private static func isStateful(_ family: CharsetName.Family) -> Bool {
    if case .multiByte(let name) = family { return name.hasPrefix("ISO-2022") || name.hasPrefix("HZ") }
    return false
  }

  private mutating func decodeUTF8(_ source: [UInt8], from start: Int, check: UTF8Check, declared: String?) {
    let span = source.span.extracting(start..<source.count)
    if check.isValid {
      bytes = start == 0 ? source : Array(source[start...])
      return
    }
    if check.shortSequences + check.longSequences < check.invalid {
      // The header or the default says UTF-8, but nothing in the document is: another claim may be true.
      let other = declared.flatMap(CharsetName.family(of:))
      if let declared, let other {
        switch other {
        case .windows1252, .singleByte, .multiByte:
          encoding = declared
          decodeBytes(span, as: other)
          return
        default: break
        }
      }
      encoding = "windows-1252"
      warn("the document should be UTF-8, but it is not; it was read as windows-1252")
      decodeBytes(span, as: .windows1252)
      return
    }
    mendUTF8(span)
  }

  private mutating func mendUTF8(_ span: borrowing Span<UInt8>) {
    var output: [UInt8] = []
    output.reserveCapacity(span.count + 64)
    var index = 0
    var invalid = 0
    var line = 1
    var firstLine: Int?
    while index < span.count {
      let length = UTF8Check.characterLength(span, at: index)
      if length > 0 {
        if span[index] == ASCII.newline { line += 1 }
        output.append(span.extracting(index..<index + length))
        index += length
        continue
      }
      invalid += 1
      firstLine = firstLine ?? line
      let isLone =
        (index == 0 || span[index - 1] < 0x80) && (index + 1 == span.count || span[index + 1] < 0x80)
      let isCut = index + 1 == span.count
      let guess = isLone && !isCut ? Windows1252.scalar(of: span[index]) : "\u{FFFD}"
      output.append(guess.value < 0xA0 ? "\u{FFFD}" : guess)
      index += 1
    }
    bytes = output
    warnings.append(
      ParseWarning(line: firstLine, message: "\(invalid) bytes are no UTF-8 and were replaced or guessed"))
  }

  private mutating func decodeBytes(_ span: borrowing Span<UInt8>, as family: CharsetName.Family) {
    switch family {
    case .singleByte(let name), .multiByte(let name):
      if let converter = Iconv(from: name) {
        let result = converter.utf8(span)
        // All that follows relies on UTF-8, whatever a converter of the system's makes of its input.
        if UTF8Check(result.text.span).isValid { bytes = result.text } else { mendUTF8(result.text.span) }
        if result.invalid > 0 { warn("\(result.invalid) bytes are no \(encoding) and were replaced") }
        return
      }
      warn("this machine cannot read \(encoding)")
      fallthrough
    default:
      var output: [UInt8] = []
      output.reserveCapacity(span.count + span.count / 4)
      for index in 0..<span.count {
        let byte = span[index]
        if byte < 0x80 { output.append(byte) } else { output.append(Windows1252.scalar(of: byte)) }
      }
      bytes = output
    }
  }

  private mutating func decodeWide(_ span: borrowing Span<UInt8>, order: CharsetName.ByteOrder, width: Int) {
    var output: [UInt8] = []
    output.reserveCapacity(span.count)
    var invalid = 0
    func unit(at index: Int) -> UInt32 {
      var value: UInt32 = 0
      for offset in 0..<width {
        let position = order == .big ? offset : width - 1 - offset
        value = value << 8 | UInt32(span[index + position])
      }
      return value
    }
    var index = 0
    while index + width <= span.count {
      var value = unit(at: index)
      index += width
      if width == 2, value & 0xFC00 == 0xD800, index + 2 <= span.count {
        let low = unit(at: index)
        if low & 0xFC00 == 0xDC00 {
          value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
          index += 2
        }
      }
      if Unicode.Scalar(value) == nil { invalid += 1 }
      output.append(Unicode.Scalar(value) ?? "\u{FFFD}")
    }
    if invalid > 0 { warn("\(invalid) characters are no \(encoding) and were replaced") }
    bytes = output
  }

  private mutating func stripMarks() {
    var start = 0
    while bytes.count >= start + 3, bytes[start] == 0xEF, bytes[start + 1] == 0xBB, bytes[start + 2] == 0xBF {
      start += 3
    }
    if start > 0 { bytes.removeSubrange(..<start) }
  }
}
