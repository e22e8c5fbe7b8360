import FoundationEssentials

/// A domain that asked to be left alone, and until when.
struct HeldDomain: Equatable {
  var domain: String
  var until: Date

  /// By how much a clock may be put back, in seconds, before the times that it showed are no longer believed. Who waits
  /// for them asks nobody too early.
  static let slightError: TimeInterval = 86_400

  /// Whether it is to be left alone at `now`. Further ahead than any refusal is believed lies only what a clock wrote
  /// that was wrong.
  func isInForce(at now: Date) -> Bool {
    until > now && until.timeIntervalSince(now) < NextPoll.longestRefusal + Self.slightError
  }
}
