import FeedParsing
import FoundationEssentials

/// How long an answer says it stays fresh (RFC 9111), in seconds: what `Cache-Control`, `Expires` and `Date` amount to.
struct Freshness {
  /// The remaining lifetime in seconds, never negative; nil when the answer says nothing.
  let lifetime: TimeInterval?

  /// Reads the header values of one answer. `max-age` wins over `Expires`; `s-maxage` is for shared caches and ignored.
  init(cacheControl: String?, expires: String?, date: String?, now: Date) {
    if let seconds = Self.maxAge(cacheControl) {
      lifetime = seconds
    } else if let expires, let end = FeedDate.parse(expires) {
      let start = date.flatMap { FeedDate.parse($0) } ?? now
      lifetime = max(0, end.timeIntervalSince(start))
    } else {
      lifetime = nil
    }
  }

  /// The value of the `max-age` directive: any case, spaces and quotes allowed, an overflow counts as 2^31
  /// (RFC 9111 section 1.2.2).
  static func maxAge(_ cacheControl: String?) -> TimeInterval? {
    for directive in (cacheControl ?? "").split(separator: ",") {
      let parts = directive.split(separator: "=", maxSplits: 1).map { $0.trimmingASCIISpace }
      guard parts.count == 2, parts[0].lowercased() == "max-age" else { continue }
      let digits = parts[1].trimmingPrefix("\"").prefix(while: \.isASCIIDigit)
      guard !digits.isEmpty else { continue }
      return TimeInterval(min(Int(digits) ?? Int.max, 1 << 31))
    }
    return nil
  }
}

/// How long a server asks to be left alone: `Retry-After` in both its forms (RFC 9110 section 10.2.3).
enum RetryAfter {
  /// The wait in seconds, clamped to 0 through 30 days since servers send negative and absurd values; nil when absent
  /// or unreadable. A date counts from the answer's own `Date`, so that a wrong clock on either side does no harm.
  static func seconds(_ value: String?, date: String?, now: Date) -> TimeInterval? {
    guard let text = value?.trimmingASCIISpace, !text.isEmpty else { return nil }
    let longest = NextPoll.longestRefusal
    if text.allSatisfy(\.isASCIIDigit) { return min(Double(text) ?? longest, longest) }
    if text.first == "-", text.dropFirst().allSatisfy(\.isASCIIDigit) { return 0 }
    guard let end = FeedDate.parse(text) else { return nil }
    return min(max(0, end.timeIntervalSince(date.flatMap { FeedDate.parse($0) } ?? now)), longest)
  }
}

extension Character {
  var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension StringProtocol {
  var trimmingASCIISpace: String {
    var rest = self[...]
    while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return String(rest)
  }

  func trimmingPrefix(_ prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : String(self) }
}
