import Testing

@testable import Watching

@Suite struct InputNameTests {
  @Test(
    arguments: [
      ("-", .file, "-"), ("feed.xml", .file, "feed.xml"), ("a@b.xml", .file, "a@b.xml"),
      ("https://u:SECRET@example.org/a?b=c@d", .webAddress, "https://example.org/a?b=c@d"),
      ("HTTP://SECRET@example.org", .webAddress, "HTTP://example.org"),
      ("https://u:SEC/RET@example.org/feed", .webAddress, "https://example.org/feed"),
      ("ftp://u:SECRET@example.org/feed", .otherAddress, "ftp://example.org/feed"),
      ("https:/u:SECRET@example.org/feed", .file, "example.org/feed"),
      ("u:SECRET@example.org/feed", .file, "example.org/feed"),
      ("u:SEC//RET@example.org/feed", .file, "example.org/feed"),
      ("//u:SECRET@example.org/feed", .file, "example.org/feed"),
      ("//SECRET@example.org/feed", .file, "//example.org/feed"),
    ] as [(String, InputName.Kind, String)])
  func `a name is shown without a user's name and password`(text: String, kind: InputName.Kind, shown: String) {
    let name = InputName(text)
    #expect(name.kind == kind && name.shown == shown, "\(name)")
    #expect(name.text == text)
  }
}
