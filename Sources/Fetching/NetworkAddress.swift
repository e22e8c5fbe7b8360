import CCurl
import Glibc

/// An IPv4 or IPv6 address.
struct NetworkAddress: Equatable {
  /// As IPv6; an IPv4 address as ::ffff:a.b.c.d.
  private let bits: UInt128

  private static let mapped: UInt128 = 0xFFFF << 32

  init(ipv4: UInt32) { bits = Self.mapped | UInt128(ipv4) }

  init(ipv6: UInt128) { bits = ipv6 }

  /// Reads `192.0.2.1` or `2001:db8::1`.
  init?(_ text: String) {
    var ipv4 = in_addr()
    var ipv6: UInt128 = 0
    if unsafe inet_pton(AF_INET, text, &ipv4) == 1 {
      self.init(ipv4: UInt32(bigEndian: ipv4.s_addr))
    } else if unsafe inet_pton(AF_INET6, text, &ipv6) == 1 {
      self.init(ipv6: UInt128(bigEndian: ipv6))
    } else {
      return nil
    }
  }

  /// Reads the address of a socket, which is nil for families other than IPv4 and IPv6.
  @unsafe init?(_ address: UnsafePointer<sockaddr>) {
    switch unsafe Int32(address.pointee.sa_family) {
    case AF_INET:
      let ipv4 = unsafe UnsafeRawPointer(address).load(as: sockaddr_in.self)
      self.init(ipv4: UInt32(bigEndian: ipv4.sin_addr.s_addr))
    case AF_INET6:
      let offset = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8
      let ipv6 = unsafe UnsafeRawPointer(address).loadUnaligned(fromByteOffset: offset, as: UInt128.self)
      self.init(ipv6: UInt128(bigEndian: ipv6))
    default:
      return nil
    }
  }

  /// Whether the address lies outside the public internet: loopback, private, link-local, shared, benchmark, multicast
  /// and reserved ranges, and the tunnels that lead to any IPv4 address. IPv4 inside IPv6 counts as that IPv4.
  var isPrivate: Bool {
    if let ipv4 = embeddedIPv4 {
      Self.privateIPv4.contains { ipv4 >> (32 - $0.length) == $0.prefix >> (32 - $0.length) }
    } else {
      Self.privateIPv6.contains { bits >> (128 - $0.length) == $0.prefix >> (128 - $0.length) }
    }
  }

  /// The IPv4 address in ::ffff:a.b.c.d (mapped), ::ffff:0:a.b.c.d (translated) or ::a.b.c.d (compatible).
  private var embeddedIPv4: UInt32? {
    let prefix = bits >> 32
    return prefix == 0xFFFF || prefix == 0xFFFF_0000 || prefix == 0 ? UInt32(truncatingIfNeeded: bits) : nil
  }

  private static let privateIPv4: [(prefix: UInt32, length: Int)] = [
    (0x0000_0000, 8),  // 0.0.0.0/8, this network
    (0x0A00_0000, 8),  // 10.0.0.0/8
    (0x6440_0000, 10),  // 100.64.0.0/10, carriers' NAT
    (0x7F00_0000, 8),  // 127.0.0.0/8, loopback
    (0xA9FE_0000, 16),  // 169.254.0.0/16, link-local and cloud metadata
    (0xAC10_0000, 12),  // 172.16.0.0/12
    (0xC000_0000, 24),  // 192.0.0.0/24, protocol assignments
    (0xC0A8_0000, 16),  // 192.168.0.0/16
    (0xC612_0000, 15),  // 198.18.0.0/15, benchmarks
    (0xE000_0000, 4),  // 224.0.0.0/4, multicast
    (0xF000_0000, 4),  // 240.0.0.0/4, reserved and broadcast
  ]

  private static let privateIPv6: [(prefix: UInt128, length: Int)] = [
    (0x0064_FF9B << 96, 96),  // 64:ff9b::/96, NAT64
    (0x0064_FF9B_0001 << 80, 48),  // 64:ff9b:1::/48, local NAT64
    (0x2001_0000 << 96, 32),  // 2001::/32, Teredo
    (0x2002 << 112, 16),  // 2002::/16, 6to4
    (0xFC00 << 112, 7),  // fc00::/7, unique local
    (0xFE80 << 112, 10),  // fe80::/10, link-local
    (0xFEC0 << 112, 10),  // fec0::/10, site-local of old
    (0xFF00 << 112, 8),  // ff00::/8, multicast
  ]
}

extension NetworkAddress: CustomStringConvertible {
  var description: String {
    let ipv4 = embeddedIPv4.flatMap { bits >> 32 == 0xFFFF ? $0 : nil }
    if let ipv4 { return (0..<4).map { "\(ipv4 >> (24 - 8 * $0) & 0xFF)" }.joined(separator: ".") }
    var ipv6 = bits.bigEndian
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard unsafe inet_ntop(AF_INET6, &ipv6, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
  }
}
