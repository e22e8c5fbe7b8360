/// Edges in order, asked for the highest value in a stretch of them.
struct EdgeWindow {
  private let edges: [OperandReader.Edge]
  /// At level n the highest values of the 2^n edges from each on; of level 0 alone where all values are the same.
  private var levels: [[Int32]]

  /// Takes edges in order.
  init(_ edges: [OperandReader.Edge]) {
    self.edges = edges
    levels = [edges.map(\.value)]
    guard let first = edges.first, edges.contains(where: { $0.value != first.value }) else { return }
    var width = 1
    while width * 2 <= edges.count {
      let last = levels[levels.count - 1]
      levels.append((0...edges.count - width * 2).map { max(last[$0], last[$0 + width]) })
      width *= 2
    }
  }

  /// Whether there are no edges.
  var isEmpty: Bool { edges.isEmpty }

  /// The highest value from a unit on, as far as a condition holds that fails for good once it fails.
  func highest(from unit: Int32, while condition: (Int32) -> Bool) -> Int32? {
    let first = edges.partitioningIndex { $0.unit >= unit }
    guard first < edges.count, condition(edges[first].unit) else { return nil }
    if levels.count == 1 { return edges[first].value }
    return highest(in: first..<first + edges[first...].partitioningIndex { !condition($0.unit) })
  }

  /// The highest value up to a unit, as far back as a condition holds.
  func highest(upTo unit: Int32, while condition: (Int32) -> Bool) -> Int32? {
    let end = edges.partitioningIndex { $0.unit > unit }
    guard end > 0, condition(edges[end - 1].unit) else { return nil }
    if levels.count == 1 { return edges[end - 1].value }
    return highest(in: edges[..<end].partitioningIndex { condition($0.unit) }..<end)
  }

  /// The highest value in a range that is not empty: of two stretches of one level that cover it.
  private func highest(in range: Range<Int>) -> Int32 {
    let level = Int.bitWidth - 1 - range.count.leadingZeroBitCount
    return max(levels[level][range.lowerBound], levels[level][range.upperBound - (1 << level)])
  }
}

extension RandomAccessCollection where Index == Int {
  /// How many elements come before the first for which a condition holds that stays true from there on.
  func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low - startIndex
  }
}
