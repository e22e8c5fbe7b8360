/// Why a sound query can hold for no story.
struct Impossibility {
  /// The part that cannot hold.
  let place: Place
  let words: String

  /// The reason for which a query can never hold, as far as it shows without knowing the words' meanings.
  static func of(_ query: Query, languages: [String]) -> Impossibility? {
    switch query.form {
    case .term, .name, .not: return nil
    case .language(let code):
      if let code = LanguageCode(code), !code.isAssigned {
        return Impossibility(place: query.place, words: code.unassignedMessage)
      }
      guard !languages.isEmpty, !languages.contains(code) else { return nil }
      return Impossibility(place: query.place, words: "`lang:\(code)` is not among the watchlist's languages")
    case .and(let members):
      return contradiction(among: members) ?? members.lazy.compactMap { of($0, languages: languages) }.first
    case .or(let members):
      let reasons = members.compactMap { of($0, languages: languages) }
      return reasons.count == members.count ? reasons.first : nil
    case .any(let count, let members):
      let reasons = members.compactMap { of($0, languages: languages) }
      return members.count - reasons.count < count ? reasons.first : nil
    case .proximity(let relation, let left, let right):
      return exclusion(relation, left, right, at: query.place)
    case .first(let count, let operand): return overflow(of: operand, within: count)
    case .field(_, let member), .atLeast(_, let member): return of(member, languages: languages)
    }
  }

  private static func contradiction(among members: [Query]) -> Impossibility? {
    var required: Set<String> = []
    var language: String?
    for member in members {
      if case .not = member.form { continue }
      required.insert(member.description)
      guard case .language(let code) = member.form else { continue }
      if let language, language != code {
        return Impossibility(
          place: member.place, words: "a story has one language, not both `\(language)` and `\(code)`")
      }
      language = code
    }
    for member in members {
      guard case .not(let absent) = member.form else { continue }
      let alternatives = if case .or(let alternatives) = absent.form { alternatives } else { [absent] }
      if let clash = alternatives.first(where: { required.contains($0.description) }) {
        return Impossibility(place: member.place, words: "`\(clash.text)` is both wanted and ruled out")
      }
    }
    return nil
  }

  private static func exclusion(
    _ relation: Proximity, _ left: Query, _ right: Query, at place: Place
  ) -> Impossibility? {
    switch relation {
    case .notNear, .outside:
      guard left.description == right.description else { return nil }
      return Impossibility(place: place, words: "`\(left.text)` always overlaps itself")
    case .near, .pre, .sentence, .paragraph: return nil
    }
  }

  /// A phrase that is longer than the words in which it must stand.
  private static func overflow(of operand: Query, within count: Int) -> Impossibility? {
    guard case .term(let term) = operand.form else { return nil }
    let words = term.words.unicodeScalars.split(whereSeparator: \.isQuerySpace)
      .filter { $0.contains(where: \.isCountedInWord) && !$0.contains(where: \.isIdeographOrSyllable) }
    guard words.count > count else { return nil }
    return Impossibility(
      place: operand.place,
      words: "`\(operand.text)` has \(words.count) words and cannot stand within the first \(count)")
  }
}
