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
