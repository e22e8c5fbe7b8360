import Testing

@testable import Watching

@Suite struct FeedAddressTests {
  @Test(arguments: [
    ("https://example.org/feed", "https://example.org/feed", "https://example.org/feed"),
    ("HTTP://Example.ORG", "HTTP://Example.ORG", "http://example.org/"),
    ("http://example.org:80/A?B#c", "http://example.org:80/A?B#c", "http://example.org/A?B"),
    ("https://example.org:443?x", "https://example.org:443?x", "https://example.org/?x"),
    ("https://example.org:8443/", "https://example.org:8443/", "https://example.org:8443/"),
    ("https://User:Pass@Example.org/x@y", "https://Example.org/x@y", "https://User:Pass@example.org/x@y"),
    ("https://u%40h:p@[2001:DB8::1]:80/", "https://[2001:DB8::1]:80/", "https://u%40h:p@[2001:db8::1]:80/"),
    ("https://例え.jp/フィード", "https://例え.jp/フィード", "https://例え.jp/フィード"),
  ])
  func `a web address has an id without userinfo and one identity for its spellings`(
    text: String, id: String, identity: String
  ) throws {
    let address = try FeedAddress(text, besides: "lists/l.yaml")
    #expect((address.url, address.isFile, address.defaultID, address.identity) == (text, false, id, identity))
  }

  @Test(arguments: [
    ("/var/feeds/x.xml", "/lists/l.yaml", "/var/feeds/x.xml", "/var/feeds/x.xml"),
    ("./x.xml", "/lists/l.yaml", "/lists/x.xml", "x.xml"),
    ("../x y.xml", "/lists/l.yaml", "/x y.xml", "../x y.xml"),
    ("a/b:c.xml", "/lists/l.yaml", "/lists/a/b:c.xml", "a/b:c.xml"),
    ("u@x/y.xml", "/lists/l.yaml", "/lists/u@x/y.xml", "u@x/y.xml"),
  ])
  func `a path is relative to its list, and its id is what the list says`(
    text: String, list: String, url: String, id: String
  ) throws {
    let address = try FeedAddress(text, besides: list)
    #expect((address.url, address.isFile, address.defaultID) == (url, true, id))
  }

  @Test(arguments: [
    "", "https:", "https:/x", "https://", "https:///feed", "https://:80/", "https://u:SECRET@/", "https://a b.org/",
    "https://a.org/x y",
    "https://a.org/\r\nX: y", "https://a.org:0/", "https://a.org:65536/", "https://a.org:8o/",
    "https://u:SEC@RET@a.org/", "https://a\\b.org/",
    "https://u:SECRET@a.org\\@b.org/", "https://a[b.org/", "https://a:b:c/", "ftp://a.org/", "feed:https://a.org/",
    "feed://a.org/",
    "file:///etc/hostname", "javascript:alert(1)", "localhost:8080/feed",
    "https://\(String(repeating: "a", count: 9000)).org/", "x\u{0}y", "//a.org/x", "//u:SECRET@a.org/x",
    "https://a.org/\u{7F}",
  ])
  func `what cannot be fetched is refused without repeating it`(text: String) {
    do {
      let address = try FeedAddress(text, besides: "l.yaml")
      Issue.record("accepted as \(address)")
    } catch {
      #expect(!error.message.isEmpty)
      #expect(!error.message.contains("SEC"))
    }
  }

  @Test(arguments: [
    ("https://u:SECRET@a.org/x@y", "`https://a.org/x@y`"), ("https://u:SE/CRET@a.org/", "`https://a.org/`"),
    ("https://u:SE\\CRET@a.org/", "`https://a.org/`"), ("desk@a.org", "`desk@a.org`"),
  ])
  func `a quoted address loses its password, escaped or not`(text: String, quoted: String) {
    #expect(text.quoted == quoted)
  }
}
