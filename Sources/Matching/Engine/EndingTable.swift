/// Remembers where patterns end that have an any ending, in the word of camel case where they were tried last.
///
/// An ending may stop before each of a word's pieces, and so may the next one; the pattern may begin at each of them too.
/// What follows an ending does not depend on where the pattern began, so it is looked for once a word.
final class EndingTable {
  /// An any ending of a pattern.
  struct Key: Hashable {
    let pattern: ObjectIdentifier
    let part: Int

    /// The ending that is a part of a pattern.
    init(_ pattern: Pattern, part: Int) {
      self.pattern = ObjectIdentifier(pattern)
      self.part = part
    }
  }

  /// What is known of one word.
  struct Entry {
    /// The first unit that the ending may cover.
    var first: Int
    /// The units before which the ending may stop, in order; the last one is the word's end.
    var stops: [Int]
    /// For each stop, the pattern's ends if the ending stops there or later, in order.
    var ends: [[Int]]
  }

  private var entries: [Key: Entry] = [:]

  /// The pattern's ends if an ending begins at a unit; nil unless they were noted.
  func ends(of key: Key, from unit: Int) -> [Int]? {
    guard let entry = entries[key], let last = entry.stops.last, entry.first <= unit, unit <= last else { return nil }
    return entry.ends[entry.stops.partitioningIndex { $0 >= unit }]
  }

  /// Notes what is known of a word, and forgets the word before.
  func note(_ entry: Entry, for key: Key) {
    entries[key] = entry
  }

  /// Forgets a text.
  func reset() {
    if !entries.isEmpty { entries.removeAll(keepingCapacity: true) }
  }
}
