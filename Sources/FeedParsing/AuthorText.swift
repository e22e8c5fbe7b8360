/// Reads an author out of a line such as `editor@example.org (Ada Byron)`.
enum AuthorText {
  /// The author that a line names; nil if it names none.
  static func author(_ line: String) -> Author? {
    guard !line.isEmpty else { return nil }
    guard line.utf8.contains(UInt8(ascii: "@")) else { return Author(name: line) }
    let text = line
    guard let range = addressRange(in: text) else { return Author(name: text) }
    var email = String(text[range])
    if email.lowercased().hasPrefix("mailto:") { email = String(email.dropFirst(7)) }
    let rest = text[..<range.lowerBound] + " " + text[range.upperBound...]
    let isJunk: (Character) -> Bool = { " ()<>[]\",;:".contains($0) }
    var name = rest.drop(while: isJunk)
    while let last = name.last, isJunk(last) { name.removeLast() }
    // A parenthesis that closes inside the name was opened there too.
    if name.contains("("), !name.contains(")") { name += ")" }
    return Author(name: name.isEmpty ? nil : String(name), email: email)
  }

  private static func addressRange(in text: String) -> Range<String.Index>? {
    guard let at = text.firstIndex(of: "@") else { return nil }
    let isPart: (Character) -> Bool = { !" ()<>[]\",;".contains($0) }
    var start = at
    while start > text.startIndex, isPart(text[text.index(before: start)]) { start = text.index(before: start) }
    var end = text.index(after: at)
    while end < text.endIndex, isPart(text[end]) { end = text.index(after: end) }
    guard start < at, text[at..<end].dropFirst().contains(".") else { return nil }
    return start..<end
  }
}
