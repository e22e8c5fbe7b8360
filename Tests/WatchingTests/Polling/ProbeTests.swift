import TestSupport
import Testing

@testable import Watching

/// `check --online`, under the same manners as a poll.
@Suite struct ProbeTests {
  func outcomes(_ watch: PolledWatch) async throws -> [String: PollOutcome] {
    var outcomes: [String: PollOutcome] = [:]
    for await result in FeedProbe(try watch.configuration).results() { outcomes[result.feed.id] = result.outcome }
    return outcomes
  }

  @Test func `Q11: it sends the stored validators and stores nothing`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"])), .status(304, ["ETag: \"b\""]), .status(304),
    ])
    let watch = try PolledWatch(server)
    try await watch.poll()
    let before = try watch.state()
    #expect(try await outcomes(watch) == ["f": .unchanged])
    #expect(try watch.state() == before)
    try await watch.pollWhenDue()
    #expect(server.requests.map { $0.headerText("If-None-Match") } == [nil, "\"a\"", "\"a\""])
  }

  @Test func `E12: a host that refuses is asked no more`() async throws {
    let server = try LoopbackServer(always: .status(429))
    let watch = try PolledWatch(
      feeds: (1...3).map { "- { url: \"\(server.url("/\($0)"))\", id: f\($0) }\n" }.joined())
    let outcomes = try await outcomes(watch)
    #expect(outcomes.count == 3)
    #expect(server.requests.count == 1)
  }
}
