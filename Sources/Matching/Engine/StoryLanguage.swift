/// Decides a story's language.
package enum StoryLanguage {
  /// No language is detected, and no declared one contradicted, by fewer letters.
  static let leastLetters = 60

  /// The primary subtag of the declared language, unless the story's words or script contradict it with certainty; where
  /// none is declared, the detected one; nil where neither says.
  package static func language(of story: StoryText) -> String? {
    let census = ScriptCensus(story)
    guard let declared = story.language.flatMap(primarySubtag) else {
      return census.language ?? detected(in: story, census)
    }
    if census.contradicts(declared) { return census.language ?? detected(in: story, census) }
    guard census.lettersOfSharedScript >= leastLetters else { return declared }
    return LanguageDetector(story).contradiction(of: declared) ?? declared
  }

  /// What the declared language and the script alone say: less than `language(of:)`, and cheaper.
  static func assumedLanguage(of story: StoryText) -> String? {
    story.language.flatMap(primarySubtag) ?? ScriptCensus(story).language
  }

  /// The lower-case primary subtag of a tag, nil where it names no language.
  static func primarySubtag(of tag: String) -> String? {
    let subtag = tag.split(whereSeparator: { $0 == "-" || $0 == "_" }).first.map { $0.lowercased() } ?? ""
    return ["", "und", "mul", "zxx", "mis"].contains(subtag) ? nil : subtag
  }

  private static func detected(in story: StoryText, _ census: ScriptCensus) -> String? {
    census.lettersOfSharedScript >= leastLetters ? LanguageDetector(story).language : nil
  }
}

extension Watchlist {
  /// Whether the verdict on a story depends on its language.
  var asksForLanguage: Bool {
    if !languages.isEmpty || exclude?.asksForLanguage ?? false { return true }
    return switch rule {
    case .query(let query): query.asksForLanguage
    case .terms(let terms): terms.contains { $0.comparison == .stem }
    case .score(_, let terms): terms.contains { $0.term.comparison == .stem }
    }
  }
}

extension Query {
  fileprivate var asksForLanguage: Bool {
    switch form {
    case .language: true
    case .term(let term): term.comparison == .stem
    case .name(_, let alternatives): alternatives.contains { $0.comparison == .stem }
    default: children.contains(where: \.asksForLanguage)
    }
  }
}
