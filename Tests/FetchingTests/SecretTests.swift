import TestSupport
import Testing

@testable import Fetching

@Suite struct SecretTests {
  @Test func `F10: user name and password go into the Authorization header, decoded, and are not shown`() async throws {
    let server = try LoopbackServer(always: .status(401))
    let url = server.url().replacing("http://", with: "http://desk%40press:SECRET%3A1@")
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: url))
    #expect(response.finalURL == server.url())
    #expect(response.status == 401)
    let request = try #require(server.requests.first)
    #expect(request.headerText("Authorization") == "Basic ZGVza0BwcmVzczpTRUNSRVQ6MQ==")
    #expect(!request.text.contains("SECRET"))
  }

  @Test(arguments: [
    "http://u:SECRET@127.0.0.1:1/", "http://u:SECRET@nowhere.invalid/", "ftp://u:SECRET@h/", "http://u:SECRET@/",
    "http://u:SECRET@h:99999/", "http://u:SECRET@h\r\n/", "//u:SECRET@h/", "http://u:SECRET%00@h/",
    "https://u:SECRET@127.0.0.1:1/", "http://u:SECRET@ h/", "http://u:SECRET/x@h:80/", "http://[u:SECRET@h/",
  ])
  func `F10: no error's words hold the password`(url: String) async {
    let options = testOptions { $0.timeout = .seconds(2) }
    let error = await outcome(of: FetchRequest(url: url), options).error
    #expect(error != nil)
    #expect(!String(reflecting: error).contains("SECRET"))
    #expect(error.map { !$0.description.contains("SECRET") } == true)
  }

  @Test func `F10: a secret written into a header's name is not shown`() async {
    let header = HeaderField(name: "Authorization: Bearer SECRET", value: "")
    let error = await outcome(of: FetchRequest(url: "http://127.0.0.1/", headers: [header])).error
    #expect(error == .badHeader(name: "Authorization"))
  }

  @Test func `F10: a redirect back with the password in it does not show it`() async throws {
    let server = try LoopbackServer(always: .redirect(to: "ftp://u:SECRET@127.0.0.1/"))
    let error = await outcome(of: FetchRequest(url: server.url())).error
    #expect(error == .forbiddenRedirect(to: "ftp://127.0.0.1/", reason: "not an http or https URL"))
  }

  @Test func `Q23: a relative redirect is resolved without the password`() async throws {
    let server = try LoopbackServer { $0.path == "/feed" ? .redirect(to: "next") : .status(200) }
    let url = server.url().replacing("http://", with: "http://u:SECRET@")
    let response = try await Fetcher(testOptions()).fetch(FetchRequest(url: url))
    #expect(response.redirects == [Redirect(status: 302, url: server.url("/next"))])
  }

  @Test(arguments: [
    ("https://u:SECRET@example.org/a@b?c@d", "https://example.org/a@b?c@d"),
    ("https://example.org/@user", "https://example.org/@user"),
    ("http://u:SE/CRET@example.org/", "http://example.org/"),
    ("http://u:SE@CRET@example.org/", "http://example.org/"),
    ("http://u:SE\\CRET@example.org/a@b", "http://example.org/a@b"),
    ("http://\u{301}u:SECRET\u{301}@\u{301}example.org/", "http://\u{301}example.org/"),
    ("https://例え.jp/@フィード", "https://例え.jp/@フィード"),
    ("Feeds/local.xml", "Feeds/local.xml"),
  ])
  func `F10: a URL is shown without user name and password`(url: String, shown: String) {
    #expect(ShownURL.of(url) == shown)
  }

  @Test func `F10: a proxy's password is not shown when the proxy fails`() async {
    for proxy in [
      "http://u:SECRET@127.0.0.1:1", "http://u:SECRET@nowhere.invalid", "bad://u:SECRET@h", "http://u:SECRET@[h",
    ] {
      let options = testOptions { $0.proxy = proxy }
      let error = await outcome(of: FetchRequest(url: "http://example.org/"), options).error
      #expect(error.map { !$0.description.contains("SECRET") } == true, "\(proxy)")
    }
  }
}
