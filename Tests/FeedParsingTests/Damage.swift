import TestSupport

/// Damages documents the same way in every run.
struct Damage {
  private var generator = SeededRandom(seed: 20_261_124)

  /// `bytes` with up to a dozen injuries; some take parts of `other`.
  mutating func injured(_ bytes: [UInt8], with other: [UInt8]) -> [UInt8] {
    var damaged = bytes
    for _ in 0..<number(1...12) { injure(&damaged, with: other) }
    return damaged
  }

  private mutating func injure(_ bytes: inout [UInt8], with other: [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = number(0...bytes.count - 1)
    let piece = place..<min(bytes.count, place + number(1...40))
    switch number(0...7) {
    case 0: bytes[place] = UInt8(number(0...255))
    case 1: bytes[place] ^= 1 << UInt8(number(0...7))
    case 2: bytes.removeSubrange(piece)
    case 3: bytes.insert(contentsOf: bytes[piece], at: number(0...bytes.count))
    case 4: bytes.insert(contentsOf: Self.fragments[number(0...Self.fragments.count - 1)], at: place)
    case 5: swapChunks(&bytes, at: place)
    case 6: bytes.replaceSubrange(place..., with: other.suffix(other.count / 2))
    default: bytes.insert(contentsOf: chunk(of: other), at: place)
    }
  }

  /// Lets two stretches of up to a kilobyte change places.
  private mutating func swapChunks(_ bytes: inout [UInt8], at place: Int) {
    let middle = min(bytes.count, place + number(1...1_000))
    let end = min(bytes.count, middle + number(1...1_000))
    bytes.replaceSubrange(place..<end, with: Array(bytes[middle..<end] + bytes[place..<middle]))
  }

  private mutating func chunk(of bytes: [UInt8]) -> ArraySlice<UInt8> {
    guard !bytes.isEmpty else { return [] }
    let start = number(0...bytes.count - 1)
    return bytes[start..<min(bytes.count, start + number(1...1_000))]
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }

  private static let fragments =
    [
      "<", ">", "&", "]]>", "<![CDATA[", "<!--", "-->", "&#", "&#x110000;", "&#0;", "\"", "'", "</item>", "<item>",
      "<title", "</", "<!DOCTYPE", "<!ENTITY x \"", "<?xml encoding=\"UTF-16\"?>", "\u{0}", "\u{FEFF}",
      "xml:base=\"::\"", "&x;", "{", "[", "\"items\":", "\\u", "\\ud800",
    ].map { Array($0.utf8) } + [
      [0xFF, 0xFE], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x1B, 0x24, 0x42],
    ]
}
