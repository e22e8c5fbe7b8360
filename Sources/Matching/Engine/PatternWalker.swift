/// Tries a pattern at a place of a text.
struct PatternWalker {
  let pattern: Pattern
  let text: FoldedText
  let endings: EndingTable

  /// The occurrence in which a part of the pattern begins at a unit. A part before an `ending` must not be asked for.
  func occurrences(of part: Int, at unit: Int) -> [Range<Int>] {
    guard let start = backward(from: part, at: unit) else { return [] }
    var ends: [Int] = []
    forward(from: part, at: unit, into: &ends)
    return ends.map { start..<$0 }
  }

  // MARK: Rightwards

  /// Adds every end of the pattern when its rest, from a part on, begins at a unit.
  private func forward(from first: Int, at start: Int, into ends: inout [Int]) {
    var (part, unit) = (first, start)
    while part < pattern.parts.count {
      switch pattern.parts[part] {
      case .literal(let scalars):
        guard matches(scalars, part: part, at: unit) else { return }
        unit += scalars.count
      case .any:
        guard isOneCharacter(unit, continuing: part > 0 && isInWord(part - 1)) else { return }
        unit += 1
      case .symbol(let scalar):
        guard text.unit(unit).scalar == scalar, !text.unit(unit).isWord else { return }
        unit += 1
      case .ending:
        // Without spaces between words the occurrence is the prefix; otherwise it goes to the word's end.
        if isDense(before: unit) { break }
        while isInsideWord(unit) {
          guard !text.unit(unit).startsPiece else {
            ends += self.ends(behind: part, from: unit)
            return
          }
          unit += 1
        }
      case .joint(let joint):
        guard let next = cross(joint, from: unit, part: part) else { return }
        unit = next
      }
      part += 1
    }
    if endsValidly(at: unit) { ends.append(unit) }
  }

  /// The pattern's ends when an any ending begins at a unit, and stops there, before a later piece or at the word's end.
  private func ends(behind ending: Int, from unit: Int) -> [Int] {
    let key = EndingTable.Key(pattern, part: ending)
    if let ends = endings.ends(of: key, from: unit) { return ends }
    var entry = EndingTable.Entry(first: unit, stops: [], ends: [])
    var end = unit
    while isInsideWord(end) {
      if text.unit(end).startsPiece { entry.stops.append(end) }
      end += 1
    }
    entry.stops.append(end)
    // From left to right, so that the endings behind this one find noted what they need.
    entry.ends = entry.stops.map { stop in
      var ends: [Int] = []
      forward(from: ending + 1, at: stop, into: &ends)
      return ends
    }
    var ends: [Int] = []
    for place in entry.stops.indices.reversed() {
      if !entry.ends[place].isEmpty { ends = thinned(Set(ends).union(entry.ends[place]).sorted()) }
      entry.ends[place] = ends
    }
    endings.note(entry, for: key)
    return ends
  }

  /// Keeps of many ends in one word the first few and the last. To an operator all of them are equally far, the first
  /// overlaps the least and the last the most.
  private func thinned(_ ends: [Int]) -> [Int] {
    guard ends.count > Self.endsInWord else { return ends }
    let words = text.words
    let numbers = ends.map { end in words.partitioningIndex { Int($0.end) >= end } }
    return ends.indices.filter { index in
      let isLast = index + 1 == ends.count || numbers[index + 1] != numbers[index]
      return isLast || index < Self.endsInWord || numbers[index - Self.endsInWord] != numbers[index]
    }.map { ends[$0] }
  }

  /// Ends that are kept of one word, beside the last.
  static let endsInWord = 8

  private func matches(_ scalars: Range<Int>, part: Int, at unit: Int) -> Bool {
    guard unit >= 0, unit + scalars.count <= text.count else { return false }
    for offset in 0..<scalars.count {
      let found = text.unit(unit + offset)
      guard found.scalar == pattern.scalars[scalars.lowerBound + offset], found.isWord else { return false }
    }
    return hasSpelling(of: part, unit..<unit + scalars.count)
  }

  private func hasSpelling(of part: Int, _ units: Range<Int>) -> Bool {
    pattern.spellings.isEmpty || pattern.spellings[part] == text.spelling(of: units)
  }

  /// Whether a unit is one character for `?`, of the same word as the one before it where it goes on there.
  private func isOneCharacter(_ index: Int, continuing: Bool) -> Bool {
    let unit = text.unit(index)
    guard unit.isWord, !unit.is(.mark) else { return false }
    return !continuing || !unit.startsWord
  }

  private func isInWord(_ part: Int) -> Bool {
    switch pattern.parts[part] {
    case .literal, .any: true
    case .symbol, .ending, .joint: false
    }
  }

  /// Whether a unit goes on with the word of the one before.
  private func isInsideWord(_ unit: Int) -> Bool { text.unit(unit).isWord && !text.unit(unit).startsWord }

  /// The unit at which the next part must begin.
  private func cross(_ joint: Pattern.Joint, from unit: Int, part: Int) -> Int? {
    let isTouching = text.unit(unit).isWord
    switch joint {
    case .touch:
      return unit
    case .identifier:
      if isTouching { return unit }
      return joinsIdentifier(unit) ? unit + 1 : nil
    case .either where isTouching:
      return unit
    case .either, .phrase:
      guard isWordEnd(unit), !isSignAhead(unit, before: part) else { return nil }
      var next = unit
      while next < text.count, !text.unit(next).isWord { next += 1 }
      guard next < text.count, next > unit || isWordStart(next) else { return nil }
      guard text.boundary(in: unit..<next) == .none else { return nil }
      if case .symbol = pattern.parts[part + 1] { return symbolStart(of: part + 1, before: next, from: unit) }
      return isDotted(next, from: unit) ? nil : next
    }
  }

  private func joinsIdentifier(_ index: Int) -> Bool {
    let unit = text.unit(index)
    return unit.is(.space) || unit.is(.newline) || Sign.joinsIdentifier(unit.scalar)
  }

  /// Where the signs that lead a word begin.
  private func symbolStart(of part: Int, before word: Int, from unit: Int) -> Int? {
    let symbols = pattern.parts[part...].prefix { if case .symbol = $0 { true } else { false } }.count
    return word - symbols >= unit ? word - symbols : nil
  }

  /// Whether a word may end before a unit.
  private func isWordEnd(_ index: Int) -> Bool {
    let unit = text.unit(index)
    return !unit.isWord || isWordStart(index)
  }

  /// Whether the letter before a unit, under its marks, is of a script without spaces.
  private func isDense(before index: Int) -> Bool {
    var last = index - 1
    while text.unit(last).is(.mark) { last -= 1 }
    return text.unit(last).isDense
  }

  /// Whether a word may begin at a unit.
  private func isWordStart(_ index: Int) -> Bool {
    let unit = text.unit(index)
    return unit.startsWord || unit.startsPiece || unit.isDense
  }

  /// Whether a `+` or `#` behind a word makes another word of it, unless the pattern goes on with it.
  private func isSignAhead(_ index: Int, before part: Int) -> Bool {
    let sign = text.unit(index).scalar
    guard sign == Sign.plus || sign == Sign.hash else { return false }
    if case .ending? = part > 0 ? pattern.parts[part - 1] : nil { return false }
    return !isDense(before: index)
  }

  /// Whether a dot directly before a word, behind a space, makes another word of it.
  private func isDotted(_ index: Int, from floor: Int) -> Bool {
    guard index > floor, text.unit(index - 1).scalar == Sign.dot, !text.unit(index).isDense else { return false }
    let before = text.unit(index - 2)
    return before.is(.space) || before.is(.newline)
  }

  private func endsValidly(at index: Int) -> Bool {
    switch pattern.parts.last {
    case .symbol(let scalar):
      let next = text.unit(index).scalar
      return !((scalar == Sign.plus || scalar == Sign.hash) && (next == Sign.plus || next == Sign.hash))
    case .ending, .joint, .literal, .any, nil:
      let unit = text.unit(index)
      guard isWordEnd(index), !isSignAhead(index, before: pattern.parts.count) else { return false }
      return unit.startsWord || !unit.startsPiece || pattern.mayEndInPiece
    }
  }

  // MARK: Leftwards

  /// The start of the pattern when a part of it begins at a unit.
  private func backward(from first: Int, at start: Int) -> Int? {
    var (part, unit) = (first, start)
    while part > 0 {
      part -= 1
      switch pattern.parts[part] {
      case .literal(let scalars):
        guard matches(scalars, part: part, at: unit - scalars.count) else { return nil }
        unit -= scalars.count
      case .any:
        unit -= 1
        guard isOneCharacter(unit, continuing: part > 0 && isInWord(part - 1)) else { return nil }
      case .symbol(let scalar):
        unit -= 1
        guard unit >= 0, text.unit(unit).scalar == scalar, !text.unit(unit).isWord else { return nil }
      case .ending:
        return nil
      case .joint(let joint):
        guard let end = crossBack(joint, to: unit, part: part) else { return nil }
        unit = end
      }
    }
    return startsValidly(at: unit) ? unit : nil
  }

  /// The unit behind the part that a joint leads back to.
  private func crossBack(_ joint: Pattern.Joint, to unit: Int, part: Int) -> Int? {
    let isTouching = text.unit(unit - 1).isWord
    switch joint {
    case .touch:
      return unit
    case .identifier:
      if isTouching { return unit }
      return joinsIdentifier(unit - 1) && unit > 0 ? unit - 1 : nil
    case .either where isTouching:
      return unit
    case .either, .phrase:
      return crossBackPhrase(to: unit, part: part)
    }
  }

  private func crossBackPhrase(to unit: Int, part: Int) -> Int? {
    var end = unit
    while end > 0, !text.unit(end - 1).isWord { end -= 1 }
    if case .symbol = pattern.parts[part - 1] { end = symbolEnd(of: part - 1, behind: end) }
    guard end > 0, end <= unit, cross(.phrase, from: end, part: part) == unit else { return nil }
    return end
  }

  /// Where the signs that trail a word end.
  private func symbolEnd(of part: Int, behind word: Int) -> Int {
    word + pattern.parts[...part].reversed().prefix { if case .symbol = $0 { true } else { false } }.count
  }

  private func startsValidly(at index: Int) -> Bool {
    if case .symbol? = pattern.parts.first { return pattern.isAddress || !text.unit(index - 1).isWord }
    guard isWordStart(index), !isDotted(index, from: -1) else { return false }
    let unit = text.unit(index)
    return unit.startsWord || !unit.startsPiece || pattern.mayStartInPiece
  }
}
