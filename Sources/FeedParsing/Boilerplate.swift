/// Tells what in a page is not for its readers: hidden elements and invitations to share.
enum Boilerplate {
  /// Whether a style hides its element.
  static func hidesElement(style: borrowing Span<UInt8>) -> Bool {
    value(of: "display", is: "none", in: style) || value(of: "visibility", is: "hidden", in: style)
  }

  /// Whether a class names a bar of share buttons.
  static func isShareBar(class names: borrowing Span<UInt8>) -> Bool {
    names.firstIndex(ofWord: "feedflare", from: 0) != nil
      || names.firstIndex(ofWord: "sharedaddy", from: 0) != nil
      || names.firstIndex(ofWord: "addtoany_share", from: 0) != nil
      || names.firstIndex(ofWord: "addthis_toolbox", from: 0) != nil
      || names.firstIndex(ofWord: "social-share", from: 0) != nil
      || names.firstIndex(ofWord: "share-buttons", from: 0) != nil
  }

  /// Whether a link only offers to pass the story on.
  static func isShareLink(_ address: borrowing Span<UInt8>) -> Bool {
    guard address.hasWord("http", at: 0) || address.hasWord("//", at: 0) else { return false }
    return address.firstIndex(ofWord: "facebook.com/shar", from: 0) != nil
      || address.firstIndex(ofWord: "twitter.com/intent/", from: 0) != nil
      || address.firstIndex(ofWord: "twitter.com/share", from: 0) != nil
      || address.firstIndex(ofWord: "twitter.com/home?status", from: 0) != nil
      || address.firstIndex(ofWord: "//x.com/intent/", from: 0) != nil
      || address.firstIndex(ofWord: "linkedin.com/share", from: 0) != nil
      || address.firstIndex(ofWord: "reddit.com/submit", from: 0) != nil
      || address.firstIndex(ofWord: "pinterest.com/pin/create", from: 0) != nil
      || address.firstIndex(ofWord: "whatsapp.com/send", from: 0) != nil
      || address.firstIndex(ofWord: "//t.me/share", from: 0) != nil
      || address.firstIndex(ofWord: "digg.com/submit", from: 0) != nil
      || address.firstIndex(ofWord: "feeds.wordpress.com/1.0/", from: 0) != nil
      || address.firstIndex(ofWord: "/~ff/", from: 0) != nil
  }

  private static func value(
    of property: StaticString, is wanted: StaticString, in style: borrowing Span<UInt8>
  ) -> Bool {
    guard var index = style.firstIndex(ofWord: property, from: 0) else { return false }
    index += property.utf8CodeUnitCount
    while index < style.count, style[index].isSpace || style[index] == ASCII.colon { index += 1 }
    return style.hasWord(wanted, at: index)
  }
}
