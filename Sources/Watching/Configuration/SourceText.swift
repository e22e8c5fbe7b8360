/// A configuration file's text, sound UTF-8 without a byte order mark, and where its lines begin.
struct SourceText: Sendable {
  /// The file's path, as problems name it.
  let file: String
  /// The whole text.
  let text: String
  /// The UTF-8 offset at which each line begins.
  private let lineStarts: [Int]

  /// Decodes a file's bytes, or says at which place they are no text.
  ///
  /// Line breaks are LF, CRLF and CR. The other line separators of Unicode are refused, because YAML
  /// breaks lines at them where editors do not, and so are control characters.
  init(file: String, bytes: [UInt8]) throws(ConfigurationProblem) {
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let bytes = hasMark ? Array(bytes.dropFirst(3)) : bytes
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Self.encodingProblem(file: file, bytes: bytes)
    }
    var starts = [0]
    for (offset, byte) in bytes.enumerated() {
      // One branch for nearly all bytes: what matters begins below a space, at DEL, or with these leads.
      guard byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE2 || byte == 0xEF else { continue }
      switch byte {
      case 0x0A: starts.append(offset + 1)
      case 0x0D where offset + 1 == bytes.count || bytes[offset + 1] != 0x0A: starts.append(offset + 1)
      case 0x09, 0x0D: continue
      default:
        let scalar = text.unicodeScalars[text.utf8.index(text.startIndex, offsetBy: offset)]
        if Self.isForbidden(scalar) {
          throw Self.characterProblem(
            scalar, file: file, text: text, offset: offset, lineStart: starts[starts.count - 1],
            line: starts.count)
        }
      }
    }
    self.file = file
    self.text = text
    self.lineStarts = starts
  }

  /// The number of lines; text that ends with a line break has an empty last one.
  var lineCount: Int { lineStarts.count }

  /// The place behind the last character.
  var end: FilePlace {
    FilePlace(line: lineCount, column: line(lineCount).unicodeScalars.count + 1)
  }

  /// A line without its line break. Lines count from 1.
  func line(_ number: Int) -> Substring {
    let bytes = text.utf8.span
    let start = byte(ofLine: number)
    var end = number < lineStarts.count ? lineStarts[max(number, 0)] : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return text[index(atByte: start)..<index(atByte: end)]
  }

  /// The index at which a place of the file stands; a column past the line's end gives its end.
  func index(of place: FilePlace) -> String.Index {
    let start = index(ofLine: place.line)
    let limit = place.line < lineStarts.count ? index(ofLine: place.line + 1) : text.endIndex
    return text.unicodeScalars.index(start, offsetBy: place.column - 1, limitedBy: limit) ?? limit
  }

  /// The Unicode scalar at a place, or nil behind the end.
  func scalar(at place: FilePlace) -> Unicode.Scalar? {
    let index = index(of: place)
    return index < text.endIndex ? text.unicodeScalars[index] : nil
  }

  /// A problem at a place of this file.
  func problem(
    at place: FilePlace, severity: ConfigurationProblem.Severity = .error, _ message: String
  ) -> ConfigurationProblem {
    ConfigurationProblem(file: file, place: place, severity: severity, message: message)
  }

  /// Where a line begins; one before the first counts as it, and one behind the last as that.
  private func byte(ofLine line: Int) -> Int { lineStarts[min(max(line, 1), lineStarts.count) - 1] }

  private func index(atByte offset: Int) -> String.Index { text.utf8.index(text.startIndex, offsetBy: offset) }

  private func index(ofLine line: Int) -> String.Index {
    index(atByte: byte(ofLine: line))
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  private static func characterProblem(
    _ scalar: Unicode.Scalar, file: String, text: String, offset: Int, lineStart: Int, line: Int
  ) -> ConfigurationProblem {
    let start = text.utf8.index(text.startIndex, offsetBy: lineStart)
    let end = text.utf8.index(text.startIndex, offsetBy: offset)
    let column = text.unicodeScalars.distance(from: start, to: end) + 1
    let name = scalar.codePointName
    let message =
      switch scalar.value {
      case 0x85, 0x2028, 0x2029: "the invisible line separator \(name) stands here; put a line break or a space instead"
      case 0xFEFF: "the byte order mark \(name) stands inside the text; remove it"
      default: "the control character \(name) stands here; remove it"
      }
    return ConfigurationProblem(file: file, place: FilePlace(line: line, column: column), message: message)
  }

  private static func encodingProblem(file: String, bytes: [UInt8]) -> ConfigurationProblem {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return ConfigurationProblem(file: file, place: .start, message: "this file is UTF-16; save it as UTF-8")
    }
    var place = FilePlace.start
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    while case .valid(let encoded) = parser.parseScalar(from: &iterator) {
      place.column += 1
      if encoded.first == 0x0A { place = FilePlace(line: place.line + 1, column: 1) }
    }
    return ConfigurationProblem(
      file: file, place: place, message: "this is not UTF-8 from here on; save the file as UTF-8")
  }
}
