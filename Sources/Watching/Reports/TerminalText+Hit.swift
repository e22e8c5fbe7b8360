import Matching

extension TerminalText {
  /// An occurrence in its surroundings, which are cut so that the line fits; of a long occurrence the middle is left out.
  /// It stands in brackets where there are no colours.
  func hit(label: String, _ exact: String, prefix: String, suffix: String, indent: String) -> String {
    let space = width - Self.columns(of: indent) - (usesColor ? 0 : 2)
    // On the narrowest terminals the field's name makes room for the text.
    let label = space - Self.columns(of: label) < 20 ? "" : label
    let room = max(6, space - Self.columns(of: label))
    let shown = Self.shortened(Self.clean(exact), to: room * 2 / 3)
    let rest = room - Self.columns(of: shown)
    let before = Self.lastColumns(Self.cut(prefix) ? "…\(Self.printable(prefix))" : Self.printable(prefix), rest / 2)
    let after = Self.fit(Self.printable(suffix) + (Self.cut(suffix) ? "…" : ""), to: rest - Self.columns(of: before))
    let marked = usesColor ? styled(shown, .hit) : "[\(shown)]"
    return "\(indent)\(styled(label, .dim))\(before)\(marked)\(after)"
  }

  /// Whether there was more of a hit's surroundings than it carries.
  private static func cut(_ context: String) -> Bool { context.unicodeScalars.count >= Hit.contextLength }

  /// The text's begin and end, with an ellipsis for what is between.
  private static func shortened(_ text: String, to width: Int) -> String {
    guard columns(of: text) > width else { return text }
    return "\(fit(text, to: width / 2).dropLast())\(lastColumns(text, width / 2))"
  }

  /// The end of the text, with an ellipsis where something is missing before it.
  private static func lastColumns(_ text: String, _ width: Int) -> String {
    var used = columns(of: text)
    guard used > width else { return text }
    guard width > 0 else { return "" }
    var rest = Substring(text)
    while used >= width, let first = rest.popFirst() { used -= columns(of: first) }
    return "…\(rest)"
  }
}
