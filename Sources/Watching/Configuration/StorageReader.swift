/// Reads `retention` and `rotate`.
enum StorageReader {
  private static let days: ClosedRange<Duration> = .seconds(86_400)...(.seconds(3650 * 86_400))
  private static let databaseSizes = ByteCount.mebibytes(16)...ByteCount.mebibytes(1 << 20)
  private static let logSizes = ByteCount(bytes: 16 << 10)...ByteCount.mebibytes(1 << 20)

  /// The settings of `retention`, with the defaults for what is missing or wrong.
  static func retention(_ node: YAMLNode, with reader: inout YAMLReader) -> RetentionSettings {
    var settings = RetentionSettings()
    guard let keys = reader.mapping(node, "`retention`", keys: ["stories", "texts", "size"]) else { return settings }
    if let entry = keys["stories"] {
      settings.stories = reader.duration(entry.value, "`stories`", in: days) ?? settings.stories
    }
    settings.texts = min(settings.texts, settings.stories)
    if let entry = keys["texts"], let texts = reader.duration(entry.value, "`texts`", in: .zero...days.upperBound) {
      settings.texts = texts
      if texts > settings.stories {
        let stories = settings.stories.configurationText
        reader.report("`texts` (\(texts.configurationText)) is above `stories` (\(stories))", at: entry.value.place)
      }
    }
    if let entry = keys["size"] {
      settings.size = reader.size(entry.value, "`size`", in: databaseSizes) ?? settings.size
    }
    return settings
  }

  /// The settings of `rotate`, with the defaults for what is missing or wrong.
  static func rotation(_ node: YAMLNode, with reader: inout YAMLReader) -> RotationSettings? {
    guard let keys = reader.mapping(node, "`rotate`", keys: ["size", "keep"]) else { return nil }
    var settings = RotationSettings()
    if let entry = keys["size"] {
      settings.size = reader.size(entry.value, "`size`", in: logSizes) ?? settings.size
    }
    if let entry = keys["keep"] {
      settings.keep = reader.integer(entry.value, "`keep`", in: 1...10_000) ?? settings.keep
    }
    return settings
  }
}
