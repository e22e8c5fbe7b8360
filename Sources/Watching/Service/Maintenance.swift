import Archive
import FoundationEssentials

/// Keeps the database and the alert log in order between polls.
struct Maintenance {
  private let archive: Archive

  init(_ archive: Archive) {
    self.archive = archive
  }

  // MARK: Feeds

  /// What is remembered of each feed, under the ids that the feeds have now.
  func states(for feeds: [FeedSource]) async throws(ArchiveError) -> [String: FeedState] {
    var states = try await archive.feedStates()
    let names = Self.renames(to: feeds, of: states)
    if !names.isEmpty { states.rename(try await archive.renameFeeds(names)) }
    return states
  }

  /// The new ids of feeds that only have another id now, by their old ones; what is remembered of them is to stay with
  /// them, so that they repeat nothing.
  ///
  /// The address tells: a feed that is not known takes the place of one that had its address and is configured no more,
  /// or with another address. A feed that is known does so only if what is remembered of it goes to another, as when
  /// two feeds exchange their ids; otherwise it has moved, and keeps its memory. Another spelling is no other address,
  /// nor is https for http.
  static func renames(to feeds: [FeedSource], of states: [String: FeedState]) -> [String: String] {
    // The first comparison mostly spares the second, which has to look for a user name.
    let isNews = feeds.indices.contains { index in
      guard let url = states[feeds[index].id]?.url else { return true }
      return url != feeds[index].url && url != feeds[index].displayURL
    }
    guard isNews else { return [:] }
    let addresses = Dictionary(feeds.map { ($0.id, $0.displayURL) }) { first, _ in first }
    var former: [String: FeedState] = [:]
    for state in states.values where !areOnePlace(addresses[state.feed], state.url) {
      let place = FeedAddress.place(of: state.url)
      if let other = former[place], !state.isFresher(than: other) { continue }
      former[place] = state
    }
    // At a first start all feeds are news, and none was there before.
    if former.isEmpty { return [:] }
    var names: [String: String] = [:]
    for feed in feeds where !areOnePlace(states[feed.id]?.url, feed.displayURL) {
      if let state = former.removeValue(forKey: FeedAddress.place(of: feed.displayURL)) { names[state.feed] = feed.id }
    }
    while let stays = names.first(where: { states[$0.value] != nil && names[$0.value] == nil }) {
      names[stays.key] = nil
    }
    return names
  }

  private static func areOnePlace(_ one: String?, _ other: String) -> Bool {
    one == other || one.map(FeedAddress.place) == FeedAddress.place(of: other)
  }

  // MARK: The database

  /// Forgets what is older than the configuration wants, once a day, and takes note of how far the log is written, so
  /// that a rotation during a pause leaves nothing in doubt.
  func tidy(_ retention: RetentionSettings, now: Date) async throws(ArchiveError) {
    try await archive.settle()
    guard let last = try await archive.lastPruned() else {
      // Nothing in a database of today is old.
      return try await archive.postponePruning(at: now)
    }
    if Self.isRecent(last, now: now) { return }
    try await archive.prune(
      Retention(
        storiesBefore: now.addingTimeInterval(-retention.stories.seconds),
        textsBefore: now.addingTimeInterval(-retention.texts.seconds), maximumBytes: retention.size.bytes),
      at: now)
  }

  /// A time in the future comes from a clock that was wrong.
  private static func isRecent(_ last: Date, now: Date) -> Bool {
    (0..<86_400).contains(now.timeIntervalSince(last))
  }

  // MARK: The log

  /// Begins a new log when the present one has grown to the size that the settings name, and removes the oldest.
  /// Returns those that cannot be removed, each once.
  func rotateLog(_ settings: RotationSettings?, now: Date) async throws(ArchiveError) -> [UnremovableLog] {
    guard let settings, await archive.logSize >= settings.size.bytes else { return [] }
    return try await archive.rotateLog(keep: settings.keep, now: now)
  }
}

extension [String: FeedState] {
  /// Moves states from old to new ids.
  mutating func rename(_ names: [String: String]) {
    // All leave before the first arrives: two feeds may exchange their ids.
    let moved = names.compactMap { old, new in removeValue(forKey: old).map { (new, $0) } }
    for (new, state) in moved {
      self[new] = state
      self[new]?.feed = new
    }
  }
}

extension FeedState {
  fileprivate func isFresher(than other: FeedState) -> Bool {
    (lastPolled ?? .distantPast, other.feed) > (other.lastPolled ?? .distantPast, feed)
  }
}
