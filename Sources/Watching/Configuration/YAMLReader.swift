/// Reads typed values out of a file's nodes, and collects every problem on the way instead of stopping at the first.
///
/// Each method returns nil when the value is not what was asked for; the problem then stands at the value's place.
struct YAMLReader {
  let source: SourceText
  private(set) var problems: [ConfigurationProblem] = []
  /// The number of problems that are errors.
  private(set) var errorCount = 0

  init(source: SourceText) {
    self.source = source
  }

  /// Notes a problem of this file.
  mutating func report(_ message: String, at place: FilePlace, severity: ConfigurationProblem.Severity = .error) {
    report([source.problem(at: place, severity: severity, message)])
  }

  /// Adds problems found elsewhere.
  mutating func report(_ found: [ConfigurationProblem]) {
    problems += found
    errorCount += found.count { $0.severity == .error }
  }

  // MARK: Mappings and lists

  /// The entries of a mapping under its known keys; unknown and repeated keys are reported at their own place.
  mutating func mapping(_ node: YAMLNode, _ name: String, keys known: [String]) -> [String: YAMLEntry]? {
    guard let entries = entries(node, name, example: known.prefix(2).map { "\($0): …" }.joined(separator: ", ")) else {
      return nil
    }
    var result: [String: YAMLEntry] = [:]
    for (key, entry) in entries {
      if known.contains(key) {
        result[key] = entry
      } else if let nearest = Spelling.nearest(to: key, among: known) {
        report("unknown key \(key.quoted); did you mean \(nearest.quoted)?", at: entry.key.place)
      } else {
        report("unknown key \(key.quoted); \(name) has \(known.joined(separator: ", "))", at: entry.key.place)
      }
    }
    return result
  }

  /// A mapping's entries with their keys as texts, whatever these are; repeated keys are reported.
  mutating func entries(
    _ node: YAMLNode, _ name: String, example: String
  ) -> [(key: String, entry: YAMLEntry)]? {
    guard case .mapping(let entries) = node.content else {
      report("\(name) must be a mapping such as { \(example) }, not \(node.kind)", at: node.place)
      return nil
    }
    var places: [String: FilePlace] = [:]
    var result: [(key: String, entry: YAMLEntry)] = []
    for entry in entries {
      guard let key = text(entry.key, "a key") else { continue }
      if let first = places.updateValue(entry.key.place, forKey: key) {
        places[key] = first
        report("duplicate key \(key.quoted); it stands at line \(first.line) already", at: entry.key.place)
      } else {
        result.append((key, entry))
      }
    }
    return result
  }

  /// The elements of a list.
  mutating func list(_ node: YAMLNode, _ name: String, example: String) -> [YAMLNode]? {
    guard case .sequence(let elements) = node.content else {
      report("\(name) must be a list such as [\(example)], not \(node.kind)", at: node.place)
      return nil
    }
    return elements
  }

  /// The texts of a list, each with its node; elements that are no text, or empty, are reported and left out.
  mutating func texts(_ node: YAMLNode, _ name: String, example: String) -> [(text: String, node: YAMLNode)] {
    let elements = list(node, name, example: example) ?? []
    return elements.compactMap { element in
      filledText(element, "an entry of \(name)").map { ($0, element) }
    }
  }

  /// The texts of a list that may not be empty.
  mutating func filledTexts(_ node: YAMLNode, _ name: String, example: String) -> [(text: String, node: YAMLNode)] {
    if case .sequence(let elements) = node.content, elements.isEmpty {
      report("\(name) is empty; list at least one entry, such as [\(example)]", at: node.place)
    }
    return texts(node, name, example: example)
  }

  // MARK: Scalars

  /// A text as it is written; an empty one is allowed in quotes only.
  mutating func text(_ node: YAMLNode, _ name: String) -> String? {
    guard case .scalar(let text, let style) = node.content else {
      report(
        "\(name) must be a text, not \(node.kind); a text with special characters stands in quotes", at: node.place)
      return nil
    }
    if text.isEmpty, style == .plain {
      let isCommented = source.line(node.place.line).contains("#")
      let hint = isCommented ? "; behind `#` stands a comment, so put a text that begins with it in quotes" : ""
      report("\(name) has no value; write one or remove it\(hint)", at: node.place)
      return nil
    }
    return text
  }

  /// A text that is not empty.
  mutating func filledText(_ node: YAMLNode, _ name: String) -> String? {
    guard let text = text(node, name) else { return nil }
    if text.allSatisfy(\.isWhitespace) {
      report("\(name) is empty; write its text", at: node.place)
      return nil
    }
    return text
  }

  /// A text on one line without control characters, at most 256 characters long.
  mutating func label(_ node: YAMLNode, _ name: String) -> String? {
    guard let text = filledText(node, name) else { return nil }
    if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      report("\(name) must be one line without control characters", at: node.place)
      return nil
    }
    if text.unicodeScalars.count > 256 {
      report("\(name) is longer than 256 characters", at: node.place)
      return nil
    }
    return text
  }

  /// `true` or `false`, in these words.
  mutating func boolean(_ node: YAMLNode, _ name: String) -> Bool? {
    switch plainText(node) {
    case "true": return true
    case "false": return false
    default:
      report("\(name) must be true or false, not \(shown(node))", at: node.place)
      return nil
    }
  }

  /// A whole number within bounds.
  mutating func integer(_ node: YAMLNode, _ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = plainText(node), !text.hasPrefix("+"), let value = Int(text) else {
      report("\(name) must be a whole number, not \(shown(node))", at: node.place)
      return nil
    }
    guard range.contains(value) else {
      report("\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(value)", at: node.place)
      return nil
    }
    return value
  }

  /// A number, perhaps with a sign and decimals.
  mutating func number(_ node: YAMLNode, _ name: String) -> Double? {
    guard let text = plainText(node), text.utf8.allSatisfy({ "0123456789.+-eE".utf8.contains($0) }),
      let value = Double(text), value.isFinite
    else {
      report("\(name) must be a number such as 10 or -2.5, not \(shown(node))", at: node.place)
      return nil
    }
    return value
  }

  /// A span of time such as `90s`, `15m`, `6h`, `2d`.
  mutating func duration(_ node: YAMLNode, _ name: String) -> Duration? {
    guard case .scalar(let text, _) = node.content, let duration = Duration(configurationText: text) else {
      report("\(name) must be a time such as 90s, 15m, 6h or 2d, not \(shown(node))", at: node.place)
      return nil
    }
    return duration
  }

  /// A span of time within bounds.
  mutating func duration(_ node: YAMLNode, _ name: String, in range: ClosedRange<Duration>) -> Duration? {
    guard let duration = duration(node, name) else { return nil }
    guard range.contains(duration) else {
      let (low, high) = (range.lowerBound.configurationText, range.upperBound.configurationText)
      report("\(name) must be from \(low) to \(high), not \(duration.configurationText)", at: node.place)
      return nil
    }
    return duration
  }

  /// A number of bytes such as `10MiB`, within bounds.
  mutating func size(_ node: YAMLNode, _ name: String, in range: ClosedRange<ByteCount>) -> ByteCount? {
    guard case .scalar(let text, _) = node.content, let size = ByteCount(configurationText: text) else {
      report("\(name) must be a size such as 512KiB or 10MiB, not \(shown(node))", at: node.place)
      return nil
    }
    guard range.contains(size) else {
      report("\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(size)", at: node.place)
      return nil
    }
    return size
  }

  /// One of the words that an enumeration is written with.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ node: YAMLNode, _ name: String, of type: Choice.Type
  ) -> Choice? {
    if case .scalar(let text, _) = node.content, let choice = Choice(rawValue: text) { return choice }
    let words = Choice.allCases.map(\.rawValue)
    report("\(name) must be \(words.joinedAsChoice), not \(shown(node))", at: node.place)
    return nil
  }

  /// Numbers and booleans stand without quotes; in quotes they are texts.
  private func plainText(_ node: YAMLNode) -> String? {
    if case .scalar(let text, .plain) = node.content { text } else { nil }
  }

  private func shown(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar("", .plain): "nothing"
    case .scalar(let text, .plain): text.quoted
    case .scalar(let text, _): "the text \(text.quoted)"
    case .sequence, .mapping: node.kind
    }
  }
}

extension [String] {
  /// The words as a choice: `a`, `a or b`, `a, b or c`.
  var joinedAsChoice: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " or " + last
  }
}
