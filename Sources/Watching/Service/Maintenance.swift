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
    states.rename(try await renameFeeds(feeds, states: states))
    return states
  }

  /// Gives what is remembered of feeds to those that only have another id now, so that they repeat nothing. Returns the
  /// new ids by the old ones.
  func renameFeeds(_ feeds: [FeedSource], states: [String: FeedState]) async throws(ArchiveError) -> [String: String] {
    let names = Self.renames(to: feeds, of: states)
    if !names.isEmpty { try await archive.renameFeeds(names) }
    return names
  }

  /// A feed that is not known takes the place of one that is configured no more and has the same address.
  static func renames(to feeds: [FeedSource], of states: [String: FeedState]) -> [String: String] {
    let unknown = feeds.filter { states[$0.id] == nil }
    guard !unknown.isEmpty else { return [:] }
    let configured = Set(feeds.map(\.id))
    var former: [String: FeedState] = [:]
    for state in states.values where !configured.contains(state.feed) {
      if let other = former[state.url], other.isFresher(than: state) { continue }
      former[state.url] = state
    }
    var names: [String: String] = [:]
    for feed in unknown {
      if let state = former.removeValue(forKey: feed.displayURL) { names[state.feed] = feed.id }
    }
    return names
  }

  // MARK: The database

  /// Forgets what is older than the configuration wants, once a day, and takes note of how far the log is written, so
  /// that a rotation during a pause leaves nothing in doubt.
  func tidy(_ retention: RetentionSettings, now: Date) async throws(ArchiveError) {
    try await archive.settle()
    if let last = try await archive.lastPruned(), Self.isRecent(last, now: now) { return }
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
    for (old, new) in names {
      guard var state = removeValue(forKey: old) else { continue }
      state.feed = new
      self[new] = state
    }
  }
}

extension FeedState {
  fileprivate func isFresher(than other: FeedState) -> Bool {
    (lastPolled ?? .distantPast) > (other.lastPolled ?? .distantPast)
  }
}
