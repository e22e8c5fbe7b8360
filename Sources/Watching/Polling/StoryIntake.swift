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
    let identities = pages.flatMap { StoryIdentity.identities(of: $0) }
    var result = Result(keys: identities.map(\.key))
    let known = try await archive.knownStories(feed: feed.id, keys: result.keys)
    let fingerprints = stories.map { Fingerprint.of($0.title, $0.summary, $0.contentText) }
    let renamed = try await renamedStories(stories, result.keys, fingerprints, known: known, history)
    let eventFeed = history.eventFeed
    let scratch = MatchScratch()
    var taken: Set<StoryKey> = []
    for index in stories.indices where taken.insert(result.keys[index]).inserted {
      let story = stories[index]
      let key = result.keys[index]
      let before = known[key]
      if before != nil || renamed.contains(index) { result.known += 1 }
      guard before?.fingerprint != fingerprints[index] else { continue }
      var findings: [WatchlistSet.Finding] = []
      if !renamed.contains(index), firstPoll.wants(story, isFirstPoll: history.isFirstPoll, now: now) {
        findings = watchlists.findings(in: story, of: eventFeed, selected: feed.watchlists, scratch: scratch)
      }
      if !findings.isEmpty {
        let alerted = EventWriter.AlertedStory(
          story: story, identity: identities[index], feed: eventFeed, seen: before?.seen ?? now)
        let sent = before == nil ? [] : try await archive.emissions(feed: feed.id, story: key)
        let news = findings.filter { finding in
          finding.watchlist.onUpdate == .alert || !sent.contains { $0.watchlist == finding.watchlist.id }
        }
        result.alerts += news.map { finding in
          let revision = Self.revision(of: finding.watchlist, sent: sent)
          return events.alert(finding, story: alerted, revision: revision, now: now)
        }
      }
      if before == nil, !renamed.contains(index) {
        result.new.append(story.published ?? story.updated)
      }
      result.stories.append(
        StoryRecord(
          story, feed: feed.id, key: key, fingerprint: fingerprints[index], seen: now, keepsText: !findings.isEmpty))
    }
    return result
  }

  /// The revision that an alert counts as. Without the watchlist's wish to hear of edits it is always the first, of which
  /// the archive sends one only.
  private static func revision(of watchlist: WatchlistEntry, sent: [Emission]) -> Int {
    guard watchlist.onUpdate == .alert else { return 0 }
    return (sent.filter { $0.watchlist == watchlist.id }.map(\.revision).max() ?? -1) + 1
  }

  /// The indices of stories that only their publisher's id makes look new: the same link and the same text are known
  /// under another id. A link that several stories of the document share says nothing: then the text decides alone.
  private func renamedStories(
    _ stories: [Story], _ keys: [StoryKey], _ fingerprints: [UInt64], known: [StoryKey: SeenStory],
    _ history: FeedHistory
  ) async throws(ArchiveError) -> Set<Int> {
    let unknown = stories.indices.filter { known[keys[$0]] == nil && stories[$0].url != nil }
    guard !unknown.isEmpty, !history.isFirstPoll else { return [] }
    let related = try await archive.relatedStories(
      feed: history.feed.id, fingerprints: Set(unknown.map { fingerprints[$0] }))
    guard !related.isEmpty else { return [] }
    let present = Set(keys)
    let former = related.filter { !present.contains($0.key) }
    let texts = Set(former.map(\.fingerprint))
    let linkedTexts = Set(former.map { LinkedText(url: $0.url, fingerprint: $0.fingerprint) })
    let fingerprintsOfLink = Dictionary(grouping: stories.indices) { stories[$0].url }
      .mapValues { Set($0.map { fingerprints[$0] }).count }
    return Set(
      unknown.filter { index in
        let url = stories[index].url
        return fingerprintsOfLink[url, default: 1] > 1
          ? texts.contains(fingerprints[index])
          : linkedTexts.contains(LinkedText(url: url, fingerprint: fingerprints[index]))
      })
  }

  private struct LinkedText: Hashable {
    var url: String?
    var fingerprint: UInt64
  }
}

extension FirstPoll {
  /// Whether a story that is new to us may alert. A story without a date may always.
  func wants(_ story: Story, isFirstPoll: Bool, now: Date) -> Bool {
    guard isFirstPoll else { return true }
    switch self {
    case .all: return true
    case .none: return false
    case .age(let age):
      guard let date = story.published ?? story.updated else { return true }
      return now.timeIntervalSince(date) <= age.seconds
    }
  }
}

extension StoryRecord {
  init(_ story: Story, feed: String, key: StoryKey, fingerprint: UInt64, seen: Date, keepsText: Bool) {
    self.init(
      key: key, feed: feed, publisherID: story.id, url: story.url, title: story.title, published: story.published,
      seen: seen, fingerprint: fingerprint,
      text: keepsText ? StoredText(title: story.title, summary: story.summary, content: story.contentText) : nil)
  }
}
