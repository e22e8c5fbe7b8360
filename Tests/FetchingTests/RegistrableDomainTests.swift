import Fetching
import Testing

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
  }
}
