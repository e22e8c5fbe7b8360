/// Chooses the pieces of patterns under whose keys they are filed.
///
/// Every occurrence of a pattern contains at least one of its chosen keys, so that whoever looks up the keys of a text
/// misses none. Of the possible choices the one that the fewest other patterns share is taken.
struct KeyChooser {
  /// One way to file a pattern: under all of these keys.
  struct Choice {
    var entries: [(key: UInt64, posting: KeyTable.Posting)]
    /// The characters that the key covers: the more, the rarer.
    var length: Int
  }

  private var uses: [UInt64: Int32] = [:]

  /// Counts how many patterns could be filed under each key.
  init(_ patterns: [Pattern]) {
    uses.reserveCapacity(patterns.count * 2)
    for (number, pattern) in patterns.enumerated() {
      for choice in Self.choices(for: pattern, number: number) {
        for entry in choice.entries { uses[entry.key, default: 0] += 1 }
      }
    }
  }

  /// The keys of a pattern; nil where no part of it has one.
  func keys(of pattern: Pattern, number: Int) -> [(key: UInt64, posting: KeyTable.Posting)]? {
    var best: (cost: Double, entries: [(key: UInt64, posting: KeyTable.Posting)])?
    for choice in Self.choices(for: pattern, number: number) {
      let shared = choice.entries.reduce(0) { $0 + Double(uses[$1.key] ?? 1) }
      // What many patterns share is common; of the rest, a long word is rarer than a short one.
      let cost = shared * shared * shared / Double(1 << min(choice.length, 10))
      if best.map({ cost < $0.cost }) ?? true { best = (cost, choice.entries) }
    }
    return best?.entries
  }

  /// A word of the pattern: the parts between joints that part words, or signs.
  private struct Piece {
    var parts: Range<Int>
    /// Whether the neighbours across identifier joints are of another kind, so that no spelling merges them with it.
    var isSeparate: Bool
  }

  private static func choices(for pattern: Pattern, number: Int) -> [Choice] {
    var choices: [Choice] = []
    let pieces = pieces(of: pattern)
    for (index, piece) in pieces.enumerated() {
      addChoices(for: piece, of: pattern, number: number, beside: neighbour(of: index, pieces, pattern), to: &choices)
      if !piece.isSeparate { addMerged(from: index, of: pieces, in: pattern, number: number, to: &choices) }
      // What stands behind a `*` cannot be traced back to the pattern's begin.
      if case .ending? = pattern.parts[piece.parts].last { break }
    }
    return choices
  }

  private static func pieces(of pattern: Pattern) -> [Piece] {
    var pieces: [Piece] = []
    var start = 0
    for end in 0...pattern.parts.count {
      let isLast = end == pattern.parts.count
      if !isLast, isInPiece(pattern.parts[end]) { continue }
      if start < end { pieces.append(Piece(parts: start..<end, isSeparate: true)) }
      start = end + 1
    }
    for index in pieces.indices.dropFirst() where merge(pieces[index - 1], pieces[index], in: pattern) {
      pieces[index - 1].isSeparate = false
      pieces[index].isSeparate = false
    }
    return pieces
  }

  private static func isInPiece(_ part: Pattern.Part) -> Bool {
    switch part {
    case .literal, .any, .ending: true
    case .symbol, .joint: false
    }
  }

  /// Whether an identifier's spelling may run two pieces together into one of letters only, or digits only.
  private static func merge(_ first: Piece, _ second: Piece, in pattern: Pattern) -> Bool {
    guard second.parts.lowerBound == first.parts.upperBound + 1 else { return false }
    guard case .joint(let joint) = pattern.parts[first.parts.upperBound], joint == .identifier || joint == .either
    else {
      return false
    }
    guard let last = edge(pattern.parts[first.parts.upperBound - 1], of: pattern, \.last),
      let next = edge(pattern.parts[second.parts.lowerBound], of: pattern, \.first)
    else { return true }
    return !Pattern.isDense(last) && !Pattern.isDense(next) && isDigit(last) == isDigit(next)
  }

  private static func edge(
    _ part: Pattern.Part, of pattern: Pattern, _ end: KeyPath<ArraySlice<UInt32>, UInt32?>
  ) -> UInt32? {
    guard case .literal(let range) = part else { return nil }
    return pattern.scalars[range][keyPath: end]
  }

  private static func isDigit(_ scalar: UInt32) -> Bool {
    UnicodeTable.shared.entry(scalar).kind == Unit.Kind.digit.rawValue
  }

  /// The word that must stand behind or before a piece: half its key, and where it stands.
  private static func neighbour(
    of index: Int, _ pieces: [Piece], _ pattern: Pattern
  ) -> (key: UInt32, direction: Int32) {
    func isPhraseJoint(_ part: Int) -> Bool {
      guard pattern.parts.indices.contains(part) else { return false }
      if case .joint(.phrase) = pattern.parts[part] { return true }
      return false
    }
    func isEdge(_ part: Int) -> Bool { !pattern.parts.indices.contains(part) || isPhraseJoint(part) }
    for direction in [1, -1] where pieces.indices.contains(index + direction) {
      let other = pieces[index + direction].parts
      let joint = direction > 0 ? pieces[index].parts.upperBound : pieces[index].parts.lowerBound - 1
      guard isPhraseJoint(joint), joint == (direction > 0 ? other.lowerBound - 1 : other.upperBound) else { continue }
      guard other.count == 1, isEdge(other.lowerBound - 1), isEdge(other.upperBound) else { continue }
      guard case .literal(let range) = pattern.parts[other.lowerBound] else { continue }
      guard !pattern.scalars[range].contains(where: Pattern.isDense) else { continue }
      return (UInt32(Key.word(pattern.scalars[range]) >> 32), Int32(direction))
    }
    return (0, 0)
  }

  private static func addChoices(
    for piece: Piece, of pattern: Pattern, number: Int, beside neighbour: (key: UInt32, direction: Int32),
    to choices: inout [Choice]
  ) {
    if isDense(piece, of: pattern) {
      for part in piece.parts { addDense(part, of: pattern, number: number, to: &choices) }
      return
    }
    guard piece.isSeparate, let first = piece.parts.first else { return }
    let posting = KeyTable.Posting(pattern: UInt32(number), part: UInt16(first), offset: 0)
    let scalars = pattern.scalars
    guard case .literal(let range) = pattern.parts[first] else {
      return addFrame(piece, of: pattern, posting, to: &choices)
    }
    if piece.parts.count == 1 {
      var posting = posting
      (posting.neighbour, posting.direction) = neighbour
      choices.append(Choice(entries: [(Key.word(scalars[range]), posting)], length: range.count + 2))
    } else if let length = Key.prefixLengths.filter({ $0 <= range.count }).max() {
      let key = Key.prefix(scalars[range].prefix(length))
      choices.append(Choice(entries: [(key, posting)], length: length))
    } else {
      addFrame(piece, of: pattern, posting, to: &choices)
    }
  }

  private static func isDense(_ piece: Piece, of pattern: Pattern) -> Bool {
    piece.parts.contains { part in
      guard case .literal(let range) = pattern.parts[part] else { return false }
      return pattern.scalars[range].contains(where: Pattern.isDense)
    }
  }

  private static func addDense(_ part: Int, of pattern: Pattern, number: Int, to choices: inout [Choice]) {
    guard case .literal(let range) = pattern.parts[part] else { return }
    func posting(_ offset: Int) -> KeyTable.Posting {
      KeyTable.Posting(pattern: UInt32(number), part: UInt16(part), offset: UInt16(truncatingIfNeeded: offset))
    }
    let scalars = Array(pattern.scalars[range])
    if scalars.count == 1 {
      choices.append(Choice(entries: [(Key.character(scalars[0]), posting(0))], length: 2))
    }
    for offset in scalars.indices.dropLast() where offset <= UInt16.max {
      let key = Key.pair(scalars[offset], scalars[offset + 1])
      choices.append(Choice(entries: [(key, posting(offset))], length: 5))
    }
  }

  private static func addFrame(
    _ piece: Piece, of pattern: Pattern, _ posting: KeyTable.Posting, to choices: inout [Choice]
  ) {
    var length = 0
    for part in pattern.parts[piece.parts] {
      switch part {
      case .literal(let range): length += range.count
      case .any: length += 1
      default: return
      }
    }
    let first = edge(pattern.parts[piece.parts.lowerBound], of: pattern, \.first) ?? 0
    let last = edge(pattern.parts[piece.parts.upperBound - 1], of: pattern, \.last) ?? 0
    let known = (first == 0 ? 0 : 2) + (last == 0 ? 0 : 2)
    choices.append(Choice(entries: [(Key.frame(length: length, first: first, last: last), posting)], length: known))
  }

  /// Pieces of one kind that spellings may run together: a key for each length that they can have from the first on.
  private static func addMerged(
    from index: Int, of pieces: [Piece], in pattern: Pattern, number: Int, to choices: inout [Choice]
  ) {
    if index > 0, merge(pieces[index - 1], pieces[index], in: pattern) { return }
    var scalars: [UInt32] = []
    var entries: [(key: UInt64, posting: KeyTable.Posting)] = []
    var next = index
    let posting = KeyTable.Posting(pattern: UInt32(number), part: UInt16(pieces[index].parts.lowerBound), offset: 0)
    var shortest = 0
    repeat {
      guard pieces[next].parts.count == 1, case .literal(let range) = pattern.parts[pieces[next].parts.lowerBound]
      else {
        return
      }
      scalars += pattern.scalars[range]
      if entries.isEmpty { shortest = scalars.count }
      entries.append((Key.word(scalars), posting))
      next += 1
    } while next < pieces.count && merge(pieces[next - 1], pieces[next], in: pattern)
    choices.append(Choice(entries: entries, length: shortest))
  }
}
