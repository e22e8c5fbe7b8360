/// The fields that a part of a query looks in.
struct FieldSet: OptionSet, Sendable, Hashable {
  let rawValue: UInt8

  static let title = FieldSet(rawValue: 1)
  static let summary = FieldSet(rawValue: 2)
  static let content = FieldSet(rawValue: 4)
  static let url = FieldSet(rawValue: 8)
  static let author = FieldSet(rawValue: 16)
  static let source = FieldSet(rawValue: 32)
  static let category = FieldSet(rawValue: 64)

  /// Title, summary and content.
  static let standard: FieldSet = [.title, .summary, .content]

  /// The texts that a field of the language names.
  init(_ field: Field) {
    switch field {
    case .title: self = .title
    case .body: self = [.summary, .content]
    case .url: self = .url
    case .author: self = .author
    case .source: self = .source
    case .category: self = .category
    }
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }
}
