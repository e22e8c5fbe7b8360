import Foundation
import Testing

@testable import FeedParsing

/// Cuts and mutates wild feeds. `VIGIE_ROBUSTNESS=long` in the environment takes all of them, and more of each.
@Suite(.enabled(if: SharedCorpus.isPresent, "the shared corpus is not beside this checkout"))
struct RobustnessTests {
  private static let isLong = ProcessInfo.processInfo.environment["VIGIE_ROBUSTNESS"] == "long"
  /// Far more than any document of the corpus needs, even unoptimised and on a busy machine.
  private static let limit = Duration.seconds(10)

  private struct Entry: Decodable {
    var file: String
    var size: Int
    var entries: Int
  }

  private struct Sample {
    var name: String
    var bytes: [UInt8]
    /// The stories that other readers find.
    var stories: Int
  }

  /// Real feeds, fewer and smaller ones where time is short.
  private static func samples() throws -> [Sample] {
    let entries = try SharedCorpus.lines(of: "index.jsonl", as: Entry.self)
      .filter { !$0.file.hasSuffix(".gz") && $0.size < (isLong ? 400_000 : 20_000) }
      .sorted { ($0.size, $0.file) < ($1.size, $1.file) }
    try #require(entries.count > 100)
    let step = isLong ? 1 : 3
    return try stride(from: 0, to: entries.count, by: step).map {
      let entry = entries[$0]
      return Sample(name: entry.file, bytes: try SharedCorpus.bytes(of: entry.file), stories: entry.entries)
    }
  }

  private func expectAnswer(_ bytes: [UInt8], atMost limit: Int, _ what: @autoclosure () -> String) {
    let clock = ContinuousClock()
    let begin = clock.now
    var stories: [Story] = []
    do {
      stories = try FeedParser.parse(bytes, contentType: nil, baseURL: "http://example.org/").stories
    } catch {
      #expect(!error.description.isEmpty)
    }
    let time = clock.now - begin
    // Not `#expect` each time: a hundred thousand of them take longer than the parsing.
    if time > Self.limit { Issue.record("\(what()) took \(time)") }
    let isBounded = stories.allSatisfy {
      $0.title.utf8.count <= FeedLimits.title && $0.summary.utf8.count <= FeedLimits.text
    }
    if stories.count > limit { Issue.record("\(what()) gave \(stories.count) stories") }
    if !isBounded { Issue.record("\(what()) gave a text beyond its bounds") }
  }

  @Test func `any beginning of a feed gives an answer in bounded time`() throws {
    for sample in try Self.samples() {
      let (name, bytes) = (sample.name, sample.bytes)
      // Steps that share no factor with the width of characters and lines.
      let step = max(Self.isLong ? 1 : 61, bytes.count / (Self.isLong ? 60 : 7) | 1)
      for length in stride(from: 0, to: bytes.count, by: step) {
        expectAnswer(Array(bytes[..<length]), atMost: sample.stories + 1, "\(name), its first \(length) bytes,")
      }
    }
  }

  @Test func `a feed damaged anywhere gives an answer in bounded time`() throws {
    var generator = SplitMix(state: 20_261_124)
    for sample in try Self.samples() {
      let (name, bytes) = (sample.name, sample.bytes)
      for round in 0..<(Self.isLong ? 40 : 4) {
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...12, using: &generator) { Self.damage(&damaged, &generator) }
        expectAnswer(damaged, atMost: FeedLimits.stories, "\(name), damaged for the time \(round),")
      }
    }
  }

  private static let fragments =
    [
      "<", ">", "&", "]]>", "<![CDATA[", "<!--", "-->", "&#", "&#x110000;", "&#0;", "\"", "'", "</item>", "<item>",
      "<title", "</", "<!DOCTYPE", "<!ENTITY x \"", "<?xml encoding=\"UTF-16\"?>", "\u{0}", "\u{FEFF}",
      "xml:base=\"::\"",
    ].map { Array($0.utf8) } + [
      [0xFF, 0xFE], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x1B, 0x24, 0x42],
    ]

  private static func damage(_ bytes: inout [UInt8], _ generator: inout SplitMix) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 1...40, using: &generator))
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
    case 3: bytes.insert(contentsOf: fragments.randomElement(using: &generator) ?? [], at: place)
    default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    }
  }
}

/// Sebastiano Vigna's splitmix64: the same damage in every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
