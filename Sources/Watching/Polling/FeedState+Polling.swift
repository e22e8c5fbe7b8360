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

  /// The domains that the feed's last poll asked, each with the latest time at which it may have done so, if that was so
  /// many seconds ago at most. Where a redirect led, it may have stood in line for so many more.
  func starts(
    within seconds: TimeInterval, of now: Date, inLine line: TimeInterval
  ) -> [(domain: String, time: Date)] {
    guard let last = lastPolled, last <= now, now.timeIntervalSince(last) < line + seconds else { return [] }
    let memory = FeedMemory(directionsIn: notes)
    let home = FeedSource.domain(of: memory.address(insteadOf: url, at: last))
    let starts = [(home, last), (memory.landing, min(last.addingTimeInterval(line), now))]
    return starts.compactMap { domain, time in domain.map { ($0, time) } }
  }

  /// Whether the last poll was timed by a clock that was ahead of the one that shows `now`.
  func isAhead(of now: Date, by seconds: TimeInterval = 300) -> Bool {
    lastPolled.map { $0.timeIntervalSince(now) > seconds } == true
  }

  /// The state as far as its times can be believed at `now`: a poll well ahead of it was timed by a clock that was wrong,
  /// and the feed would wait until that clock's time has come.
  ///
  /// What a refusal forbids stays forbidden. One of a clock that was far ahead lasts from now on for as long as it was
  /// to; it is then dated `now`, and to be kept so.
  consuming func asOf(_ now: Date) -> FeedState {
    guard isAhead(of: now), let lastPolled else { return self }
    let (refusedUntil, held) = (refusedUntil, FeedMemory.held(in: notes))
    let isFarAhead = isAhead(of: now, by: HeldDomain.slightError)
    var state = self
    state.lastPolled = nil
    state.nextDue = refusedUntil
    guard isFarAhead else { return state }
    func moved(_ until: Date) -> Date {
      now.addingTimeInterval(min(until.timeIntervalSince(lastPolled), NextPoll.longestRefusal))
    }
    state.nextDue = refusedUntil.map(moved)
    if let held {
      var memory = FeedMemory(notes: state.notes)
      memory.held = HeldDomain(domain: held.domain, until: moved(held.until))
      state.notes = memory.notes
      state.lastPolled = now
    }
    if state.nextDue != nil { state.lastPolled = now }
    return state
  }

  /// The state as far as it belongs to the feed as configured now. What a server said belongs to the URL that it said
  /// it of, however that is spelt; a new URL is due at once, unless the server has just asked to be left alone. That a
  /// domain did so counts on: what is remembered of the feed may be all that says it.
  consuming func belonging(to feed: FeedSource) -> FeedState {
    // The first comparison mostly spares the second, which has to look for a user name.
    guard url != feed.url, url != feed.displayURL,
      FeedAddress.identity(ofShown: url) != FeedAddress.identity(ofShown: feed.displayURL)
    else { return self }
    let (refuser, refusedUntil) = (refusingDomain, refusedUntil)
    var held = [FeedMemory.held(in: notes)].compactMap(\.self)
    if let refuser, let refusedUntil, refuser != feed.domain {
      held.append(HeldDomain(domain: refuser, until: refusedUntil))
    }
    var state = self
    state.url = feed.displayURL
    state.etag = nil
    state.lastModified = nil
    state.bodyHash = nil
    state.lastComplete = nil
    var memory = FeedMemory()
    // There is room for one.
    memory.held = held.max { $0.until < $1.until }
    state.notes = memory.notes
    if refuser == nil || feed.domain != refuser { state.nextDue = nil }
    return state
  }
}
