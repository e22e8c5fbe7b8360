import FoundationEssentials

/// Dates in all the forms that feeds and HTTP headers use.
package enum FeedDate {
  /// The moment that a text names, nil when it names none.
  package static func parse(_ text: String) -> Date? {
    DateParser.date(text.utf8.span)
  }
}
