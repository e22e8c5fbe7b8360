import FoundationEssentials

/// The part of JSON Schema 2020-12 that Config/schema uses, so that real output can be held against it.
package struct JSONSchema {
  private let root: JSONValue

  /// Reads a schema.
  package init(file: URL) throws {
    root = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: file))
  }

  /// What is wrong with a JSON text, each with its path; empty when it is valid.
  package func problems(in text: some StringProtocol) throws -> [String] {
    try problems(JSONValue(text), root, at: "$")
  }

  private static let annotations: Set<String> = [
    "$schema", "$id", "title", "description", "$defs", "$comment", "examples",
  ]
  private static let checked: Set<String> = [
    "$ref", "type", "const", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "items", "maxItems",
    "minItems", "required", "properties", "additionalProperties",
  ]

  private func problems(_ value: JSONValue, _ schema: JSONValue, at path: String) throws -> [String] {
    var found = (schema.members ?? [:]).keys
      .filter { !Self.annotations.contains($0) && !Self.checked.contains($0) }
      .map { "\(path): the schema's \($0) is not checked by this test" }
    if let reference = schema["$ref"]?.text {
      let name = reference.replacing("#/$defs/", with: "")
      guard let target = root["$defs"]?[name] else { return found + ["\(path): unknown reference \(reference)"] }
      found += try problems(value, target, at: path)
    }
    let types = schema.type.list?.compactMap(\.text) ?? schema.type.text.map { [$0] } ?? []
    guard types.isEmpty || types.contains(where: { Self.is(value, $0) }) else {
      return found + ["\(path): \(value) is no \(types.joined(separator: " or "))"]
    }
    if let constant = schema["const"], constant != value { found.append("\(path): \(value) is not \(constant)") }
    if let choices = schema["enum"]?.list, !choices.contains(value) { found.append("\(path): \(value) is not allowed") }
    switch value {
    case .string(let text): found += try problems(text: text, schema, at: path)
    case .number(let number):
      if case .number(let least) = schema.minimum, number < least { found.append("\(path): \(number) is too small") }
      if case .number(let most) = schema.maximum, number > most { found.append("\(path): \(number) is too large") }
    case .array(let list):
      if let most = schema.maxItems.integer, list.count > most { found.append("\(path): more than \(most) items") }
      if let least = schema.minItems.integer, list.count < least { found.append("\(path): under \(least) items") }
      if let items = schema["items"] {
        for (index, item) in list.enumerated() { found += try problems(item, items, at: "\(path)[\(index)]") }
      }
    case .object(let members): found += try problems(members: members, schema, at: path)
    case .null, .bool: break
    }
    return found
  }

  private func problems(text: String, _ schema: JSONValue, at path: String) throws -> [String] {
    var found: [String] = []
    let length = text.unicodeScalars.count
    if let least = schema.minLength.integer, length < least { found.append("\(path): shorter than \(least)") }
    if let most = schema.maxLength.integer, length > most { found.append("\(path): longer than \(most)") }
    if let pattern = schema.pattern.text, try Regex(pattern).firstMatch(in: text) == nil {
      found.append("\(path): \(text) does not match \(pattern)")
    }
    return found
  }

  private func problems(members: [String: JSONValue], _ schema: JSONValue, at path: String) throws -> [String] {
    let required = schema.required.list?.compactMap(\.text) ?? []
    var found = required.filter { members[$0] == nil }.map { "\(path): \($0) is missing" }
    for (key, value) in members.sorted(by: { $0.key < $1.key }) {
      if let property = schema.properties[key] {
        found += try problems(value, property, at: "\(path).\(key)")
      } else if schema.additionalProperties == .bool(false) {
        found.append("\(path): \(key) is not in the schema")
      }
    }
    return found
  }

  private static func `is`(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.string, "string"), (.bool, "boolean"), (.number, "number"), (.array, "array"),
      (.object, "object"):
      true
    case (.number(let number), "integer"): number == number.rounded()
    default: false
    }
  }
}
