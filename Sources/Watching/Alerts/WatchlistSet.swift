import FeedParsing
import Matching
import Synchronization

/// The watchlists of a configuration, ready to be asked about stories. Immutable: a reload makes a new one.
package struct WatchlistSet: Sendable {
  /// The watchlists, in the order of their files.
  package let entries: [WatchlistEntry]
  private let compiled: Compiled

  /// One watchlist that a story matches, and how.
  package struct Finding: Sendable {
    /// The watchlist.
    package var watchlist: WatchlistEntry
    /// How the story matches it.
    package var match: Match
  }

  /// The watchlists, to be compiled together when the first story comes: most polls of cron bring none.
  package init(_ entries: [WatchlistEntry]) {
    self.entries = entries
    compiled = Compiled(entries.map(\.definition))
  }

  /// The watchlists that a story of a feed matches, in the order of `entries`.
  /// - Parameters:
  ///   - selected: The ids of the only watchlists that count, or nil for all of them.
  ///   - scratch: Storage from earlier stories, which saves making it anew.
  package func findings(
    in story: Story, of feed: EventFeed, selected: [String]? = nil, scratch: MatchScratch = MatchScratch()
  ) -> [Finding] {
    let matches = compiled.matcher.matches(in: story.text(in: feed), scratch: scratch)
    return matches.compactMap { match in
      let entry = entries[match.watchlist]
      if let selected, !selected.contains(entry.id) { return nil }
      return Finding(watchlist: entry, match: match)
    }
  }
}

/// A matcher that is made when it is first asked for.
private final class Compiled: Sendable {
  private let watchlists: [Watchlist]
  private let made = Mutex<Matcher?>(nil)

  init(_ watchlists: [Watchlist]) {
    self.watchlists = watchlists
  }

  var matcher: Matcher {
    made.withLock { made in
      if let made { return made }
      let matcher = Matcher(watchlists)
      made = matcher
      return matcher
    }
  }
}

extension Story {
  /// The texts that watchlists are matched against.
  func text(in feed: EventFeed) -> StoryText {
    let host = url.flatMap(URLHost.of)
    return StoryText(
      title: title,
      summary: summary,
      content: contentText,
      url: url,
      authors: authors.compactMap { $0.name ?? $0.email },
      categories: categories,
      sources: host.map { [$0, feed.id, feed.title] } ?? [feed.id, feed.title],
      hosts: host.map { [$0] + feed.hosts } ?? feed.hosts,
      language: language
    )
  }
}
