import FeedParsing
import FoundationEssentials

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
