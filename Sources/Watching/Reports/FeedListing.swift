import FeedParsing

/// The feeds of the lists, for people and for programs.
package struct FeedListing: Sendable {
  private let feeds: [FeedSource]

  /// A listing of feeds, in their order.
  package init(feeds: [FeedSource]) {
    self.feeds = feeds
  }

  /// One JSON object a feed. Addresses are without users' names and passwords.
  package var jsonLines: [String] {
    feeds.map { feed in
      var json = JSONWriter()
      json.object {
        $0.member("id", feed.id)
        $0.member("url", feed.displayURL)
        $0.member("title", feed.title)
        $0.member("language", feed.language)
        $0.member("country", feed.country)
        $0.member("tags", feed.tags)
      }
      return String(decoding: json.bytes, as: UTF8.self)
    }
  }

  /// Two lines a feed: what it is, and where. One that has no name but its address has that first.
  package func lines(_ terminal: TerminalText) -> [String] {
    feeds.flatMap { feed in
      let words = [feed.language, feed.country].compactMap(\.self) + feed.tags
      let details = TerminalText.clean(words.joined(separator: " "))
      let address = TerminalText.clean(feed.displayURL)
      guard let name = feed.title ?? (feed.id == feed.displayURL ? nil : feed.id) else {
        let first = terminal.styled(address, .bold)
        return details.isEmpty ? [first] : [first, "  \(TerminalText.fit(details, to: terminal.width - 2))"]
      }
      let title = TerminalText.fit(TerminalText.clean(name), to: terminal.width / 2)
      let room = terminal.width - TerminalText.columns(of: title) - 2
      let first = [terminal.styled(title, .bold), TerminalText.fit(details, to: room)].filter { !$0.isEmpty }
      return [first.joined(separator: "  "), "  \(address)"]
    }
  }
}
