/// Looks up every word of a text in a list, as plainly as can be: one hash a word, ASCII letters without case.
struct WordScan: Sendable {
  private var filter = [UInt64](repeating: 0, count: 1 << 14)
  private var hashes: Set<UInt64> = []

  /// The first words of the terms.
  init(_ terms: [String]) {
    for term in terms {
      Self.forEachWord(of: Array(term.prefix { $0 != " " && $0 != "-" }.utf8)) { hash in
        hashes.insert(hash)
        filter[Int(hash >> 50)] |= 1 << (hash & 63)
      }
    }
  }

  /// How many words of a text are in the list.
  func count(in text: [UInt8]) -> Int {
    var count = 0
    Self.forEachWord(of: text) { hash in
      if filter[Int(hash >> 50)] & 1 << (hash & 63) != 0, hashes.contains(hash) { count += 1 }
    }
    return count
  }

  private static func forEachWord(of text: [UInt8], _ body: (UInt64) -> Void) {
    let start: UInt64 = 0xcbf2_9ce4_8422_2325
    var hash = start
    for byte in text {
      let folded = byte | 0x20
      let isWord = byte >= 0x80 || (0x61...0x7a).contains(folded) || (0x30...0x39).contains(byte)
      if isWord {
        hash = (hash ^ UInt64(byte < 0x80 ? folded : byte)) &* 0x100_0000_01b3
      } else if hash != start {
        body(hash)
        hash = start
      }
    }
    if hash != start { body(hash) }
  }
}
