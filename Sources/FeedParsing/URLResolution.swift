/// Makes addresses absolute, as RFC 3986 has it, with a browser's patience.
enum URLResolution {
  /// An address without what mail and editors put in it: white space around it, line breaks within.
  ///
  /// - Returns: nil for one that is empty or longer than `FeedLimits.url`.
  static func cleaned(_ bytes: borrowing Span<UInt8>) -> String? {
    let range = bytes.trimmedRange
    guard !range.isEmpty, range.count <= FeedLimits.url * 2 else { return nil }
    let trimmed = bytes.extracting(range)
    var hasBreak = false
    for index in 0..<trimmed.count where trimmed[index] < ASCII.space || trimmed[index] == 0x7F { hasBreak = true }
    if !hasBreak { return trimmed.count <= FeedLimits.url ? trimmed.decodedString : nil }
    var kept: [UInt8] = []
    for index in 0..<trimmed.count where trimmed[index] >= ASCII.space && trimmed[index] != 0x7F {
      kept.append(trimmed[index])
    }
    return kept.isEmpty || kept.count > FeedLimits.url ? nil : kept.span.decodedString
  }

  /// Whether an address names its scheme.
  static func isAbsolute(_ url: String) -> Bool {
    schemeEnd(url.utf8) != nil
  }

  /// `url` seen from `base`; unchanged where it is absolute or there is no base to see it from.
  static func resolve(_ url: String, against base: String?) -> String {
    guard !isAbsolute(url), let base, let parts = Parts(base) else { return url }
    guard let first = url.utf8.first else { return base }
    let result: String
    switch first {
    case ASCII.slash where url.hasPrefix("//"): result = parts.scheme + ":" + url
    case ASCII.slash: result = parts.origin + withoutDots(url)
    case ASCII.question: result = parts.origin + parts.path + url
    case ASCII.hash: result = parts.origin + parts.path + parts.query + url
    default:
      let folder = parts.path.lastIndex(of: "/").map { parts.path[...$0] } ?? "/"
      result = parts.origin + withoutDots(folder + url)
    }
    return result.utf8.count <= FeedLimits.url ? result : url
  }

  private struct Parts {
    let scheme: String
    /// Scheme and authority.
    let origin: String
    let path: String
    let query: String

    /// The parts of an address that others can be relative to; nil for `mailto:` and the like.
    init?(_ url: String) {
      guard let colon = URLResolution.schemeEnd(url.utf8) else { return nil }
      scheme = String(url[..<colon])
      var rest = url[url.index(after: colon)...]
      if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
      let queryStart = rest.firstIndex(of: "?") ?? rest.endIndex
      query = String(rest[queryStart...])
      rest = rest[..<queryStart]
      guard rest.hasPrefix("/") else { return nil }
      if rest.hasPrefix("//") {
        let authority = rest.dropFirst(2)
        let pathStart = authority.firstIndex(of: "/") ?? authority.endIndex
        origin = "\(scheme)://\(authority[..<pathStart])"
        path = pathStart == authority.endIndex ? "/" : String(authority[pathStart...])
      } else {
        origin = scheme + ":"
        path = String(rest)
      }
    }
  }

  private static func schemeEnd(_ url: String.UTF8View) -> String.Index? {
    guard let first = url.first, first.isLetter else { return nil }
    for index in url.indices {
      let byte = url[index]
      if byte == ASCII.colon { return index }
      guard byte.isLetter || byte.isDigit || "+-.".utf8.contains(byte) else { return nil }
    }
    return nil
  }

  /// A path with its `.` and `..` followed; query and fragment stay.
  private static func withoutDots(_ reference: some StringProtocol) -> String {
    let end = reference.firstIndex { $0 == "?" || $0 == "#" } ?? reference.endIndex
    let path = reference[..<end]
    guard path.contains("./") || path.hasSuffix("/.") || path.hasSuffix("/..") else { return String(reference) }
    var segments: [Substring] = []
    let parts = String(path).split(separator: "/", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      switch part {
      case ".": if index == parts.count - 1 { segments.append("") }
      case "..":
        if segments.count > 1 { segments.removeLast() }
        if index == parts.count - 1 { segments.append("") }
      default: segments.append(part)
      }
    }
    return segments.joined(separator: "/") + reference[end...]
  }
}
