import FoundationEssentials
import TestSupport
import Testing

@testable import Watching

/// What `first-poll` makes of a feed whose first documents arrive incomplete.
@Suite struct FirstPollTests {
  /// A document of stories, newest first, perhaps cut behind the first so many.
  private struct Document {
    var stories: [(id: String, date: Date?)]
    var whole: Int?

    var reply: Reply {
      let items = stories.map { id, date in
        let date = date.map { "<dc:date>\($0.formatted(.iso8601))</dc:date>" } ?? ""
        return "<item><guid isPermaLink=\"false\">\(id)</guid><title>Alibaba \(id)</title>\(date)</item>"
      }
      let head = "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>T</title>"
      guard let whole else { return .status(200, body: head + items.joined() + "</channel></rss>") }
      return .status(200, body: head + items.prefix(whole).joined() + "<item><title>Alib")
    }
  }

  private static let start = TestClock().now

  /// Polls a feed as often as there are documents, each so long after the start, and gives the stories that alert.
  private func alertedStories(
    _ firstPoll: String, _ documents: [(after: TimeInterval, Document)]
  ) async throws -> [[String]] {
    let server = try LoopbackServer(inTurn: documents.map(\.1.reply))
    let watch = try PolledWatch(server)
    try watch.folder.write("first-poll: \(firstPoll)\n" + watch.folder.read("vigie.yaml"), to: "vigie.yaml")
    var alerted: [[String]] = []
    for (after, _) in documents {
      watch.clock.move(to: Self.start + after)
      try await watch.poll(.onceAll)
      alerted.append(Array(try watch.alertedStories.dropFirst(alerted.joined().count)))
    }
    #expect(server.requests.count == documents.count)
    return alerted
  }

  private func story(_ id: String, _ age: TimeInterval? = nil) -> (id: String, date: Date?) {
    (id, age.map { Self.start - $0 })
  }

  @Test(arguments: [
    ("none", [[], ["new"], ["later"]]), ("2d", [["here"], ["new", "day-old", "undated"], ["later"]]),
    ("1h", [[], ["new", "undated"], ["later"]]),
    ("all", [["here"], ["new", "day-old", "week-old", "undated"], ["later"]]),
  ])
  func `the first whole document ends the first poll`(setting: String, wanted: [[String]]) async throws {
    let old = [story("here", 2 * .hour), story("day-old", .day), story("week-old", 7 * .day), story("undated")]
    // Older by now than the hour of `1h`, but not there when the feed was first read.
    let new = story("new", -1 * .minute)
    let alerted = try await alertedStories(
      setting,
      [
        (0, Document(stories: old, whole: 1)), (4 * .hour, Document(stories: [new] + old)),
        (8 * .hour, Document(stories: [story("later"), new] + old)),
      ])
    #expect(alerted == wanted)
  }

  @Test(arguments: ["none", "1h"])
  func `a feed that never sends a whole document is not silenced`(setting: String) async throws {
    let here = story("here", .day)
    let dated = [story("dated", -2 * .hour), here]
    let undated = [story("undated")] + dated
    let late = [story("late")] + undated
    let alerted = try await alertedStories(
      setting,
      [
        (0, Document(stories: [here], whole: 1)), (4 * .hour, Document(stories: dated, whole: 2)),
        (8 * .hour, Document(stories: undated, whole: 3)), (25 * .hour, Document(stories: late, whole: 4)),
        (50 * .hour, Document(stories: [story("old", 2 * .day)] + late)),
      ])
    #expect(alerted == [[], ["dated"], setting == "none" ? [] : ["undated"], ["late"], []])
  }

  @Test func `a cut document without a whole story begins nothing`() async throws {
    let stories = [story("new", -2 * .hour), story("undated"), story("old", .day)]
    let alerted = try await alertedStories(
      "none",
      [
        (0, Document(stories: stories, whole: 0)), (4 * .hour, Document(stories: stories)),
        (8 * .hour, Document(stories: [story("later")] + stories)),
      ])
    #expect(alerted == [[], [], ["later"]])
  }

  @Test func `an edited story of a cut first document alerts as any other`() async throws {
    let first = SampleFeed.rss(["1", "2"]).replacing("Alibaba 2", with: "Nothing").replacing(
      "</channel></rss>", with: "<item>")
    let edited = SampleFeed.rss(["3", "1", "2"]).replacing("Alibaba 1", with: "Alibaba one")
    let server = try LoopbackServer(inTurn: [.status(200, body: first), .status(200, body: edited)])
    let watch = try PolledWatch(server)
    try watch.folder.write("first-poll: none\n" + watch.folder.read("vigie.yaml"), to: "vigie.yaml")
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(try watch.alertedStories == ["2"], "the first alerted, as it were, the third was there before")
  }
}
