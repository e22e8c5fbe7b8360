import FeedParsing
import Matching

/// The watchlists of a configuration, ready to be asked about stories. Immutable: a reload makes a new one.
package struct WatchlistSet: Sendable {
  /// The watchlists, in the order of their files.
  package let entries: [WatchlistEntry]
  private let matcher: Matcher

  /// One watchlist that a story matches, and how.
  package struct Finding: Sendable {
    /// The watchlist.
    package var watchlist: WatchlistEntry
    /// How the story matches it.
    package var match: Match
  }

  /// Compiles the watchlists together.
  package init(_ entries: [WatchlistEntry]) {
    self.entries = entries
    matcher = Matcher(entries.map(\.definition))
  }

  /// The watchlists that a story of a feed matches, in the order of `entries`.
  /// - Parameters:
  ///   - selected: The ids of the only watchlists that count, or nil for all of them.
  ///   - scratch: Storage from earlier stories, which saves making it anew.
  package func findings(
    in story: Story, of feed: EventFeed, selected: [String]? = nil, scratch: MatchScratch = MatchScratch()
  ) -> [Finding] {
    let matches = matcher.matches(in: StoryText(story, feed: feed), scratch: scratch)
    return matches.compactMap { match in
      let entry = entries[match.watchlist]
      if let selected, !selected.contains(entry.id) { return nil }
      return Finding(watchlist: entry, match: match)
    }
  }
}

extension StoryText {
  /// The texts of a story that watchlists are matched against.
  init(_ story: Story, feed: EventFeed) {
    let storyHost = story.url.flatMap(URLHost.of)
    self.init(
      title: story.title,
      summary: story.summary,
      content: story.contentText,
      url: story.url,
      authors: story.authors.compactMap { $0.name ?? $0.email },
      categories: story.categories,
      sources: [storyHost, feed.id, feed.title].compactMap(\.self),
      hosts: [storyHost, feed.host].compactMap(\.self),
      language: story.language
    )
  }
}
