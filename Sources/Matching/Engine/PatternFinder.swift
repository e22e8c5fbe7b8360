/// All patterns of a matcher, filed under their keys. A class, for each text's scan holds it.
final class PatternFinder: Sendable {
  let patterns: [Pattern]
  let table: KeyTable
  /// The first three letters of all prefixes.
  let beginnings: KeyTable
  /// Patterns without any key, to be tried everywhere.
  let unkeyed: [Int]
  /// Whether words must be looked at beyond their keys.
  let isWild: Bool
  let hasPrefixes: Bool
  let hasFrames: Bool
  let hasCharacters: Bool
  /// No key is made of more characters of one word.
  let longestWord: Int

  /// Files patterns.
  init(_ patterns: [Pattern]) {
    self.patterns = patterns
    let chooser = KeyChooser(patterns)
    var entries: [(key: UInt64, posting: KeyTable.Posting)] = []
    var unkeyed: [Int] = []
    for (number, pattern) in patterns.enumerated() {
      if let keys = chooser.keys(of: pattern, number: number) { entries += keys } else { unkeyed.append(number) }
    }
    self.unkeyed = unkeyed
    table = KeyTable(entries)
    let literals = patterns.lazy.flatMap { pattern in
      pattern.parts.lazy.compactMap { part -> ArraySlice<UInt32>? in
        if case .literal(let range) = part { pattern.scalars[range] } else { nil }
      }
    }
    let posting = KeyTable.Posting(pattern: 0, part: 0, offset: 0)
    let wild = patterns.filter { $0.parts.contains(where: \.isWildcard) }
    let heads = wild.flatMap { pattern in
      pattern.parts.compactMap { part -> UInt64? in
        guard case .literal(let range) = part, range.count >= 3 else { return nil }
        return Key.prefix(pattern.scalars[range].prefix(3))
      }
    }
    beginnings = KeyTable(heads.map { ($0, posting) })
    hasPrefixes = !heads.isEmpty
    hasFrames = patterns.contains { $0.parts.contains { if case .any = $0 { true } else { false } } }
    hasCharacters = literals.contains { $0.count == 1 && $0.allSatisfy(Pattern.isDense) }
    isWild = !wild.isEmpty || !unkeyed.isEmpty
    longestWord = patterns.map(\.scalars.count).max() ?? 0
  }
}
