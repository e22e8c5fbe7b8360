/// SHA-256 (FIPS 180-4), for ids that are the same on every machine.
///
/// It names things and guards nothing: no secret is ever hashed, so speed and constant time are of no concern, and a
/// cryptography package would cost more to build than all of vigie.
struct SHA256 {
  private var state: InlineArray<8, UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  /// The digest of the parts, each preceded by its length, so that ("ab", "c") and ("a", "bc") differ: 32 bytes.
  static func digest(parts: [String]) -> [UInt8] {
    var message: [UInt8] = []
    message.reserveCapacity(parts.reduce(72) { $0 + $1.utf8.count + 8 })
    for part in parts {
      message.append(bigEndian: UInt64(part.utf8.count))
      message.append(contentsOf: part.utf8)
    }
    return digest(message)
  }

  /// The digest of the bytes: 32 bytes.
  static func digest(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    digest(Array(bytes))
  }

  private static func digest(_ message: consuming [UInt8]) -> [UInt8] {
    let length = UInt64(message.count) * 8
    message.append(0x80)
    while message.count % 64 != 56 { message.append(0) }
    message.append(bigEndian: length)
    var hash = SHA256()
    let bytes = message.span
    for start in stride(from: 0, to: bytes.count, by: 64) { hash.compress(bytes.extracting(start..<start + 64)) }
    var digest: [UInt8] = []
    digest.reserveCapacity(32)
    for index in hash.state.indices { digest.append(bigEndian: hash.state[index]) }
    return digest
  }

  /// Takes in a block of 64 bytes.
  private mutating func compress(_ block: Span<UInt8>) {
    var words = InlineArray<64, UInt32>(repeating: 0)
    for i in 0..<64 {
      if i < 16 {
        words[i] =
          UInt32(block[4 * i]) << 24 | UInt32(block[4 * i + 1]) << 16 | UInt32(block[4 * i + 2]) << 8
          | UInt32(block[4 * i + 3])
      } else {
        let a = words[i - 15]
        let b = words[i - 2]
        let small0 = a.rotated(7) ^ a.rotated(18) ^ a >> 3
        let small1 = b.rotated(17) ^ b.rotated(19) ^ b >> 10
        words[i] = words[i - 16] &+ small0 &+ words[i - 7] &+ small1
      }
    }
    let constants = Self.constants.span
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for i in 0..<64 {
      let big1 = e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ big1 &+ choice &+ constants[i] &+ words[i]
      let big0 = a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ big0 &+ majority)
    }
    let sums: InlineArray<8, UInt32> = [a, b, c, d, e, f, g, h]
    for index in sums.indices { state[index] &+= sums[index] }
  }

  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

extension UInt32 {
  fileprivate func rotated(_ bits: UInt32) -> UInt32 { self &>> bits | self &<< (32 &- bits) }
}

extension [UInt8] {
  fileprivate mutating func append(bigEndian number: some FixedWidthInteger) {
    for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}

extension Sequence<UInt8> {
  /// The bytes as lower-case hexadecimal digits.
  var hexadecimal: String {
    String(decoding: flatMap { [Self.digit($0 >> 4), Self.digit($0 & 15)] }, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
