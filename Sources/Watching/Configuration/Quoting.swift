import Fetching

extension String {
  /// The text between backticks, cut and escaped so that it cannot drive a terminal or flood a message. An address
  /// loses its password.
  var quoted: String {
    let limit = 80
    let text = ShownURL.of(self)
    var result = "`"
    for scalar in text.unicodeScalars.prefix(limit) {
      result.unicodeScalars.append(contentsOf: scalar.shown.unicodeScalars)
    }
    if text.unicodeScalars.count > limit { result += "…" }
    return result + "`"
  }
}

extension Unicode.Scalar {
  /// The scalar's name by number, such as `U+00A0`.
  var codePointName: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The scalar itself, or its number where it is a control, a line separator or a bidirectional control.
  fileprivate var shown: String {
    switch value {
    case 0x0A: "⏎"
    case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: codePointName
    default: String(self)
    }
  }
}
