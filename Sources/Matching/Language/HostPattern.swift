/// A pattern over host names, in which `*` stands for anything and case does not count.
package struct HostPattern: Sendable, Equatable, CustomStringConvertible {
  /// The pattern in lower case.
  package let description: String

  /// Reads a pattern such as `*.blogspot.com`.
  package init(_ pattern: String) {
    description = pattern.lowercased()
  }

  /// Whether the pattern covers the whole of a host name. `*.x.org` does not cover `x.org`.
  package func covers(_ host: String) -> Bool {
    let pattern = Array(description.utf8)
    let host = Array(host.lowercased().utf8)
    var (p, h) = (0, 0)
    // Where the last star stood, and how much of the host it has taken so far.
    var retry: (pattern: Int, host: Int)?
    while h < host.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        retry = (p + 1, h)
        p += 1
      } else if p < pattern.count, pattern[p] == host[h] {
        (p, h) = (p + 1, h + 1)
      } else if let last = retry {
        retry = (last.pattern, last.host + 1)
        (p, h) = (last.pattern, last.host + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// What keeps a text from being a pattern over hosts, if anything does.
  static func problem(in pattern: String) -> String? {
    let advice = "write a host alone, as in www.example.org or *.example.org"
    if pattern.isEmpty { return "the host pattern is empty; \(advice)" }
    if let mark = pattern.first(where: { "/:?#@ ".contains($0) }) {
      return "`\(pattern)` is not a host pattern, which holds no `\(mark)`; \(advice)"
    }
    return nil
  }
}
