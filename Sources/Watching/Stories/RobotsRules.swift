/// What a site's robots.txt lets a program read (RFC 9309).
struct RobotsRules: Equatable {
  private struct Rule: Equatable {
    var pattern: [UInt8]
    var allows: Bool
  }

  /// Those for one program, in the order of the file.
  private var rules: [Rule] = []

  /// The rules that a file has for the program of this name: those that name it, else those for all.
  init(_ file: [UInt8], for program: String) {
    var named: [Rule]?
    var common: [Rule] = []
    var agents: [String] = []
    var isNamingAgents = false
    for line in file.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      guard let (key, value) = Self.entry(line) else { continue }
      switch key {
      case "user-agent":
        if !isNamingAgents { agents = [] }
        isNamingAgents = true
        agents.append(value.prefix { $0.isLetter || $0 == "-" || $0 == "_" || $0 == "*" }.lowercased())
        if agents.last == program.lowercased() { named = named ?? [] }
      case "allow", "disallow":
        isNamingAgents = false
        guard !value.isEmpty else { continue }
        let rule = Rule(pattern: Self.normalized(value.utf8), allows: key == "allow")
        if agents.contains(program.lowercased()) { named?.append(rule) }
        if agents.contains("*") { common.append(rule) }
      default: break
      }
    }
    rules = named ?? common
  }

  /// Whether a path, with its query, may be read: as the longest pattern that fits says, and where two are as long, the
  /// one that allows.
  func allows(_ path: String) -> Bool {
    let path = Self.normalized(path.utf8)
    let fitting = rules.filter { Self.fits($0.pattern, path) }
    guard let longest = fitting.map(\.pattern.count).max() else { return true }
    return fitting.contains { $0.pattern.count == longest && $0.allows }
  }

  /// A line's key in lower case and its value, without the comment.
  private static func entry(_ line: ArraySlice<UInt8>) -> (key: String, value: String)? {
    let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let key = text[..<colon].trimmingPrefix("\u{FEFF}").trimmingASCIISpace.lowercased()
    return (key, text[text.utf8.index(after: colon)...].trimmingASCIISpace)
  }

  /// The bytes with every escape that need not be one undone, and every other one written alike.
  private static func normalized(_ text: String.UTF8View) -> [UInt8] {
    var result: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let code = UInt8(String(rest.prefix(2)) ?? "", radix: 16), rest.count >= 2 {
        rest = rest.dropFirst(2)
        result += code.isUnreserved ? [code] : escape(code)
      } else {
        result += byte < 0x80 ? [byte] : escape(byte)
      }
    }
    return result
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// Whether a pattern fits a path from its start: `*` stands for any bytes, a `$` at the end for the path's end.
  private static func fits(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
    let isWhole = pattern.last == UInt8(ascii: "$")
    // A pattern that may end anywhere ends in a star.
    let pattern = isWhole ? pattern.dropLast() : pattern + [UInt8(ascii: "*")]
    var (at, place) = (pattern.startIndex, 0)
    // Where to go on when what follows the last star does not fit: one byte further on.
    var retry: (at: Int, place: Int)?
    while place < path.count {
      if at < pattern.endIndex, pattern[at] == UInt8(ascii: "*") {
        retry = (at + 1, place)
        at += 1
      } else if at < pattern.endIndex, pattern[at] == path[place] {
        at += 1
        place += 1
      } else if let (star, start) = retry {
        retry = (star, start + 1)
        (at, place) = (star, start + 1)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}

extension UInt8 {
  /// Whether a URL may carry the byte as it is, whatever it stands for (RFC 3986, 2.3).
  fileprivate var isUnreserved: Bool {
    Unicode.Scalar(self).isASCII
      && (Character(Unicode.Scalar(self)).isLetter || Character(Unicode.Scalar(self)).isNumber
        || "-._~".utf8.contains(self))
  }
}
