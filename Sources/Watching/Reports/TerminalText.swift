import FeedParsing

/// Text for people's terminals: cleaned of what could drive them, measured and wrapped by columns, coloured on demand.
package struct TerminalText: Sendable {
  /// Whether colours may be used.
  package var usesColor: Bool
  /// Columns of a line.
  package var width: Int

  /// Text of `width` columns, with or without colours.
  package init(usesColor: Bool, width: Int = 80) {
    self.usesColor = usesColor
    self.width = width
  }

  /// The few colours in use, by their SGR parameters (ECMA-48).
  package enum Style: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case hit = "1;33"
  }

  /// The text in a style, or as it is where colours are not wanted.
  package func styled(_ text: String, _ style: Style) -> String {
    usesColor && !text.isEmpty ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
  }

  /// The text in one line, without what could drive a terminal: control characters, line breaks and bidirectional
  /// controls. Runs of spaces become one; those at the ends go.
  package static func clean(_ text: String) -> String {
    printable(text).trimmingASCIISpace
  }

  /// The same, with a space kept at each end that has one.
  static func printable(_ text: String) -> String {
    var result = ""
    var endsInSpace = false
    for scalar in text.unicodeScalars {
      let isSpace = scalar.drivesTerminal || scalar == " "
      if !(isSpace && endsInSpace) { result.unicodeScalars.append(isSpace ? " " : scalar) }
      endsInSpace = isSpace
    }
    return result
  }

  /// The columns that a character takes: two for East Asian wide ones and emoji, none for marks.
  package static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0..<0x300: return 1
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default:
      return [.nonspacingMark, .enclosingMark, .format].contains(scalar.properties.generalCategory) ? 0 : 1
    }
  }

  /// The columns that a text takes.
  package static func columns(of text: String) -> Int {
    text.reduce(0) { $0 + columns(of: $1) }
  }

  /// A number with what it counts, in the plural unless it is one.
  package static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? "\(noun)s")"
  }

  /// The text cut to `width` columns, with an ellipsis where something is missing.
  package static func fit(_ text: String, to width: Int) -> String {
    guard columns(of: text) > width else { return text }
    guard width > 0 else { return "" }
    var result = ""
    var used = 0
    for character in text {
      used += columns(of: character)
      guard used < width else { break }
      result.append(character)
    }
    return result + "…"
  }

  /// The text filled up with spaces to `width` columns.
  package static func pad(_ text: String, to width: Int) -> String {
    let fitted = fit(text, to: width)
    return fitted + String(repeating: " ", count: max(0, width - columns(of: fitted)))
  }

  /// The text in lines of this width, each behind the indent. Breaks at spaces, and anywhere between wide characters.
  package func wrapped(_ text: String, indent: String = "") -> [String] {
    let room = max(10, width - Self.columns(of: indent))
    var lines: [String] = []
    var line = ""
    var used = 0
    var breakAt: (index: String.Index, columns: Int)?
    for character in text {
      let size = Self.columns(of: character)
      if used + size > room {
        if character == " " {
          lines.append(line)
          (line, used, breakAt) = ("", 0, nil)
          continue
        }
        if let point = breakAt {
          let rest = String(line[point.index...])
          lines.append(String(line[..<point.index]))
          (line, used) = (rest, used - point.columns)
        } else {
          lines.append(line)
          (line, used) = ("", 0)
        }
        breakAt = nil
      }
      line.append(character)
      used += size
      if character == " " || size == 2 { breakAt = (line.endIndex, used) }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { indent + $0.trimmingASCIISpace }
  }
}
