import FeedParsing
import FoundationEssentials

/// How long an answer says it stays fresh (RFC 9111), in seconds: what `Cache-Control`, `Expires`, `Date` and `Age` amount to.
struct Freshness {
  /// The remaining lifetime in seconds, never negative; nil when the answer says nothing.
  let lifetime: TimeInterval?

  /// Reads the header values of one answer. `max-age` wins over `Expires`; `s-maxage` is for shared caches and ignored.
  /// What a cache on the way kept it for (`Age`) is gone by.
  init(cacheControl: String?, expires: String?, date: String?, age: String?, now: Date) {
    let whole: TimeInterval
    if let seconds = Self.maxAge(cacheControl) {
      whole = seconds
    } else if let expires, Self.mayBeDate(expires), let end = FeedDate.parse(expires) {
      whole = end.timeIntervalSince(date.flatMap { FeedDate.parse($0) } ?? now)
    } else {
      lifetime = nil
      return
    }
    let age = age.map(\.trimmingASCIISpace) ?? ""
    lifetime = max(0, whole - (age.allSatisfy(\.isASCIIDigit) ? TimeInterval(age) ?? 0 : 0))
  }

  /// No date of HTTP begins with a digit. Feeds' may: to them `3600` is a year.
  private static func mayBeDate(_ text: String) -> Bool { text.trimmingASCIISpace.first?.isASCIIDigit == false }

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
