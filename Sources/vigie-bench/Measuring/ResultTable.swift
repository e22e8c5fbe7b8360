/// Results as a table for the terminal: the first column to the left, the others to the right.
struct ResultTable {
  private var rows: [[String]]

  /// A table with these headings.
  init(_ headings: [String]) {
    rows = [headings]
  }

  /// Adds a row; it may be shorter than the headings.
  mutating func add(_ row: [String]) {
    rows.append(row)
  }

  /// Prints it on the standard output.
  func print() {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    for row in rows {
      var line = ""
      for (column, cell) in row.enumerated() {
        let blank = String(repeating: " ", count: widths[column] - cell.count)
        line += column == 0 ? cell + blank : "  " + blank + cell
      }
      Swift.print(line)
    }
  }
}

extension Double {
  /// The number with `digits` decimals.
  func formatted(digits: Int) -> String {
    guard isFinite else { return "-" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = Int((self * scale).rounded())
    let whole = (rounded.magnitude / UInt(scale)).grouped
    let rest = String(rounded.magnitude % UInt(scale))
    let sign = rounded < 0 ? "-" : ""
    guard digits > 0 else { return sign + whole }
    return "\(sign)\(whole).\(String(repeating: "0", count: digits - rest.count))\(rest)"
  }

  /// A rate or an amount, with as many decimals as it deserves.
  var short: String {
    formatted(digits: magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2)
  }
}

extension FixedWidthInteger {
  /// The number with commas between the thousands.
  var grouped: String {
    var digits = Array(String(magnitude))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return (self < 0 ? "-" : "") + String(digits)
  }
}

extension Int {
  /// An amount of memory in MB.
  var megabytes: String { (Double(self) / 1_000_000).formatted(digits: 1) }

  /// The share of a whole.
  func percent(of whole: Int) -> String { "\((Double(self) / Double(whole) * 100).formatted(digits: 2)) %" }
}
