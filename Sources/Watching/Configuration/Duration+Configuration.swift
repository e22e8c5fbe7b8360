extension Duration {
  /// Reads `90s`, `15m`, `6h` or `2d`: a whole number and one unit.
  init?(configurationText text: String) {
    guard let unit = text.last, let seconds = Self.secondsByUnit[unit] else { return nil }
    let digits = text.dropLast()
    // Nine digits of days are 2.7 million years: enough, and no product overflows.
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.utf8.count <= 9, let count = Int64(digits)
    else { return nil }
    self = .seconds(count * seconds)
  }

  /// The span as the configuration writes it, in the largest unit that divides it.
  package var configurationText: String {
    let seconds = components.seconds
    for (unit, size) in [("d", Int64(86_400)), ("h", 3600), ("m", 60)] where seconds != 0 && seconds % size == 0 {
      return "\(seconds / size)\(unit)"
    }
    return "\(seconds)s"
  }

  private static let secondsByUnit: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
}
