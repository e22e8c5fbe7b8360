/// Pseudo-random numbers that are the same on every machine for the same seed (SplitMix64).
struct SeededGenerator {
  private var state: UInt64

  /// Numbers that follow from `seed`.
  init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// A number from 0 to `bound` - 1. The bias of the remainder is of no account for such small bounds.
  mutating func number(below bound: Int) -> Int {
    Int(next() % UInt64(bound))
  }

  /// Whether something that happens `count` times in a thousand happens this time.
  mutating func happens(perThousand count: Int) -> Bool {
    number(below: 1_000) < count
  }

  /// One of the elements.
  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[number(below: elements.count)]
  }
}
