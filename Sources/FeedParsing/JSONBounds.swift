/// Bounds on what the JSON decoder is given, which keeps a hundred bytes and more for each value, however short.
struct JSONBounds {
  /// Values of one document: a hundred for each story that is read.
  static let values = 200_000
  /// Lists and objects within one another. The decoder takes no more than 512.
  static let depth = 500

  /// Items behind the last one that is read.
  private(set) var itemsLeftOut = 0
  /// Where the document is to be cut, if it is.
  private(set) var excess: Excess?
  /// Where the items stand that are left out.
  private var leftOut = 0..<0

  /// Looks for what is too much in a document.
  init(_ bytes: borrowing Span<UInt8>) {
    guard Self.mayExceed(bytes) else { return }
    var values = 1
    var open = 0
    var key = 0..<0
    // While the list of items is open, how many have begun.
    var items: Int?
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case ASCII.quote:
        let end = Self.stringEnd(bytes, from: index)
        if open == 1 { key = index..<end }
        index = end
        continue
      case UInt8(ascii: "{"), ASCII.bracket:
        open += 1
        values += 1
        if open == 2, bytes[index] == ASCII.bracket, bytes.extracting(key).string == "\"items\"" { items = 1 }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        open -= 1
        if open == 1 { items = nil }
      case UInt8(ascii: ","):
        values += 1
        guard open == 2, let count = items else { break }
        items = count + 1
        guard count == FeedLimits.stories, leftOut.isEmpty else { break }
        let rest = Self.listEnd(bytes, from: index)
        (leftOut, itemsLeftOut) = (index..<rest.end, rest.items)
        index = rest.end
        continue
      default: break
      }
      index += 1
      if values > Self.values {
        excess = Excess(place: index, message: "the document has more than \(Self.values) values")
        return
      }
    }
  }

  /// What is left of the document.
  func apply(to bytes: [UInt8]) -> [UInt8] {
    guard excess != nil || !leftOut.isEmpty else { return bytes }
    return Array(bytes[..<leftOut.lowerBound] + bytes[leftOut.upperBound..<(excess?.place ?? bytes.count)])
  }

  /// Where a byte of what is left stands in the document.
  func place(of index: Int) -> Int { index < leftOut.lowerBound ? index : index + leftOut.count }

  /// Whether there are enough commas and brackets, be they those of texts, for too many values.
  private static func mayExceed(_ bytes: borrowing Span<UInt8>) -> Bool {
    guard bytes.count >= values else { return false }
    var count = 0
    for index in bytes.indices {
      let byte = bytes[index]
      if byte == UInt8(ascii: ",") || byte == ASCII.bracket || byte == UInt8(ascii: "{") { count += 1 }
    }
    return count >= values
  }

  /// Behind the string that begins at `start`.
  private static func stringEnd(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
    var index = start + 1
    while index < bytes.count, bytes[index] != ASCII.quote { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
    return min(index + 1, bytes.count)
  }

  /// The end of the list that goes on at the comma at `start`, and how many values it has from there.
  private static func listEnd(_ bytes: borrowing Span<UInt8>, from start: Int) -> (end: Int, items: Int) {
    var items = 0
    var open = 0
    var index = start
    while index < bytes.count {
      switch bytes[index] {
      case ASCII.quote:
        index = stringEnd(bytes, from: index)
        continue
      case UInt8(ascii: "{"), ASCII.bracket: open += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if open == 0 { return (index, items) }
        open -= 1
      case UInt8(ascii: ",") where open == 0: items += 1
      default: break
      }
      index += 1
    }
    return (index, items)
  }
}
