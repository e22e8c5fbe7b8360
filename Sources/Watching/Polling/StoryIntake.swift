import Archive
import FeedParsing
import FoundationEssentials
import Matching

/// The stories of one poll on their way in: which are new, which were edited, which alert.
struct StoryIntake {
  let archive: Archive
  let watchlists: WatchlistSet
  let events: EventWriter
  let firstPoll: FirstPoll

  /// What a document's stories came to.
  struct Result {
    /// The stories to keep: new and edited ones.
    var stories: [StoryRecord] = []
    /// Their alerts.
    var alerts: [OutgoingEvent] = []
    /// Those that are not to be sent: of stories that were there before the watch began, or alerted under another id.
    var withheld: [WithheldAlert] = []
    /// The keys of all stories of the document.
    var keys: [StoryKey] = []
    /// How many stories were known already, under this or another id.
    var known = 0
    /// When each new one says that it was published.
    var new: [Date?] = []
  }

  /// Takes in the stories of a feed's document, and of the pages before it if they were read.
  func take(_ pages: [[Story]], of history: FeedHistory, now: Date) async throws(ArchiveError) -> Result {
    let feed = history.feed
    var stories = pages.count == 1 ? pages[0] : pages.flatMap(\.self)
    if let language = feed.language {
      for index in stories.indices where stories[index].language == nil { stories[index].language = language }
    }
    var identities = pages.flatMap { StoryIdentity.identities(of: $0) }
    let fingerprints = stories.map { Fingerprint.of($0.title, $0.summary, $0.contentText) }
    var keys = identities.map(\.key)
    var known = try await archive.knownStories(feed: feed.id, keys: keys)
    let former = try await lookBack(
      on: stories, of: history, identities: &identities, keys: &keys, known: &known, fingerprints: fingerprints)
    var result = Result(keys: keys)
    let eventFeed = history.eventFeed
    let began = history.firstPollBegan(now: now)
    let scratch = MatchScratch()
    var taken: Set<StoryKey> = []
    for index in stories.indices where taken.insert(keys[index]).inserted {
      let story = stories[index]
      let key = keys[index]
      let before = known[key]
      if before != nil || former[index] != nil { result.known += 1 }
      guard before?.fingerprint != fingerprints[index] else { continue }
      var findings: [WatchlistSet.Finding] = []
      if let former = former[index] {
        result.withheld += try await alertsSent(about: former, as: identities[index], of: feed.id)
      } else {
        findings = watchlists.findings(in: story, of: eventFeed, selected: feed.watchlists, scratch: scratch)
      }
      if before == nil, let began, !firstPoll.wants(story, began: began, now: now) {
        result.withheld += findings.map {
          withheld(watchlist: $0.watchlist.id, identities[index], of: feed.id, revision: 0)
        }
        findings = []
      }
      if !findings.isEmpty {
        let alerted = EventWriter.AlertedStory(
          story: story, identity: identities[index], feed: eventFeed, seen: before?.seen ?? now)
        let sent = before == nil ? [] : try await archive.emissions(feed: feed.id, story: key)
        result.alerts += alerts(of: findings, about: alerted, sent: sent, now: now)
      }
      if before == nil, former[index] == nil {
        result.new.append(story.published ?? story.updated)
      }
      result.stories.append(
        StoryRecord(
          story, feed: feed.id, key: key, fingerprint: fingerprints[index], seen: now, keepsText: !findings.isEmpty))
    }
    return result
  }

  /// The alerts that findings are worth, after those that were sent about the story.
  private func alerts(
    of findings: [WatchlistSet.Finding], about story: EventWriter.AlertedStory, sent: [Emission], now: Date
  ) -> [OutgoingEvent] {
    findings.compactMap { finding in
      let watchlist = finding.watchlist
      guard watchlist.onUpdate == .alert || !sent.contains(where: { $0.watchlist == watchlist.id }) else { return nil }
      return events.alert(finding, story: story, revision: Self.revision(of: watchlist, sent: sent), now: now)
    }
  }

  /// The revision that an alert counts as. Without the watchlist's wish to hear of edits it is always the first, of which
  /// the archive sends one only.
  private static func revision(of watchlist: WatchlistEntry, sent: [Emission]) -> Int {
    guard watchlist.onUpdate == .alert else { return 0 }
    return (sent.filter { $0.watchlist == watchlist.id }.map(\.revision).max() ?? -1) + 1
  }

  /// Looks for stories that the publisher's id alone makes look new or edited: gives them the identity that they had,
  /// and returns the keys that they had under another id, by their indices.
  private func lookBack(
    on stories: [Story], of history: FeedHistory, identities: inout [StoryIdentity], keys: inout [StoryKey],
    known: inout [StoryKey: SeenStory], fingerprints: [UInt64]
  ) async throws(ArchiveError) -> [Int: Set<StoryKey>] {
    let doubtful = stories.indices.filter { known[keys[$0]]?.fingerprint != fingerprints[$0] }
    guard !doubtful.isEmpty, !history.isUnread else { return [:] }
    let former = FormerStories(
      try await archive.relatedStories(
        feed: history.feed.id, fingerprints: Set(doubtful.map { fingerprints[$0] }),
        publisherIDs: Set(doubtful.map { stories[$0].id })))
    for index in doubtful where identities[index] == .plain(stories[index]) {
      identities[index] = former.identity(of: stories[index], isKnown: known[keys[index]] != nil)
      keys[index] = identities[index].key
    }
    known.merge(try await archive.knownStories(feed: history.feed.id, keys: doubtful.map { keys[$0] })) { $1 }
    let unknown = doubtful.filter { known[keys[$0]] == nil }
    return former.formerKeys(of: stories, at: unknown, keys: keys, fingerprints: fingerprints)
  }

  /// The alerts about a story under the ids that it had, as alerts under the one that it has.
  private func alertsSent(
    about former: Set<StoryKey>, as identity: StoryIdentity, of feed: String
  ) async throws(ArchiveError) -> [WithheldAlert] {
    var alerts: [WithheldAlert] = []
    for key in former {
      for emission in try await archive.emissions(feed: feed, story: key) {
        guard let watchlist = emission.watchlist else { continue }
        alerts.append(withheld(watchlist: watchlist, identity, of: feed, revision: emission.revision))
      }
    }
    return alerts
  }

  private func withheld(
    watchlist: String, _ identity: StoryIdentity, of feed: String, revision: Int
  ) -> WithheldAlert {
    WithheldAlert(
      id: EventWriter.alertID(watchlist: watchlist, story: identity, of: feed, revision: revision),
      watchlist: watchlist, story: identity.key, revision: revision)
  }
}

extension FirstPoll {
  /// Whether a story that is new to us may alert while the first poll goes on, which takes several documents where the
  /// first ones are incomplete.
  ///
  /// A story that says it was published since the first of them may always. One without a date may, but under `none` only
  /// after a day: it was probably there before, but a feed that never sends a whole document is not to be silenced.
  func wants(_ story: Story, began: Date, now: Date) -> Bool {
    let date = story.published ?? story.updated
    if let date, date > began, now > began { return true }
    switch self {
    case .all: return true
    case .none: return date == nil && now.timeIntervalSince(began) >= Self.longestDoubt
    case .age(let age): return date.map { began.timeIntervalSince($0) <= age.seconds } ?? true
    }
  }

  private static let longestDoubt: TimeInterval = 86_400
}

extension StoryRecord {
  init(_ story: Story, feed: String, key: StoryKey, fingerprint: UInt64, seen: Date, keepsText: Bool) {
    self.init(
      key: key, feed: feed, publisherID: story.id, url: story.url, title: story.title, published: story.published,
      seen: seen, fingerprint: fingerprint,
      text: keepsText ? StoredText(title: story.title, summary: story.summary, content: story.contentText) : nil)
  }
}
