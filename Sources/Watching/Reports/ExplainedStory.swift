import Archive
import FeedParsing
import Matching
import SystemPackage

/// A story that somebody asks about, and what is known of it.
package struct ExplainedStory: Sendable {
  /// The story.
  package var story: Story
  /// The feed that carried it.
  package var feed: EventFeed
  /// The ids of the only watchlists that look at the feed; nil: all do.
  package var watchlists: [String]?
  /// What is no longer known of the story, and may change the verdict.
  package var gaps: [String] = []

  /// A story of a file.
  package init(_ story: Story, of file: StoryFile) {
    self.story = story
    feed = file.feed
  }

  /// A story as the database remembers it.
  package init(_ record: StoryRecord, in configuration: Configuration) {
    let source = configuration.feeds.first { $0.id == record.feed }
    story = Story(id: record.publisherID, idOrigin: .publisher)
    story.title = record.text?.title ?? record.title
    story.summary = record.text?.summary ?? ""
    story.contentText = record.text?.content ?? ""
    story.url = record.url
    story.published = record.published
    story.language = source?.language
    feed = EventFeed(id: record.feed, url: source?.displayURL ?? "", title: source?.title ?? record.feed)
    watchlists = source?.watchlists
    if record.text == nil {
      gaps.append("only the title is kept of a story that matched no watchlist; explain it from the feed's file")
    }
    gaps.append("authors, categories and the declared language are not kept")
  }

  /// The story that a person may mean by an event's id, a key, a publisher's id or an address; nil where there is none.
  /// Of several the last whose texts are kept.
  package static func named(_ name: String, in configuration: Configuration) throws(ArchiveError) -> ExplainedStory? {
    let archive = try Archive.openReadOnly(folder: configuration.state)
    var records = try archive.stories(named: name)
    if records.isEmpty, let event = event(ofKey: name, in: configuration) {
      records = try archive.stories(named: event)
    }
    return (records.last { $0.text != nil } ?? records.last).map { ExplainedStory($0, in: configuration) }
  }

  /// The id of the last event about the story of this key. Keys of events hold for all feeds, those of the database for
  /// one, so only the log knows.
  private static func event(ofKey name: String, in configuration: Configuration) -> String? {
    guard StoryKey(name) != nil, case .file(let path) = configuration.alerts else { return nil }
    let member = Array("\"key\":\"\(name)\"".utf8)
    var log = AlertLogReader(path: path)
    do throws(Errno) {
      let line = try log.lastLines(1) { $0.contains(member) ? .wanted : .unwanted }.first
      return line.flatMap { LoggedEvent(line: $0) }?.id
    } catch {
      // A log that cannot be read knows no story.
      return nil
    }
  }

  /// Why the story matches a watchlist, or why it does not.
  package func explanation(by entry: WatchlistEntry) -> Explanation {
    Matcher([entry.definition]).explanation(of: story.text(in: feed), watchlist: 0)
  }

  /// Whether polls hold the watchlist against stories of this feed at all.
  package func isWatched(by entry: WatchlistEntry) -> Bool {
    watchlists?.contains(entry.id) ?? true
  }
}
