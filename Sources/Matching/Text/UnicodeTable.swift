/// How scalars fold and what they are, unpacked once from `UnicodeData` and shared by everybody.
struct UnicodeTable: Sendable {
  /// What becomes of a scalar when a text is folded.
  enum Action: UInt32 {
    case identity, single, sequence, drop, markKept, markInherited, markDropped
  }

  /// One scalar's row: value (16 bits), action (3), kind (4), upper case (1), script (8).
  struct Entry {
    let bits: UInt32

    /// The folded scalar, the place of its sequence, or a mark's combining class.
    var value: UInt32 { bits & 0xFFFF }
    /// The action's raw value.
    var action: UInt32 { bits >> 16 & 7 }
    /// The traits of the folded scalar as a `Unit` carries them, without the scalar itself.
    var traits: UInt32 { (bits >> 19 & 31) << Unit.kindShift }
    /// The folded scalar's kind.
    var kind: UInt32 { bits >> 19 & 15 }
    /// The number of the folded scalar's script; 0 touches any script.
    var script: UInt32 { bits >> 24 }
  }

  /// The table.
  static let shared = UnicodeTable()

  /// Rows of blocks of 128 scalars.
  private let blocks: [UInt16]
  private let entries: [UInt32]
  private let sequences: [UInt32]
  private let composites: [UInt64: UInt32]
  /// The units of the ASCII characters.
  let ascii: [UInt32]

  private static let blockBits: UInt32 = 7

  /// The row of a scalar.
  @inline(__always)
  func entry(_ scalar: UInt32) -> Entry {
    let block = UInt32(blocks[Int(scalar >> Self.blockBits)])
    return Entry(bits: entries[Int(block << Self.blockBits | scalar & 127)])
  }

  /// The folded scalars of a row whose action is `sequence`.
  func sequence(_ entry: Entry) -> ArraySlice<UInt32> {
    let place = Int(entry.value)
    return sequences[place + 1..<place + 1 + Int(sequences[place])]
  }

  /// The scalar that two neighbours compose to, Hangul syllables included.
  func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    switch (first, second) {
    case (0x1100..<0x1113, 0x1161..<0x1176):
      0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
    case (0xAC00..<0xD7A4, 0x11A8..<0x11C3) where (first - 0xAC00).isMultiple(of: 28):
      first + (second - 0x11A7)
    default:
      composites[UInt64(first) << 32 | UInt64(second)]
    }
  }

  private init() {
    var reader = PackedReader()
    var flat: [(length: UInt32, bits: UInt32)] = []
    let runs = reader.next()
    flat.reserveCapacity(Int(runs))
    for _ in 0..<runs {
      let length = reader.next()
      let traits = reader.next()
      let upper = traits & 1
      let (action, kind) = (traits / 2).quotientAndRemainder(dividingBy: 10)
      flat.append((length, action << 16 | kind << 19 | upper << 23 | reader.next() << 24))
    }
    var builder = BlockBuilder(runs: flat)
    var sequences: [UInt32] = []
    var (code, target): (UInt32, UInt32) = (0, 0)
    for _ in 0..<reader.next() {
      code += reader.next()
      let count = Int(reader.next())
      let parts = (0..<count).map { _ in
        target = reader.nextSigned(after: target)
        return target
      }
      if count == 1, target < 0x1_0000 {
        builder.set(code, action: .single, value: target)
      } else {
        builder.set(code, action: .sequence, value: UInt32(sequences.count))
        sequences.append(UInt32(count))
        sequences += parts
      }
    }
    code = 0
    for _ in 0..<reader.next() {
      code += reader.next()
      builder.set(code, action: nil, value: reader.next())
    }
    var composites: [UInt64: UInt32] = [:]
    for _ in 0..<reader.next() {
      let pair = UInt64(reader.next()) << 32 | UInt64(reader.next())
      composites[pair] = reader.next()
    }
    blocks = builder.blocks
    entries = builder.entries
    self.sequences = sequences
    self.composites = composites
    let firstBlock = Int(blocks[0]) << Int(Self.blockBits)
    let firstEntries = entries[firstBlock..<firstBlock + 128]
    ascii = firstEntries.enumerated().map { scalar, bits in
      let entry = Entry(bits: bits)
      return (entry.action == Action.single.rawValue ? entry.value : UInt32(scalar)) | entry.traits
    }
  }

  /// Lays runs of equal rows out in blocks, the uniform ones shared.
  private struct BlockBuilder {
    private(set) var blocks: [UInt16] = []
    private(set) var entries: [UInt32] = []
    private var uniform: [UInt32: UInt16] = [:]

    init(runs: [(length: UInt32, bits: UInt32)]) {
      let size = 1 << UnicodeTable.blockBits
      blocks.reserveCapacity(0x11_0000 >> UnicodeTable.blockBits)
      var filled = 0
      for (length, bits) in runs {
        var rest = Int(length)
        while rest > 0 {
          if filled == 0, rest >= size {
            blocks.append(uniformBlock(of: bits))
            rest -= size
            continue
          }
          if filled == 0 { blocks.append(UInt16(entries.count / size)) }
          let count = min(rest, size - filled)
          entries.append(contentsOf: repeatElement(bits, count: count))
          filled = (filled + count) % size
          rest -= count
        }
      }
    }

    private mutating func uniformBlock(of bits: UInt32) -> UInt16 {
      if let block = uniform[bits] { return block }
      let size = 1 << UnicodeTable.blockBits
      let block = UInt16(entries.count / size)
      entries.append(contentsOf: repeatElement(bits, count: size))
      uniform[bits] = block
      return block
    }

    /// Changes one scalar's row, in a block of its own from then on.
    mutating func set(_ code: UInt32, action: Action?, value: UInt32) {
      let size = 1 << UnicodeTable.blockBits
      let index = Int(code >> UnicodeTable.blockBits)
      var place = Int(blocks[index]) * size
      if let shared = uniform[entries[place]], shared == blocks[index] {
        blocks[index] = UInt16(entries.count / size)
        // A slice appended whole would keep the storage shared, and so have the table copied.
        for offset in 0..<size { entries.append(entries[place + offset]) }
        place = Int(blocks[index]) * size
      }
      place += Int(code) % size
      let bits = entries[place] & ~(action == nil ? 0xFFFF : 0x7_FFFF)
      entries[place] = bits | value | (action?.rawValue ?? 0) << 16
    }
  }
}

/// Reads the numbers that Scripts/generate-unicode-tables packs, base 32 and least digit first.
private struct PackedReader {
  private let digits: [UInt8]
  private let bytes: StaticString = UnicodeData.packed
  private var place = 0

  init() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    var digits = [UInt8](repeating: 0, count: 128)
    for (value, digit) in alphabet.utf8.enumerated() { digits[Int(digit)] = UInt8(value) }
    self.digits = digits
  }

  mutating func next() -> UInt32 {
    var (value, shift): (UInt32, UInt32) = (0, 0)
    while true {
      precondition(place < bytes.utf8CodeUnitCount)
      // The pointer is valid for the program's life, and the place was checked above.
      let digit = UInt32(digits[Int(unsafe bytes.utf8Start[place])])
      place += 1
      value |= (digit & 31) << shift
      if digit < 32 { return value }
      shift += 5
    }
  }

  mutating func nextSigned(after base: UInt32) -> UInt32 {
    let coded = next()
    return coded.isMultiple(of: 2) ? base + coded / 2 : base - (coded + 1) / 2
  }
}
