/// A text as it is compared: folded characters, each knowing where it stands in the original, and the words they form.
/// Its storage is kept from one text to the next.
final class FoldedText {
  /// The folded characters; only the first `count` are meant, and behind them stands a space.
  private(set) var units: [UInt32] = []
  /// The byte of the original at which each of them begins; behind the last, the original's length.
  private(set) var starts: [UInt32] = []
  /// The number of folded characters.
  private(set) var count = 0
  /// The words, in the order of the text.
  private(set) var words: [Word] = []
  /// The text itself.
  private(set) var original = ""

  /// Words before each unit, made when first asked for.
  private var countedPositions: WordPositions?
  /// The numbers of the sentences and paragraphs, made when first asked for.
  private var foundSentences: SentenceMap?

  /// The scalars before every 256th byte, made when first asked for.
  private var scalarCounts: [Int] = []

  /// A run of units that is a word, or a run of characters of a script without spaces.
  struct Word: BitwiseCopyable {
    /// The key of the whole word; of no use where the shape is `dense`.
    var key: UInt64
    /// The first unit.
    var start: UInt32
    /// The unit behind the last.
    var end: UInt32
    /// How the run must be searched.
    var shape: Shape

    enum Shape: UInt8, BitwiseCopyable {
      /// A word of one piece.
      case plain
      /// A word with camel case, or with letters and digits.
      case pieces
      /// Characters of a script without spaces.
      case dense
    }
  }

  /// The unit at an index; a space outside of the text.
  @inline(__always)
  func unit(_ index: Int) -> Unit {
    index >= 0 && index < count ? Unit(bits: units[index]) : .outside
  }

  /// How many words stand where.
  var positions: WordPositions {
    if let countedPositions { return countedPositions }
    let positions = WordPositions(self)
    countedPositions = positions
    return positions
  }

  /// Where sentences and paragraphs end.
  var sentences: SentenceMap {
    if let foundSentences { return foundSentences }
    let sentences = SentenceMap(self)
    foundSentences = sentences
    return sentences
  }

  /// The number of the original's scalars before a byte.
  func scalars(before byte: Int) -> Int {
    let bytes = original.utf8.span
    func count(_ range: Range<Int>) -> Int { range.reduce(0) { $0 + (bytes[$1] & 0xC0 == 0x80 ? 0 : 1) } }
    if scalarCounts.isEmpty {
      scalarCounts.append(0)
      for end in stride(from: 256, through: bytes.count, by: 256) {
        scalarCounts.append(scalarCounts[scalarCounts.count - 1] + count(end - 256..<end))
      }
    }
    return scalarCounts[byte / 256] + count(byte / 256 * 256..<byte)
  }

  /// Reads a text: folds it and finds its words.
  func read(_ text: String) {
    original = text
    countedPositions = nil
    foundSentences = nil
    scalarCounts.removeAll(keepingCapacity: true)
    fold()
    findWords()
  }

  /// Folds UTF-8 in one pass.
  private func fold() {
    var folder = Folder()
    var text = original
    original = ""
    text.withUTF8 { bytes in
      repeat {
        reserve(folder.count + (bytes.count - folder.index) + 2 * Folder.slack)
        unsafe units.withUnsafeMutableBufferPointer { units in
          unsafe starts.withUnsafeMutableBufferPointer { starts in
            // The folder stays within the buffers: it stops when less than its slack is left.
            unsafe folder.fold(bytes, into: units, starts: starts)
          }
        }
      } while folder.index < bytes.count
      count = folder.count
      units[count] = Unit.outside.bits
      starts[count] = UInt32(bytes.count)
    }
    original = text
  }

  private func reserve(_ needed: Int) {
    guard units.count < needed else { return }
    let missing = max(needed, units.count * 2) - units.count
    units.append(contentsOf: repeatElement(0, count: missing))
    starts.append(contentsOf: repeatElement(0, count: missing))
  }

  /// Finds the words of the folded units.
  private func findWords() {
    // Taken out first: storage that two hold would be copied.
    var storage: [Word] = []
    swap(&storage, &words)
    var finder = WordFinder(count: count, words: consume storage)
    unsafe units.withUnsafeMutableBufferPointer { units in
      unsafe starts.withUnsafeBufferPointer { starts in
        // Behind the last unit stands a space, at which every word ends.
        unsafe finder.find(in: units, starts: starts)
      }
    }
    words = finder.words
  }

  /// A text's folded characters.
  static func folded(_ text: String) -> String {
    let folded = FoldedText()
    folded.read(text)
    return String(
      String.UnicodeScalarView(folded.units[..<folded.count].compactMap { Unicode.Scalar($0 & Unit.scalarMask) }))
  }
}
