import Archive
import FoundationEssentials

// What a feed's state means for its next poll.
extension FeedState {
  /// Whether the server has called the feed gone so often that it is asked no more until its list entry changes.
  func isGone(_ feed: FeedSource) -> Bool {
    guard status == 410 else { return false }
    let memory = FeedMemory(notes: notes)
    return memory.timesGone >= FeedHistory.failuresBeforeReport
      && memory.goneEntry.map { $0 == feed.entryFingerprint } != false
  }

  /// Until when the server forbids to ask for the feed, nil unless its last answer did.
  var forbiddenUntil: Date? { failures > 0 && status == 410 ? nextDue : refusedUntil }

  /// Until when the server asked to be left alone, nil unless its last answer was such a refusal.
  var refusedUntil: Date? { failures > 0 && (status == 429 || status == 503) ? nextDue : nil }

  /// The domain that asked to be left alone, if the last answer was such a refusal.
  var refusingDomain: String? {
    refusedUntil == nil ? nil : FeedMemory(notes: notes).refuser ?? FeedSource.domain(of: url)
  }

  /// The domains that are to be left alone after what the feed's last polls met.
  func heldDomains(at now: Date) -> [HeldDomain] {
    var held: [HeldDomain] = []
    if let until = refusedUntil, until > now, let domain = refusingDomain {
      held.append(HeldDomain(domain: domain, until: until))
    }
    if let other = FeedMemory.held(in: notes), other.isInForce(at: now) { held.append(other) }
    return held
  }

  /// The state as far as its times can be believed at `now`: a poll well ahead of it was timed by a clock that was wrong,
  /// and the feed would wait until that clock's time has come.
  consuming func asOf(_ now: Date) -> FeedState {
    guard let lastPolled, lastPolled.timeIntervalSince(now) > 300 else { return self }
    var state = self
    state.lastPolled = nil
    state.nextDue = nil
    return state
  }

  /// The state as far as it belongs to the feed as configured now. What a server said belongs to the URL that it said
  /// it of, however that is spelt; a new URL is due at once, unless the server has just asked to be left alone.
  consuming func belonging(to feed: FeedSource) -> FeedState {
    // The first comparison mostly spares the second, which has to look for a user name.
    guard url != feed.url, url != feed.displayURL,
      FeedAddress.identity(ofShown: url) != FeedAddress.identity(ofShown: feed.displayURL)
    else { return self }
    let refuser = refusingDomain
    var state = self
    state.url = feed.displayURL
    state.etag = nil
    state.lastModified = nil
    state.bodyHash = nil
    state.lastComplete = nil
    state.notes = nil
    if refuser == nil || feed.domain != refuser { state.nextDue = nil }
    return state
  }
}
