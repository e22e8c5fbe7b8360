import Testing

@testable import Matching

/// The match of one query with a story's content, if there is one.
func match(_ query: String, in content: String, title: String = "", language: String? = nil) throws -> Match? {
  let (watchlist, diagnostics) = Watchlist.parse(WatchlistText(id: "w", rule: .query(query)))
  let matcher = Matcher([try #require(watchlist, "\(query): \(diagnostics)")])
  return matcher.matches(in: StoryText(title: title, content: content, language: language)).first
}
