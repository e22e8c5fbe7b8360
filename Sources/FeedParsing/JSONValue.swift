/// Any value of JSON.
enum JSONValue: Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The member of that name, of an object.
  subscript(name: String) -> JSONValue? {
    if case .object(let members) = self, let value = members[name] {
      if case .null = value { return nil }
      return value
    }
    return nil
  }

  var string: String? {
    if case .string(let value) = self { return value }
    return nil
  }

  /// A string, or a number as one writes it.
  var text: String? {
    if case .number(let value) = self {
      return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
    return string
  }

  var integer: Int? {
    if case .number(let value) = self, value >= 0, value < 1e15 { return Int(value) }
    return string.flatMap { Int($0) }
  }

  var array: [JSONValue]? {
    if case .array(let value) = self { return value }
    return nil
  }
}
