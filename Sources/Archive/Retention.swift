import FoundationEssentials

/// How long the database remembers.
package struct Retention: Sendable, Equatable {
  /// Stories that no document has carried since then may be forgotten, together with the events they raised.
  package var storiesBefore: Date
  /// The texts of stories first seen before then may be forgotten.
  package var textsBefore: Date
  /// The size beyond which the oldest texts are forgotten earlier, in bytes.
  package var maximumBytes: Int?

  /// The limits, all of which hold.
  package init(storiesBefore: Date, textsBefore: Date, maximumBytes: Int? = nil) {
    self.storiesBefore = storiesBefore
    self.textsBefore = textsBefore
    self.maximumBytes = maximumBytes
  }
}
