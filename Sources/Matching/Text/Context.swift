/// The neighbourhood of a slice of a text.
extension FoldedText {
  /// The most scalars of context on either side.
  static let contextLength = 32

  /// A slice of the original and what stands around it, white space collapsed to single spaces.
  func context(of slice: Range<Int>) -> (exact: String, prefix: String, suffix: String) {
    let bytes = original.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: slice.lowerBound)
    let end = bytes.index(start, offsetBy: slice.count)
    let scalars = original.unicodeScalars
    var before: [Unicode.Scalar] = []
    for scalar in scalars[..<start].reversed() {
      guard Self.add(scalar, to: &before) else { break }
    }
    var after: [Unicode.Scalar] = []
    for scalar in scalars[end...] {
      guard Self.add(scalar, to: &after) else { break }
    }
    return (
      String(scalars[start..<end]), String(String.UnicodeScalarView(before.reversed())),
      String(String.UnicodeScalarView(after))
    )
  }

  private static func add(_ scalar: Unicode.Scalar, to scalars: inout [Unicode.Scalar]) -> Bool {
    guard scalars.count < contextLength else { return false }
    if scalar.properties.isWhitespace {
      if scalars.last != " " { scalars.append(" ") }
    } else {
      scalars.append(scalar)
    }
    return true
  }
}
