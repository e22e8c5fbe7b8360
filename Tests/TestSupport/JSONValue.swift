import FoundationEssentials

/// Any JSON value, for tests that look into output.
@dynamicMemberLookup
package enum JSONValue: Codable, Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Reads a JSON text.
  package init(_ text: some StringProtocol) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// The value as JSON text.
  package var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .withoutEscapingSlashes
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// A member of an object; null where there is none.
  package subscript(dynamicMember key: String) -> JSONValue { self[key] ?? .null }

  /// A member of an object, nil where there is none.
  package subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  /// The string that it is, if it is one.
  package var text: String? { if case .string(let value) = self { value } else { nil } }
  /// The whole number that it is, if it is one.
  package var integer: Int? { if case .number(let value) = self { Int(exactly: value) } else { nil } }
  /// The elements of the array that it is, if it is one.
  package var list: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The members of the object that it is, if it is one.
  package var members: [String: JSONValue]? { if case .object(let value) = self { value } else { nil } }
}
