import Archive
import FeedParsing
import FoundationEssentials
import Matching

/// Writes events as CloudEvents 1.0 JSON, one object a line, with their keys in a fixed order.
///
/// The archive puts the sequence number between the two parts of a line when it commits it. See Config/schema.
package struct EventWriter: Sendable {
  /// The longest line in bytes, its end of line included. Longer ones are cut and say so.
  static let longestLine = 64 * 1024

  /// The CloudEvents `source`: `/vigie/` and the watcher's name.
  package let source: String

  /// Writes events of the watcher of this name; the host's name when there is none.
  package init(name: String?) {
    source = "/vigie/\(name ?? ProcessInfo.processInfo.hostName)"
  }

  /// A story as alerts tell it.
  package struct AlertedStory: Sendable {
    /// The story as parsed.
    package var story: Story
    /// What tells it from all others of its feed.
    package var identity: StoryIdentity
    /// The feed it came from.
    package var feed: EventFeed
    /// When it was first seen.
    package var seen: Date

    /// A story of a feed.
    package init(story: Story, identity: StoryIdentity, feed: EventFeed, seen: Date) {
      self.story = story
      self.identity = identity
      self.feed = feed
      self.seen = seen
    }
  }

  /// The alert of one watchlist about one story: `vigie.alert.v1`.
  /// - Parameter revision: 0, then counted up each time that a changed story is reported again.
  package func alert(_ finding: WatchlistSet.Finding, story: AlertedStory, revision: Int, now: Date) -> OutgoingEvent {
    let watchlist = finding.watchlist
    let match = finding.match
    let id = Self.alertID(watchlist: watchlist.id, story: story.identity, of: story.feed.id, revision: revision)
    var event = OutgoingEvent(id: id, head: [], tail: [])
    for limits in Limits.steps {
      event = write(id: id, type: "vigie.alert.v1", subject: watchlist.id, severity: watchlist.severity, now: now) {
        alertData(&$0, watchlist: watchlist, story: story, match: match, limits: limits)
      }
      if Self.fits(event) { break }
    }
    event.watchlist = watchlist.id
    event.story = story.identity.key
    event.revision = revision
    return event
  }

  /// The id of a watchlist's alert about a story of a feed.
  static func alertID(watchlist: String, story: StoryIdentity, of feed: String, revision: Int) -> String {
    EventID.make([watchlist, feed, story.text, String(revision)])
  }

  /// Room for `"sequence":"000000000042","redelivered":true,` and the end of line.
  private static let roomForSequence = 64

  private static func fits(_ event: OutgoingEvent) -> Bool {
    event.head.count + event.tail.count + roomForSequence <= longestLine
  }

  /// How much of a long alert is kept.
  private struct Limits {
    /// Authors, and categories.
    var entries = Int.max
    var entryLength = Int.max
    var summary = 1_000
    /// What stands before a hit, and behind it.
    var context = Int.max
    var hits = 100
    /// The text of a hit, its term, the reason and the watchlist's title.
    var text = Int.max
    /// The story's id and title.
    var identity = Int.max
    /// The feed's address and title, and why it fails.
    var feed = Int.max
    var truncates = false

    /// Everything first; then what is worth least goes first, and a line is cut no further than it must be.
    static let steps: [Limits] = {
      let cuts: [(WritableKeyPath<Limits, Int>, Int)] = [
        (\.entries, 200), (\.entryLength, 200), (\.entries, 50), (\.summary, 500), (\.summary, 200), (\.context, 20),
        (\.hits, 50), (\.hits, 20), (\.entryLength, 50), (\.entries, 20), (\.text, 200), (\.hits, 5), (\.identity, 300),
        (\.feed, 300),
      ]
      return cuts.reduce(into: [Limits()]) { steps, cut in
        var limits = steps[steps.count - 1]
        limits[keyPath: cut.0] = cut.1
        limits.truncates = true
        steps.append(limits)
      }
    }()
  }

  private func alertData(
    _ data: inout JSONWriter, watchlist: WatchlistEntry, story alerted: AlertedStory, match: Match, limits: Limits
  ) {
    func cut(_ text: String) -> String { text.first(limits.text) }
    func entry(_ text: String) -> String { text.first(limits.entryLength) }
    let story = alerted.story
    data.member(
      "watchlist",
      object: {
        $0.member("id", watchlist.id)
        $0.member("title", cut(watchlist.title))
        $0.member("revision", watchlist.definition.revision)
      })
    data.member(
      "story",
      object: {
        $0.member("key", alerted.identity.key(in: alerted.feed.id).description)
        $0.member("id", story.id.first(limits.identity))
        $0.member("title", story.title.first(limits.identity))
        $0.member("summary", (story.summary.isEmpty ? story.contentText : story.summary).first(limits.summary))
        $0.member("url", story.url)
        $0.member("published", story.published?.formatted(.iso8601))
        $0.member("updated", story.updated?.formatted(.iso8601))
        $0.member("seen", alerted.seen.formatted(.iso8601))
        $0.member("language", match.language ?? story.language)
        $0.member("authors", story.authors.compactMap { $0.name ?? $0.email }.prefix(limits.entries).map(entry))
        $0.member("categories", story.categories.prefix(limits.entries).map(entry))
        $0.member("feed", object: { alerted.feed.write(to: &$0, limit: limits.feed) })
      })
    data.member(
      "hits",
      array: { hits in
        for hit in match.hits.prefix(limits.hits) {
          hits.object {
            $0.member("term", cut(hit.term))
            $0.member("field", hit.field.rawValue)
            $0.member("start", hit.start)
            $0.member("end", hit.end)
            $0.member("exact", cut(hit.exact))
            $0.member("prefix", hit.prefix.last(limits.context))
            $0.member("suffix", hit.suffix.first(limits.context))
          }
        }
      })
    data.member("score", match.score)
    data.member("why", cut(match.why))
    if limits.truncates { data.member("truncated", true) }
  }

  /// The event that a feed has failed again and again: `vigie.feed.failing.v1`, once an outage.
  func failing(feed: EventFeed, failure: PollFailure, since: Date, failures: Int, now: Date) -> OutgoingEvent {
    feedEvent("vigie.feed.failing.v1", feed: feed, severity: .medium, at: since, now: now) {
      $0.member("reason", failure.reason.first($1))
      $0.member("status", HTTPStatus.valid(failure.status))
      $0.member("since", since.formatted(.iso8601))
      $0.member("failures", failures)
    }
  }

  /// The event that a feed which was reported as failing can be read again: `vigie.feed.recovered.v1`.
  func recovered(feed: EventFeed, since: Date, failures: Int, now: Date) -> OutgoingEvent {
    feedEvent("vigie.feed.recovered.v1", feed: feed, severity: .info, at: since, now: now) { data, _ in
      data.member("since", since.formatted(.iso8601))
      data.member("failures", failures)
    }
  }

  /// The event that a server has called a feed gone for good: `vigie.feed.gone.v1`.
  func gone(feed: EventFeed, failure: PollFailure, since: Date, now: Date) -> OutgoingEvent {
    feedEvent("vigie.feed.gone.v1", feed: feed, severity: .high, at: since, now: now) {
      $0.member("reason", failure.reason.first($1))
      $0.member("status", HTTPStatus.valid(failure.status))
    }
  }

  /// The event that stories may have scrolled by unseen: `vigie.feed.gap.v1`.
  func gap(feed: EventFeed, since: Date, stories: Int, now: Date) -> OutgoingEvent {
    feedEvent("vigie.feed.gap.v1", feed: feed, severity: .low, at: now, now: now) { data, _ in
      data.member("since", since.formatted(.iso8601))
      data.member("stories", stories)
    }
  }

  /// - Parameter details: Writes what the event says besides its feed; no text of it is longer than the limit.
  private func feedEvent(
    _ type: String, feed: EventFeed, severity: Severity, at moment: Date, now: Date,
    details: (inout JSONWriter, _ limit: Int) -> Void
  ) -> OutgoingEvent {
    let id = EventID.make([type, feed.id, moment.formatted(.iso8601)])
    func event(limit: Int) -> OutgoingEvent {
      write(id: id, type: type, subject: feed.id, severity: severity, now: now) { data in
        data.member("feed", object: { feed.write(to: &$0, limit: limit) })
        details(&data, limit)
        if limit < .max { data.member("truncated", true) }
      }
    }
    let whole = event(limit: .max)
    return Self.fits(whole) ? whole : event(limit: 300)
  }

  private func write(
    id: String, type: String, subject: String, severity: Severity, now: Date, data: (inout JSONWriter) -> Void
  ) -> OutgoingEvent {
    var head = JSONWriter()
    head.object {
      $0.member("specversion", "1.0")
      $0.member("id", id)
      $0.member("source", source)
      $0.member("type", type)
      $0.member("subject", subject)
      $0.member("time", now.formatted(.iso8601))
    }
    var tail = JSONWriter()
    tail.object {
      $0.member("severitytext", severity.text)
      $0.member("severitynumber", severity.number)
      $0.member("datacontenttype", "application/json")
      $0.member("data", object: data)
    }
    // The head loses its closing brace and the tail its opening one: with the sequence between them they are one object.
    return OutgoingEvent(id: id, head: head.bytes.dropLast() + [UInt8(ascii: ",")], tail: Array(tail.bytes.dropFirst()))
  }
}

/// A feed as events name it.
package struct EventFeed: Sendable, Equatable {
  /// The feed's id.
  package var id: String
  /// Its address, without a user's name and password.
  package let url: String
  /// Its title.
  package var title: String
  /// The host of its address, in lower case; empty if it has none.
  let hosts: [String]

  /// A feed of that id, address and title.
  package init(id: String, url: String, title: String) {
    self.id = id
    self.url = url
    self.title = title
    hosts = URLHost.of(url).map { [$0] } ?? []
  }

  /// Writes the members; address and title are cut at so many scalars.
  fileprivate func write(to json: inout JSONWriter, limit: Int) {
    json.member("id", id)
    json.member("url", url.first(limit))
    json.member("title", title.first(limit))
  }
}

/// Ids of events: the same for the same matter on every machine and after every restart, so that readers can tell a
/// repeat.
enum EventID {
  /// The id of what the parts name together: 32 hexadecimal digits.
  static func make(_ parts: [String]) -> String {
    SHA256.digest(parts: parts).prefix(16).hexadecimal
  }
}

extension String {
  /// The text's beginning, at most `count` Unicode scalars long.
  func first(_ count: Int) -> String {
    guard utf8.count > count else { return self }
    return String(unicodeScalars.prefix(count))
  }

  /// The text's end, at most `count` Unicode scalars long.
  fileprivate func last(_ count: Int) -> String {
    guard utf8.count > count else { return self }
    return String(unicodeScalars.suffix(count))
  }
}
