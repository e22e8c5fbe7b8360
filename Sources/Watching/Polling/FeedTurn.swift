import Archive
import Fetching
import FoundationEssentials

/// A feed whose turn it is to be polled, and what is remembered of it.
final class FeedTurn: Sendable {
  /// The feed's number in the roster.
  let number: Int
  let source: FeedSource
  let state: FeedState
  /// What the notes of `state` say.
  let memory: FeedMemory
  /// Whether the next feed of its domain is on the same host.
  let isFollowed: Bool

  init(number: Int = 0, _ source: FeedSource, _ state: FeedState, followedBy next: String? = nil) {
    self.number = number
    self.source = source
    self.state = state
    memory = FeedMemory(notes: state.notes)
    isFollowed = next.map { URLHost.of($0) == URLHost.of(source.url) } ?? false
  }

  /// The address to ask: the configured one, or where it moved for good.
  func address(at now: Date) -> String { memory.address(insteadOf: source.url, at: now) }

  /// What the last answer gave to make a request conditional on.
  var validators: Validators { Validators(etag: state.etag, lastModified: state.lastModified) }

  /// Whether to ask for the feed in full although validators are known.
  ///
  /// Some servers answer 304 to any validator, and a delta may leave out too much. So it is after eight days without a
  /// whole document, at most once a day, unless the feed's host is exempt.
  func isRefresh(at now: Date, _ rule: HostRules.Refresh) -> Bool {
    guard rule == .weekly, validators != .none, let whole = state.lastComplete ?? state.firstPolled,
      now.timeIntervalSince(whole) > Self.refreshAge
    else { return false }
    return memory.refreshed.map { now.timeIntervalSince($0) >= 86_400 } ?? true
  }

  private static let refreshAge: TimeInterval = 8 * 86_400
}
