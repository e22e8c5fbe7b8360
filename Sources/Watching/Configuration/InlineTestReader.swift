/// Reads the tests that stand inside a watchlist.
enum InlineTestReader {
  private static let keys = ["title", "summary", "text", "url", "language", "match"]

  /// The tests of a watchlist; what cannot be read is reported and left out.
  static func tests(_ node: YAMLNode, with reader: inout YAMLReader) -> [InlineTest] {
    let nodes = reader.list(node, "`tests`", example: "{ text: \"…\", match: true }") ?? []
    return nodes.compactMap { test($0, with: &reader) }
  }

  private static func test(_ node: YAMLNode, with reader: inout YAMLReader) -> InlineTest? {
    guard let keys = reader.mapping(node, "a test", keys: keys) else { return nil }
    func text(_ key: String) -> String? {
      keys[key].flatMap { reader.text($0.value, "`\(key)`") }
    }
    if ["title", "summary", "text", "url"].allSatisfy({ keys[$0] == nil }) {
      reader.report("this test has no story; give it a `title`, a `summary` or a `text`", at: node.place)
    }
    let (title, summary, content) = (text("title"), text("summary"), text("text"))
    let (url, language) = (text("url"), text("language"))
    guard let entry = keys["match"] else {
      reader.report("this test does not say what it expects; add `match: true` or `match: false`", at: node.place)
      return nil
    }
    guard let match = reader.boolean(entry.value, "`match`") else { return nil }
    return InlineTest(
      title: title ?? "", summary: summary ?? "", text: content ?? "", url: url, language: language, match: match,
      file: reader.source.file, place: node.place)
  }
}
