import FoundationEssentials
import Synchronization

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

/// The domains that are to be left alone. A loop's polls that are under way share them with it.
final class HeldDomains: Sendable {
  private let ends = Mutex<[String: Date]>([:])

  /// Has a domain left alone, no shorter than before.
  func add(_ held: HeldDomain) {
    ends.withLock { $0[held.domain] = max($0[held.domain] ?? held.until, held.until) }
  }

  /// Whether a domain is to be left alone at `now`.
  func contains(_ domain: String?, at now: Date) -> Bool { end(of: domain).map { $0 > now } == true }

  /// Until when a domain is to be left alone, nil if nothing is known of that.
  func end(of domain: String?) -> Date? { domain.flatMap { domain in ends.withLock { $0[domain] } } }

  /// Until when a feed is not asked as redirects have led it to such a domain: once a day they may say otherwise.
  /// - Parameter asked: When it was asked last.
  func end(ofLanding domain: String?, asked: Date?) -> Date? {
    end(of: domain).map { min($0, (asked ?? $0).addingTimeInterval(Self.longestTrust)) }
  }

  /// How long redirects are believed to lead where they did, in seconds.
  static let longestTrust: TimeInterval = 86_400

  var isEmpty: Bool { ends.withLock(\.isEmpty) }

  /// Forgets all.
  func removeAll() { ends.withLock { $0 = [:] } }
}
