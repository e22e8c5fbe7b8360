import Archive
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
    let report = StatusReport(feeds: feeds, states: [:], now: Date(timeIntervalSince1970: 0))
    let lines = report.lines(TerminalText(usesColor: false), now: Date(timeIntervalSince1970: 0))
    #expect(lines.contains("    one") && !lines.contains("    two"), "\(lines)")
    #expect(lines.contains { $0.hasPrefix("    https://example.org/") })
    #expect(lines.allSatisfy { TerminalText.columns(of: $0) <= 80 })
  }

  @Test(arguments: [
    (200, "STATE    LAST OK   NEXT POLL  STORIES  ALERTS"), (80, "STATE    LAST OK   NEXT POLL  STORIES  ALERTS"),
    (66, "STATE    LAST OK   NEXT POLL  STORIES"), (60, "STATE    LAST OK   NEXT POLL  STORIES"),
    (58, "STATE    LAST OK   NEXT POLL"), (45, "STATE    LAST OK"),
    (20, "STATE"),
  ])
  func `a narrow terminal has fewer columns, and no line is wider than it`(width: Int, heads: String) {
    var feed = FeedSource(id: "f", url: "https://example.org/")
    feed.title = String(repeating: "A very long title 阿里巴巴 ", count: 9)
    var state = FeedState(feed: "f", url: feed.url)
    (state.lastPolled, state.failures, state.stories) = (Date(timeIntervalSince1970: 0), 3, 1_234_567)
    state.reason = "answered 503 Service Unavailable, and said so at some length"
    let report = StatusReport(feeds: [feed], states: ["f": state], now: Date(timeIntervalSince1970: 0))
    let lines = report.lines(TerminalText(usesColor: false, width: width), now: Date(timeIntervalSince1970: 0))
    #expect(lines.first?.drop { $0 != "S" }.trimmingASCIISpace == heads)
    #expect(lines.allSatisfy { TerminalText.columns(of: $0) <= width }, "\(lines)")
  }

  @Test func `E12: a feed's next poll is no sooner than its domain may be asked`() throws {
    let now = TestClock().now
    let held = now + 10 * .day
    func state(_ feed: FeedSource, due: Date?, _ memory: FeedMemory = FeedMemory()) -> FeedState {
      var state = FeedState(feed: feed.id, url: feed.url)
      (state.lastPolled, state.nextDue, state.notes) = (now - .hour, due, memory.notes)
      return state
    }
    let feeds = ["refused", "due", "later", "new", "moved", "free"].map { id in
      FeedSource(id: id, url: "https://\(id).\(id == "moved" || id == "free" ? "other" : "example").org/")
    }
    var moved = FeedMemory()
    moved.move = PermanentMove(target: "https://example.org/", since: now - 8 * .day, adopted: now - .day)
    var states = Dictionary(uniqueKeysWithValues: feeds.map { ($0.id, state($0, due: now - 60)) })
    states["refused"]?.failures = 1
    states["refused"]?.status = 429
    states["refused"]?.nextDue = held
    states["later"]?.nextDue = held + 60
    states["new"] = nil
    states["moved"]?.notes = moved.notes
    let report = StatusReport(feeds: feeds, states: states, now: now)
    #expect(report.rows.map(\.nextPoll) == [held, held, held + 60, held, held, now - 60])
    #expect(report.jsonLines.count { $0.contains("\"nextPoll\":\"\(held.formatted(.iso8601))\"") } == 4)
    #expect(report.lines(TerminalText(usesColor: false), now: now).count { $0.contains("in 10 d") } == 5)
  }
}
