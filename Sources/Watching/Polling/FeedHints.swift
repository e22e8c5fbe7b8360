import FeedParsing
import FoundationEssentials

/// What a feed's document says of its own rhythm, kept between polls as one line of text.
struct FeedHints: Equatable {
  /// How long the feed asks to be left alone between two polls, in seconds.
  var period: TimeInterval?
  /// The hours (0 to 23, GMT) in which it asks not to be read.
  var skipHours: Set<Int> = []
  /// The days (0 is Sunday) in which it asks not to be read.
  var skipDays: Set<Int> = []

  /// Hints of a feed that says nothing.
  init() {}

  /// The hints of a document: `ttl`, else `sy:updatePeriod` (RSS 1.0 syndication module: daily unless said otherwise,
  /// once unless `sy:updateFrequency` says more), and the skipped hours and days of RSS 2.0.
  init(_ document: FeedDocument) {
    if let ttl = document.ttlMinutes, ttl > 0 {
      period = TimeInterval(ttl) * 60
    } else if document.updatePeriod != nil || document.updateFrequency != nil {
      let seconds = Self.periods[document.updatePeriod?.lowercased() ?? "daily"] ?? 86_400
      period = seconds / TimeInterval(max(document.updateFrequency ?? 1, 1))
    }
    skipHours = Set(document.skipHours.map { $0 % 24 })
    skipDays = Set(document.skipDays.compactMap { day in Self.days.firstIndex { day.lowercased().hasPrefix($0) } })
  }

  private static let periods: [String: TimeInterval] = [
    "always": 3_600, "hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000,
  ]
  private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
}

extension FeedHints {
  /// Reads what `notes` wrote; what cannot be read counts as unsaid.
  init(notes: Data?) {
    for field in String(decoding: notes ?? Data(), as: UTF8.self).split(separator: " ") {
      let parts = field.split(separator: "=")
      guard parts.count == 2 else { continue }
      let numbers = parts[1].split(separator: ",").compactMap { Int($0) }
      switch parts[0] {
      case "period": period = numbers.first.map(TimeInterval.init)
      case "skip-hours": skipHours = Set(numbers)
      case "skip-days": skipDays = Set(numbers)
      default: continue
      }
    }
  }

  /// The hints as one line, nil when there are none.
  var notes: Data? {
    var fields: [String] = []
    if let period { fields.append("period=\(Int(period))") }
    if !skipHours.isEmpty { fields.append("skip-hours=" + Self.list(skipHours)) }
    if !skipDays.isEmpty { fields.append("skip-days=" + Self.list(skipDays)) }
    return fields.isEmpty ? nil : Data(fields.joined(separator: " ").utf8)
  }

  private static func list(_ numbers: Set<Int>) -> String {
    numbers.sorted().map(String.init).joined(separator: ",")
  }
}
