/// Units of one of a story's texts that an occurrence covers.
struct TextSpan: Hashable, Comparable {
  var text: Int32
  var start: Int32
  var end: Int32

  static func < (left: TextSpan, right: TextSpan) -> Bool {
    (left.text, left.start, left.end) < (right.text, right.start, right.end)
  }
}

extension [TextSpan] {
  /// Brings spans in order, each once.
  mutating func normalize() {
    guard count > 1 else { return }
    sort()
    var kept = 1
    for index in 1..<count where self[index] != self[kept - 1] {
      self[kept] = self[index]
      kept += 1
    }
    removeSubrange(kept...)
  }
}
