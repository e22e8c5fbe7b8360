/// Writes the fields of a feed's notes: `name=value`, parted by spaces.
struct NoteLine {
  private(set) var bytes: [UInt8] = []

  /// A text without spaces.
  mutating func add(_ name: StaticString, _ text: String) {
    begin(name)
    bytes += text.utf8
  }

  mutating func add(_ name: StaticString, _ number: Int) {
    begin(name)
    append(number)
  }

  mutating func add(_ name: StaticString, _ numbers: [Int]) {
    begin(name)
    appendList(numbers) { $0.append($1) }
  }

  /// Numbers with five decimals at most, given in their hundred thousandths.
  mutating func add(_ name: StaticString, hundredThousandths numbers: [Int]) {
    begin(name)
    appendList(numbers) { line, number in
      let (whole, part) = number.quotientAndRemainder(dividingBy: 100_000)
      line.append(whole)
      if part != 0 { line.appendDecimals(Int(part.magnitude)) }
    }
  }

  private mutating func begin(_ name: StaticString) {
    if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
    name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "="))
  }

  private mutating func appendList(_ numbers: [Int], _ append: (inout NoteLine, Int) -> Void) {
    for (index, number) in numbers.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(&self, number)
    }
  }

  private mutating func append(_ number: Int) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    appendDigits(number.magnitude)
  }

  private mutating func appendDigits(_ number: UInt) {
    if number >= 10 { appendDigits(number / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// The point and five digits, without zeros at the end.
  private mutating func appendDecimals(_ part: Int) {
    bytes.append(UInt8(ascii: "."))
    var (rest, unit) = (part, 10_000)
    while rest > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(rest / unit))
      rest %= unit
      unit /= 10
    }
  }
}
