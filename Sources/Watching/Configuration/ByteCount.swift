/// A number of bytes, as the configuration writes it: `10MiB`.
package struct ByteCount: Sendable, Hashable, Comparable {
  /// The number of bytes.
  package var bytes: Int

  /// A count from its number of bytes.
  package init(bytes: Int) {
    self.bytes = bytes
  }

  /// A count of mebibytes.
  package static func mebibytes(_ count: Int) -> ByteCount {
    ByteCount(bytes: count << 20)
  }

  package static func < (left: ByteCount, right: ByteCount) -> Bool {
    left.bytes < right.bytes
  }

  /// Reads `512KiB`, `10MiB` or `1GiB`: a whole number and one unit.
  init?(configurationText text: String) {
    guard let (unit, shift) = Self.units.first(where: { text.hasSuffix($0.name) }) else { return nil }
    let digits = text.dropLast(unit.count)
    // Nine digits of GiB stay below 2^63 bytes.
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.utf8.count <= 9, let count = Int(digits)
    else { return nil }
    self.bytes = count << shift
  }

  private static let units: [(name: String, shift: Int)] = [("GiB", 30), ("MiB", 20), ("KiB", 10)]
}

extension ByteCount: CustomStringConvertible {
  package var description: String {
    for unit in Self.units where bytes != 0 && bytes & ((1 << unit.shift) - 1) == 0 {
      return "\(bytes >> unit.shift)\(unit.name)"
    }
    return "\(bytes) bytes"
  }
}
