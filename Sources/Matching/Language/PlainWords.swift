extension String {
  /// Whether one look at each scalar tells that the text is a word or phrase and nothing else: letters, digits and
  /// harmless signs, with single spaces between words that are no operators.
  ///
  /// Lists are long, and most of their entries are names. Where this is false, the parsers find out what the text is,
  /// which may be a word or phrase all the same.
  var isPlainWords: Bool {
    guard utf8.count <= TermReader.longestTerm else { return false }
    var hasSign = false
    var (index, start, capitals) = (0, 0, 0)
    var scalars = unicodeScalars.makeIterator()
    while true {
      let next = scalars.next()
      let scalar = next ?? " "
      switch scalar {
      case _ where !scalar.isASCII:
        if scalar.endsQueryWord { return false }
        hasSign = hasSign || scalar.isWordScalar
      case "a"..."z", "0"..."9": hasSign = true
      case "A"..."Z":
        hasSign = true
        if index == start + capitals { capitals += 1 }
      case " ":
        guard index > start else { return false }
        if capitals > 1, isKeyword(start..<index) { return false }
        guard next != nil else { return hasSign }
        (start, capitals) = (index + 1, 0)
      // At the beginning a hyphen would be taken for NOT.
      case "-" where index > 0, ".", "'", "&": break
      default: return false
      }
      index += 1
    }
  }

  private func isKeyword(_ scalars: Range<Int>) -> Bool {
    let word = unicodeScalars.dropFirst(scalars.lowerBound).prefix(scalars.count)
    return Keyword.reading(String(Substring(word))) != nil
  }
}
