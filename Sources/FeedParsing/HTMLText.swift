/// Turns HTML into the text that a reader sees.
package enum HTMLText {
  /// The text of a fragment: paragraphs end in an empty line, `<br>` in a line break. At most `FeedLimits.text` bytes.
  package static func plainText(_ html: String) -> String {
    body([UInt8](html.utf8).span)
  }

  /// The text of a story's body. Markup that was escaped twice is unescaped twice.
  static func body(_ html: borrowing Span<UInt8>) -> String {
    text(of: html, mode: .body, limit: FeedLimits.text)
  }

  /// The text of a title or a name, on one line. References that were escaped twice are unescaped twice.
  static func title(_ html: borrowing Span<UInt8>) -> String {
    text(of: html, mode: .title, limit: FeedLimits.title)
  }

  /// Text that is no HTML, with its white space put in order: on one line, or with its lines and paragraphs.
  static func plain(_ text: borrowing Span<UInt8>, limit: Int) -> String {
    if TextExtractor.leavesAlone(text, limit: limit) { return text.decodedString }
    var extractor = TextExtractor(mode: .plain, limit: limit)
    extractor.read(text)
    return extractor.finish().span.decodedString
  }

  private static func text(of html: borrowing Span<UInt8>, mode: TextExtractor.Mode, limit: Int) -> String {
    if TextExtractor.leavesAlone(html, limit: limit) { return html.decodedString }
    var extractor = TextExtractor(mode: mode, limit: limit)
    extractor.read(html)
    let first = extractor.finish()
    if extractor.decodedLess, !extractor.sawTag, looksLikeMarkup(first.span) {
      var second = TextExtractor(mode: mode, limit: limit)
      second.read(first.span)
      return second.finish().span.decodedString
    }
    return extractor.decodedAmpersand ? decodingReferences(first.span).span.decodedString : first.span.decodedString
  }

  /// Whether bytes hold an end tag or a void element of HTML, which no prose does.
  static func looksLikeMarkup(_ bytes: borrowing Span<UInt8>) -> Bool {
    var index = 0
    var patience = HTMLTag.Patience()
    while let less = bytes.firstIndex(of: ASCII.less, from: index) {
      if let tag = HTMLTag(in: bytes, at: less, patience: &patience),
        tag.kind != .unknown,
        tag.isEnd || tag.kind == .lineBreak || tag.kind == .image || bytes.hasWord("<p>", at: less)
      {
        return true
      }
      index = less + 1
    }
    return false
  }

  /// The bytes with every reference replaced by what it stands for, and nothing else changed.
  static func decodingReferences(_ bytes: borrowing Span<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while let ampersand = bytes.firstIndex(of: ASCII.ampersand, from: index) {
      output.append(bytes.extracting(index..<ampersand))
      if let reference = CharacterReference(in: bytes, at: ampersand) {
        reference.append(to: &output)
        index = reference.end
      } else {
        output.append(ASCII.ampersand)
        index = ampersand + 1
      }
    }
    output.append(bytes.extracting(index..<bytes.count))
    return output
  }
}
