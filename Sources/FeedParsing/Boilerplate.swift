/// Tells what in a page is not for its readers: hidden elements and invitations to share.
enum Boilerplate {
  /// Whether a style hides its element.
  static func hidesElement(style: borrowing Span<UInt8>) -> Bool {
    for index in 0..<style.count {
      switch style[index].lowercased {
      case UInt8(ascii: "d") where style.hasWord("display", at: index):
        if value(at: index + 7, is: "none", in: style) { return true }
      case UInt8(ascii: "v") where style.hasWord("visibility", at: index):
        if value(at: index + 10, is: "hidden", in: style) { return true }
      default: break
      }
    }
    return false
  }

  private static func value(at start: Int, is wanted: StaticString, in style: borrowing Span<UInt8>) -> Bool {
    var index = start
    while index < style.count, style[index].isSpace || style[index] == ASCII.colon { index += 1 }
    return style.hasWord(wanted, at: index)
  }

  /// Whether a class names a bar of share buttons.
  static func isShareBar(class names: borrowing Span<UInt8>) -> Bool {
    for index in 0..<names.count {
      switch names[index].lowercased {
      case UInt8(ascii: "f"): if names.hasWord("feedflare", at: index) { return true }
      case UInt8(ascii: "a"):
        if names.hasWord("addtoany_share", at: index) || names.hasWord("addthis_toolbox", at: index) { return true }
      case UInt8(ascii: "s"):
        if names.hasWord("sharedaddy", at: index) || names.hasWord("social-share", at: index)
          || names.hasWord("share-buttons", at: index)
        {
          return true
        }
      default: break
      }
    }
    return false
  }

  /// Whether a link only offers to pass the story on.
  static func isShareLink(_ address: borrowing Span<UInt8>) -> Bool {
    guard var index = address.firstIndex(of: ASCII.colon, from: 0), address.hasWord("://", at: index) else {
      return false
    }
    index += 3
    let hostStart = index
    while index < address.count, address[index] != ASCII.slash {
      let isLabel = index == hostStart || address[index - 1] == UInt8(ascii: ".")
      if isLabel, isShareService(address, at: index) { return true }
      index += 1
    }
    return address.hasWord("/~ff/", at: index)
  }

  private static func isShareService(_ address: borrowing Span<UInt8>, at index: Int) -> Bool {
    switch address[index].lowercased {
    case UInt8(ascii: "f"):
      address.hasWord("facebook.com/shar", at: index) || address.hasWord("feeds.wordpress.com/1.0/", at: index)
    case UInt8(ascii: "t"):
      address.hasWord("twitter.com/intent/", at: index) || address.hasWord("twitter.com/share", at: index)
        || address.hasWord("twitter.com/home?status", at: index) || address.hasWord("t.me/share", at: index)
    case UInt8(ascii: "x"): address.hasWord("x.com/intent/", at: index)
    case UInt8(ascii: "l"): address.hasWord("linkedin.com/share", at: index)
    case UInt8(ascii: "r"): address.hasWord("reddit.com/submit", at: index)
    case UInt8(ascii: "p"): address.hasWord("pinterest.com/pin/create", at: index)
    case UInt8(ascii: "w"): address.hasWord("whatsapp.com/send", at: index)
    case UInt8(ascii: "d"): address.hasWord("digg.com/submit", at: index)
    default: false
    }
  }
}
