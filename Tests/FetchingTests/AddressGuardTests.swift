import TestSupport
import Testing

@testable import Fetching

@Suite struct AddressGuardTests {
  @Test(arguments: [
    "127.0.0.1", "127.255.255.255", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.127.255.255", "0.0.0.0", "0.1.2.3", "192.0.0.8", "198.18.0.1", "198.19.255.255", "224.0.0.1",
    "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fc00::1", "fdff::1", "fe80::1", "febf::1", "fec0::1",
    "ff02::1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:808:808::1", "2001::1", "2001:0:ffff::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:0:10.0.0.1", "::127.0.0.1", "::10.0.0.1",
  ])
  func `F3: addresses outside the public internet are private`(text: String) throws {
    #expect(try #require(NetworkAddress(text)).isPrivate)
  }

  @Test(arguments: [
    "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:4860:4860::8888", "2001:1::1", "2003::1", "2a00::1",
    "fb00::1", "64:ff9b:2::1", "::ffff:8.8.8.8",
  ])
  func `F3: their neighbours are public`(text: String) throws {
    #expect(try !#require(NetworkAddress(text)).isPrivate)
  }

  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:DB8:0:0::1", "2001:db8::1"), ("::1", "::1"),
  ])
  func `addresses are shown as usual`(text: String, shown: String) throws {
    #expect(try #require(NetworkAddress(text)).description == shown)
  }

  @Test(arguments: [
    "127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::]", "localhost", "10.255.255.1", "169.254.169.254",
  ])
  func `F2: no spelling of a private address is connected to`(host: String) async {
    let request = FetchRequest(url: "http://\(host):9/")
    let options = testOptions { $0.networks = .publicOnly }
    guard case .privateAddress = await outcome(of: request, options).error else {
      Issue.record("\(host) was tried")
      return
    }
  }

  @Test func `F2: a redirect to a private address is refused before anything is sent`() async throws {
    // 127.0.0.1 stands for the public server: the feed's own host is allowed.
    let inner = try LoopbackServer(address: "127.0.0.2", always: .status(200))
    let server = try LoopbackServer(always: .redirect(to: inner.url(host: "127.0.0.2")))
    let options = testOptions { $0.networks = .publicOnly }
    let error = await outcome(of: FetchRequest(url: server.url(), networks: .privateHost), options).error
    #expect(error == .privateAddress(host: "127.0.0.2", address: "127.0.0.2"))
    #expect(inner.connections == 0)
  }

  @Test func `F2: a connection that a permitted feed left open is not lent to another`() async throws {
    let server = try LoopbackServer(always: .status(200))
    let fetcher = Fetcher(testOptions { $0.networks = .publicOnly })
    _ = try await fetcher.fetch(FetchRequest(url: server.url("/permitted"), networks: .privateHost))
    let error = await outcome(of: FetchRequest(url: server.url("/other")), by: fetcher).error
    #expect(error == .privateAddress(host: "127.0.0.1", address: "127.0.0.1"))
    #expect(server.requests.map(\.path) == ["/permitted"])
  }

  @Test(arguments: [nil, ""]) func `F4: without a proxy the guard is on`(proxy: String?) async {
    let options = testOptions {
      $0.networks = .publicOnly
      $0.proxy = proxy
    }
    let error = await outcome(of: FetchRequest(url: "http://127.0.0.1:9/"), options).error
    #expect(error == .privateAddress(host: "127.0.0.1", address: "127.0.0.1"))
  }

  @Test func `F4: a configured proxy is the boundary of trust, and the environment's is not used`() async throws {
    let proxy = try LoopbackServer(always: .status(200))
    let options = testOptions {
      $0.networks = .publicOnly
      $0.proxy = proxy.url("")
    }
    #expect(await outcome(of: FetchRequest(url: "http://127.0.0.1:9/feed"), options).response?.status == 200)
    #expect(proxy.requests.first?.path == "http://127.0.0.1:9/feed")
  }
}
