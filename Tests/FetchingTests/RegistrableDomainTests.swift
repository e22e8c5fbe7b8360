import TestSupport
import Testing

@testable import Fetching

@Suite struct RegistrableDomainTests {
  @Test(arguments: [
    ("example.org", "example.org"), ("feeds.example.org", "example.org"), ("a.b.feeds.example.co.uk", "example.co.uk"),
    ("co.uk", "co.uk"), ("localhost", "localhost"), ("127.0.0.1", "127.0.0.1"), ("2001:db8::1", "2001:db8::1"),
    ("one.github.io", "one.github.io"), ("www.one.github.io", "one.github.io"),
    ("a.example.unheard-of", "example.unheard-of"),
    ("", ""),
  ])
  func `E14: politeness is owed to what somebody registered, by the Public Suffix List`(host: String, wanted: String) {
    #expect(RegistrableDomain.of(host: host) == wanted)
    var finder = RegistrableDomain.Finder()
    #expect(finder.domain(ofHost: host) == wanted)
  }

  @Test func `short cuts find what the list says`() {
    let labels = [
      "a", "b", "www", "one", "example", "org", "com", "city", "kobe", "github", "blogspot", "s3", "compute", "feeds",
      "his", "forgot", "áltá", "a\u{301}lta\u{301}", "7", "",
    ]
    let ends = [
      "com", "org", "co.uk", "ck", "jp", "kawasaki.jp", "github.io", "amazonaws.com", "localhost", "name", "his.name",
      "no", "áltá.no", "a.b.c.d.e.f.example.org", "",
    ]
    var random = SeededRandom(seed: 5)
    var finder = RegistrableDomain.Finder()
    var suffixes = 0
    for _ in 0..<20_000 {
      let end = ends.randomElement(using: &random) ?? ""
      // Neighbours: other labels before the same ones.
      for _ in 0..<10 {
        let first = (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in labels.randomElement(using: &random) }
        let host = (first + [end]).joined(separator: ".")
        let wanted = Self.domain(of: host)
        if wanted == host { suffixes += 1 }
        #expect(RegistrableDomain.of(host: host) == wanted, "\(host)")
        #expect(finder.domain(ofHost: host) == wanted, "\(host)")
      }
    }
    #expect((10_000..<190_000).contains(suffixes))
  }

  /// By asking libpsl for every name.
  private static func domain(of host: String) -> String {
    guard let last = host.utf8.last, !(0x30...0x39).contains(last), !host.utf8.contains(UInt8(ascii: ":")) else {
      return host
    }
    return RegistrableDomain.lookUp(host)
  }
}
