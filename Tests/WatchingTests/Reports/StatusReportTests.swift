import Foundation
import Testing

@testable import Watching

@Suite struct StatusReportTests {
  @Test func `rows of the same title show their ids, within 80 columns`() {
    let feeds = [("one", "News"), ("two", "Other"), (String(repeating: "https://example.org/", count: 8), "News")].map {
      var feed = FeedSource(id: $0.0, url: "https://example.org/")
      feed.title = $0.1
      return feed
    }
    let report = StatusReport(feeds: feeds, states: [:])
    let lines = report.lines(TerminalText(usesColor: false), now: Date(timeIntervalSince1970: 0))
    #expect(lines.contains("    one") && !lines.contains("    two"), "\(lines)")
    #expect(lines.contains { $0.hasPrefix("    https://example.org/") })
    #expect(lines.allSatisfy { TerminalText.columns(of: $0) <= 80 })
  }
}
