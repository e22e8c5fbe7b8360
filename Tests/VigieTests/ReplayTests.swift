import Archive
import Foundation
import TestSupport
import Testing
import Watching

/// Feeds that were recorded again and again over three weeks, polled step by step.
@Suite(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.absence)))
struct ReplayTests {
  struct Sequence: Decodable, Sendable {
    var sequence: String
    var steps: [Step]
  }

  struct Step: Decodable, Sendable {
    var at: String
    var file: String
    /// The ids of the new stories; nil where one id was given to all stories of the document.
    var expectNew: [String]?
    /// How many titles were new, where ids cannot tell.
    var newTitles: Int?

    enum CodingKeys: String, CodingKey {
      case at, file
      case expectNew = "expect_new"
      case newTitles = "n_new_titles"
    }
  }

  @Test func `each recording gives exactly the stories that were new in it`() async throws {
    let sequences = try SharedFolder.jsonLines("corpus/replay.jsonl", as: Sequence.self)
    try #require(sequences.count >= 12)
    for sequence in sequences { try await replay(sequence) }
  }

  private func replay(_ sequence: Sequence) async throws {
    let bed = try TestBed()
    let path = try bed.configure(feeds: "- { url: feed.xml, id: f }\n")
    try bed.write("", to: "feed.xml")
    for (index, step) in sequence.steps.enumerated() {
      let time = try Date(step.at, strategy: .iso8601)
      try Data(contentsOf: SharedFolder.file("corpus/\(step.file)"))
        .write(to: bed.folder.appending(path: "feed.xml"))
      let watch = try await Watch(Configuration.load(path: path), now: { time })
      let summary = try await watch.poll(.onceAll)
      let place = Comment(rawValue: "\(sequence.sequence), step \(index)")
      guard let expected = step.expectNew else {
        #expect(summary.newStories == step.newTitles, place)
        continue
      }
      #expect(summary.newStories == Set(expected).count, place)
      let archive = try Archive.openReadOnly(folder: bed.path("state"))
      let missing = try expected.filter { id in
        try !archive.stories(named: id).contains { $0.seen == time }
      }
      #expect(missing == [], place)
    }
  }
}
