/// One value of a YAML file, and the place where it begins.
struct YAMLNode: Sendable {
  /// How a scalar is written.
  enum ScalarStyle: Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  /// What a value is.
  enum Content: Sendable {
    case scalar(String, ScalarStyle)
    case sequence([YAMLNode])
    case mapping([YAMLEntry])
  }

  /// Where the value begins. Behind an alias, this is where the anchored value begins.
  let place: FilePlace
  let content: Content

  /// True where a value is missing, as behind `key:`.
  var isNothing: Bool {
    if case .scalar("", .plain) = content { true } else { false }
  }

  /// The value under a key, nil where this is no mapping or has no such key.
  subscript(key: String) -> YAMLNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { if case .scalar(key, _) = $0.key.content { true } else { false } }?.value
  }

  /// What this is, in a user's words.
  var kind: String {
    switch content {
    case .scalar: isNothing ? "nothing" : "a text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// One key of a YAML mapping with its value.
struct YAMLEntry: Sendable {
  let key: YAMLNode
  let value: YAMLNode
}
