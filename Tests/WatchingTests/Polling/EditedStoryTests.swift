import FoundationEssentials
import TestSupport
import Testing

@testable import Watching

@Suite struct EditedStoryTests {
  @Test func `the alert of an edit says when the story was first seen`() async throws {
    let first = SampleFeed.rss(["1"])
    let edited = first.replacing("Alibaba 1", with: "Alibaba, corrected")
    let server = try LoopbackServer(inTurn: [.status(200, body: first), .status(200, body: edited)])
    let watch = try PolledWatch(server)
    try watch.folder.write("id: w\non-update: alert\nterms: [Alibaba]\n", to: "watchlists.yaml")
    for _ in 1...2 { try await watch.pollWhenDue() }
    let seen = try watch.events.map { $0.data.story.seen.text }
    #expect(seen.count == 2)
    #expect(seen[0] != nil && seen[0] == seen[1])
  }
}
