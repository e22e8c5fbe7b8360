import FeedParsing
import FoundationEssentials

/// How long a server asks to be left alone: `Retry-After` in both its forms, and no other (RFC 9110 section 10.2.3).
enum RetryAfter {
  /// The wait in seconds, clamped to 0 through 30 days since servers send negative and absurd values; nil when absent
  /// or unreadable. A date counts from the answer's own `Date`, so that a wrong clock on either side does no harm.
  static func seconds(_ value: String?, date: String?, now: Date) -> TimeInterval? {
    guard let text = value?.trimmingASCIISpace, !text.isEmpty else { return nil }
    let longest = NextPoll.longestRefusal
    if text.allSatisfy(\.isASCIIDigit) { return min(Double(text) ?? longest, longest) }
    if text.first == "-", text.dropFirst().allSatisfy(\.isASCIIDigit) { return 0 }
    guard isHTTPDate(text), let end = FeedDate.parse(text) else { return nil }
    return min(max(0, end.timeIntervalSince(date.flatMap { FeedDate.parse($0) } ?? now)), longest)
  }

  /// Whether a text has one of the three forms of a date in HTTP (RFC 9110 section 5.6.7). Feeds' dates are read more
  /// leniently: `3600.5` would be a month of the year 3600.
  private static func isHTTPDate(_ text: String) -> Bool {
    let shape = text.map { $0.isASCIIDigit ? "0" : $0.isASCII && $0.isLetter ? "a" : $0 }
    let behindDay = String(shape.drop { $0 == "a" })
    return shape.first == "a"
      && [", 00 aaa 0000 00:00:00 aaa", ", 00-aaa-00 00:00:00 aaa", " aaa 00 00:00:00 0000", " aaa  0 00:00:00 0000"]
        .contains(behindDay)
  }
}
