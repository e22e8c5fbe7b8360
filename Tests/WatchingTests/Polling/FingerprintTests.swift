import Testing

@testable import Watching

@Suite struct FingerprintTests {
  static let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }

  @Test(arguments: [1, 7, 8, 9, 31, 32, 255, 256, 257, 263, 288, 295, 1_000])
  func `every byte counts, and so does where it stands`(count: Int) {
    let whole = Fingerprint.of(Array(Self.bytes.prefix(count)))
    var seen: Set<UInt64> = [whole]
    for index in 0..<count {
      var changed = Array(Self.bytes.prefix(count))
      changed[index] ^= 1
      #expect(seen.insert(Fingerprint.of(changed)).inserted, "\(index)")
    }
    for index in 1..<count where Self.bytes[index] != Self.bytes[index - 1] {
      var changed = Array(Self.bytes.prefix(count))
      changed.swapAt(index, index - 1)
      #expect(seen.insert(Fingerprint.of(changed)).inserted, "\(index)")
    }
    #expect(seen.insert(Fingerprint.of(Array(Self.bytes.prefix(count - 1)))).inserted)
  }

  @Test func `differs when a border between texts differs`() {
    #expect(Fingerprint.of("a", "b") != Fingerprint.of("ab", ""))
    #expect(Fingerprint.of("", "a") != Fingerprint.of("a", ""))
  }

  @Test func `is the same for the same text however it is stored`() {
    let text = "Alibaba dément – 阿里巴巴"
    #expect(Fingerprint.of(String(text.reversed().reversed())) == Fingerprint.of(text))
  }
}
