/// Storage that a matcher reuses from one story to the next. One thread uses one at a time.
package final class MatchScratch {
  /// An occurrence of a pattern: units `start` up to `end` of a text.
  struct Occurrence {
    var text: Int32
    var start: Int32
    var end: Int32
    /// The next occurrence of the same pattern, or -1.
    var next: Int32
  }

  /// The story's texts; only the first `textCount` are meant.
  private(set) var texts: [FoldedText] = []
  /// The field of each text.
  private(set) var fields: [FieldSet] = []
  private(set) var textCount = 0

  private(set) var occurrences: [Occurrence] = []
  /// For each pattern its first occurrence, or -1, and its last.
  private(set) var heads: [Int32] = []
  private var tails: [Int32] = []
  /// The patterns that occur.
  private(set) var found: [Int] = []
  /// Where patterns with any endings end, in the text being looked at.
  let endings = EndingTable()
  /// Stems words, and remembers them.
  var stems = StemReader()
  private var stemOwner: UInt64 = 0

  /// Makes empty storage.
  package init() {}

  /// Forgets the last story, and what another matcher left.
  func reset(patternCount: Int, owner: UInt64) {
    if stemOwner != owner { stems.forget() }
    stemOwner = owner
    textCount = 0
    fields.removeAll(keepingCapacity: true)
    occurrences.removeAll(keepingCapacity: true)
    if heads.count == patternCount {
      for pattern in found { heads[pattern] = -1 }
    } else {
      heads = Array(repeating: -1, count: patternCount)
      tails = heads
    }
    found.removeAll(keepingCapacity: true)
  }

  /// Reads one more text of the story.
  func add(_ text: String, field: FieldSet) {
    if textCount == texts.count { texts.append(FoldedText()) }
    texts[textCount].read(text)
    fields.append(field)
    textCount += 1
  }

  /// Notes that a pattern occurs.
  func add(pattern: Int, text: Int, start: Int, end: Int) {
    let index = Int32(occurrences.count)
    occurrences.append(Occurrence(text: Int32(text), start: Int32(start), end: Int32(end), next: -1))
    if heads[pattern] < 0 {
      heads[pattern] = index
      found.append(pattern)
    } else {
      occurrences[Int(tails[pattern])].next = index
    }
    tails[pattern] = index
  }
}
