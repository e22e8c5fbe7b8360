extension String {
  /// The candidate that is likely to have been meant by a misspelling, if one is close.
  func nearest(among candidates: [String]) -> String? {
    let limit = Swift.max(1, unicodeScalars.count / 3)
    return candidates.map { (candidate: $0, distance: editDistance(to: $0)) }
      .filter { $0.distance <= limit }
      .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
      .candidate
  }

  /// How many insertions, deletions, replacements and swaps of neighbours part two words, case aside.
  private func editDistance(to other: String) -> Int {
    let a = Array(lowercased().unicodeScalars)
    let b = Array(other.lowercased().unicodeScalars)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = Swift.min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = Swift.min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
