/// Finds what is filed under a key. Asks a small bitmap first, so that most misses touch nothing else: the cost does not
/// grow with the number of keys.
struct KeyTable: Sendable {
  /// Where in a pattern a key lies.
  struct Posting: Sendable {
    /// The pattern's number.
    var pattern: UInt32
    /// The part of the pattern, and the characters of that part before the key.
    var part: UInt16
    var offset: UInt16
    /// What is known of the word before or behind: if that is a word of one piece, the upper half of its key.
    var neighbour: UInt32 = 0
    /// Where the neighbour stands: -1 before, 1 behind, 0 where nothing is known.
    var direction: Int32 = 0
  }

  /// The lower half of a key, and the postings under it. Keys that share that half share the slot.
  private struct Slot {
    var key: UInt32
    var first: UInt32
    var count: UInt32
  }

  private var filter: [UInt64]
  private let filterShift: UInt64
  private var slots: [Slot]
  private let slotMask: Int
  private(set) var postings: [Posting]

  /// Files postings under their keys.
  init(_ entries: [(key: UInt64, posting: Posting)]) {
    let sorted = entries.sorted { UInt32(truncatingIfNeeded: $0.key) < UInt32(truncatingIfNeeded: $1.key) }
    postings = sorted.map(\.posting)
    // Between 16 and 32 bits a key: about one miss in a hundred passes.
    let filterBits = max(6, (entries.count / 4).bitWidthOfPowerAbove)
    filterShift = UInt64(64 - filterBits)
    filter = Array(repeating: 0, count: 1 << filterBits)
    for (key, _) in sorted { filter[Int(truncatingIfNeeded: key >> filterShift)] |= Self.bits(of: key) }
    let size = 1 << max(4, (entries.count * 2).bitWidthOfPowerAbove)
    slotMask = size - 1
    slots = Array(repeating: Slot(key: 0, first: 0, count: 0), count: size)
    var first = 0
    while first < sorted.count {
      let key = UInt32(truncatingIfNeeded: sorted[first].key)
      var end = first + 1
      while end < sorted.count, UInt32(truncatingIfNeeded: sorted[end].key) == key { end += 1 }
      insert(Slot(key: key, first: UInt32(first), count: UInt32(end - first)))
      first = end
    }
  }

  private mutating func insert(_ slot: Slot) {
    var index = Int(truncatingIfNeeded: slot.key) & slotMask
    while slots[index].count > 0 { index = (index + 1) & slotMask }
    slots[index] = slot
  }

  /// Whether anything may be filed under a key.
  @inline(__always)
  func mayHold(_ key: UInt64) -> Bool {
    let bits = Self.bits(of: key)
    return filter[Int(truncatingIfNeeded: key >> filterShift)] & bits == bits
  }

  /// Three bits of a filter's word.
  @inline(__always)
  private static func bits(of key: UInt64) -> UInt64 {
    1 << (key & 63) | 1 << (key >> 6 & 63) | 1 << (key >> 12 & 63)
  }

  /// The places in `postings` of what is filed under a key.
  func find(_ key: UInt64) -> Range<Int> {
    var index = Int(truncatingIfNeeded: key) & slotMask
    while slots[index].count > 0 {
      let slot = slots[index]
      if slot.key == UInt32(truncatingIfNeeded: key) { return Int(slot.first)..<Int(slot.first + slot.count) }
      index = (index + 1) & slotMask
    }
    return 0..<0
  }
}

extension Int {
  /// The exponent of the least power of two that is not below the number.
  fileprivate var bitWidthOfPowerAbove: Int { self <= 1 ? 0 : bitWidth - (self - 1).leadingZeroBitCount }
}
