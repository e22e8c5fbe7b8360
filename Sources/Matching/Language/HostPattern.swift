/// A pattern over host names, in which `*` stands for anything and case does not count.
package struct HostPattern: Sendable, Equatable {
  private let literals: [[UInt8]]

  /// Reads a pattern such as `*.blogspot.com`.
  package init(_ pattern: String) {
    literals = Array(pattern.lowercased().utf8)
      .split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
      .map(Array.init)
  }

  /// Whether the pattern covers the whole of a host name. `*.x.org` does not cover `x.org`.
  package func covers(_ host: String) -> Bool {
    guard let head = literals.first, let tail = literals.last else { return false }
    let host = Array(host.lowercased().utf8)
    if literals.count == 1 { return host == head }
    guard host.count >= head.count + tail.count, host.starts(with: head), host.suffix(tail.count) == tail[...] else {
      return false
    }
    var rest = host[head.count..<(host.count - tail.count)]
    for literal in literals.dropFirst().dropLast() {
      guard
        let found = rest.indices.first(where: { rest[$0...].starts(with: literal) })
          ?? (literal.isEmpty ? rest.startIndex : nil)
      else { return false }
      rest = rest[(found + literal.count)...]
    }
    return true
  }
}
