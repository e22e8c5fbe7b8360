/// The general entities of a document's own subset, kept only while they are short: no entity bomb goes off.
struct DeclaredEntities {
  /// The longest text kept of one entity, in bytes.
  static let longestValue = 1_024
  private static let most = 500
  /// Bytes that all expansions of a document may add up to.
  private static let budget = 4 << 20

  private var values: [String: [UInt8]] = [:]
  private var spent = 0

  /// Declares an entity. References in its value are resolved at once, so that nothing nests later.
  mutating func declare(_ name: String, as value: borrowing Span<UInt8>) {
    guard values[name] == nil, values.count < Self.most, value.count <= Self.longestValue else { return }
    var text: [UInt8] = []
    var index = 0
    while index < value.count, text.count <= Self.longestValue {
      if value[index] == ASCII.ampersand, let end = value.firstIndex(of: ASCII.semicolon, from: index) {
        if let inner = self.value(of: value.extracting(index + 1..<end)) {
          text.append(contentsOf: inner)
        } else {
          text.append(value.extracting(index..<end + 1))
        }
        index = end + 1
      } else {
        text.append(value[index])
        index += 1
      }
    }
    if text.count <= Self.longestValue { values[name] = text }
  }

  /// What a reference to `name` stands for; nil if nobody says, or if the document has expanded enough.
  mutating func text(of name: borrowing Span<UInt8>) -> [UInt8]? {
    guard spent < Self.budget, let text = value(of: name) else { return nil }
    spent += text.count
    return text
  }

  private func value(of name: borrowing Span<UInt8>) -> [UInt8]? {
    if !values.isEmpty, let own = values[name.string] { return own }
    guard let entity = HTMLEntities.table.entity(named: name) else { return nil }
    var text: [UInt8] = []
    text.append(entity.first)
    if let second = entity.second { text.append(second) }
    return text
  }
}
