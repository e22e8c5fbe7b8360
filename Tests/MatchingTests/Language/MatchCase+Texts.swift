import Foundation
import Matching

extension MatchCase {
  /// The case's watchlist, as a file would give it.
  var watchlistText: WatchlistText {
    guard let watchlist else { return WatchlistText(id: name, rule: .query(query ?? "")) }
    return WatchlistText(
      id: name,
      names: (watchlist.names ?? [:]).sorted { $0.key < $1.key }.map { NamedEntries(name: $0.key, entries: $0.value) },
      rule: rule(of: watchlist),
      exclude: watchlist.exclude,
      languages: watchlist.languages ?? [],
      allowSources: watchlist.sources?.allow ?? [],
      denySources: watchlist.sources?.deny ?? [])
  }

  private func rule(of watchlist: Definition) -> RuleText {
    if let query = watchlist.query { return .query(query) }
    if let score = watchlist.score {
      let terms = score.terms.sorted { $0.key < $1.key }
      return .score(threshold: score.threshold, terms: terms.map { WeightedTerm(term: $0.key, weight: $0.value) })
    }
    return .terms((watchlist.terms ?? []) + fileTerms(of: watchlist))
  }

  private func fileTerms(of watchlist: Definition) -> [String] {
    guard let name = watchlist.termsFile, let text = files?[name] else { return [] }
    return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("# ") && !$0.isEmpty }
  }
}

extension MatchCase {
  /// Whether the case is about matching alone: no feed, no markup beyond the plainest, no stemmer.
  var isPlain: Bool {
    group != "markup" && group != "markup-feed" && group != "stem"
  }

  /// The case's story. HTML is stripped crudely.
  var storyText: StoryText {
    let host = story.url.flatMap { URL(string: $0)?.host() }
    return StoryText(
      title: story.title ?? "",
      summary: story.summary ?? "",
      content: story.content_text ?? Self.stripped(story.content_html ?? ""),
      url: story.url,
      authors: story.authors?.compactMap(\.name) ?? [],
      categories: story.tags ?? [],
      sources: host.map { [$0] } ?? [],
      hosts: host.map { [$0] } ?? [],
      language: story.language)
  }

  private static func stripped(_ html: String) -> String {
    html.replacing("</p>", with: "\n\n").replacing("<br>", with: "\n")
      .replacing(#/<!--.*?-->/#, with: "").replacing(#/<[^>]*>/#, with: "")
  }
}
