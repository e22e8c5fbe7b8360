import FeedParsing
import Matching

/// Runs the tests that watchlists carry in their files.
package enum InlineTestRun {
  /// The tests that fail, as problems at their places in the files.
  package static func failures(of watchlists: [WatchlistEntry]) -> [ConfigurationProblem] {
    watchlists.flatMap { entry -> [ConfigurationProblem] in
      let set = WatchlistSet([entry])
      return entry.tests.compactMap { test in
        let story = Story(test)
        let feed = EventFeed(id: "test", url: "", title: "")
        let findings = set.findings(in: story, of: feed)
        guard findings.isEmpty == test.match else { return nil }
        let message =
          test.match
          ? "test of watchlist \(entry.id): this story should match, and does not"
          : "test of watchlist \(entry.id): this story should not match, but does: \(findings[0].match.why)"
        return ConfigurationProblem(file: test.file, place: test.place, message: message)
      }
    }
  }
}

extension Story {
  fileprivate init(_ test: InlineTest) {
    self.init(id: "test", idOrigin: .publisher)
    title = test.title
    summary = test.summary
    contentText = test.text
    url = test.url
    language = test.language
  }
}
