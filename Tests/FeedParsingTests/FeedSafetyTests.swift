import Foundation
import Testing

@testable import FeedParsing

@Suite struct FeedSafetyTests {
  @Test func `loads no external entity`() throws {
    let document = try FeedParser.parse(
      """
      <!DOCTYPE rss SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "file:///etc/x"> %p;]>
      <rss><channel><item><title>a &x; b &eacute;</title></item></channel></rss>
      """)
    #expect(document.stories[0].title == "a &x; b é")
  }

  @Test func `expands short entities and defuses bombs`() throws {
    var text = "<!DOCTYPE rss [<!ENTITY co \"Acme &amp; Sons\"><!ENTITY l0 \"lol lol lol lol\">"
    for level in 1...9 { text += "<!ENTITY l\(level) \"" + String(repeating: "&l\(level - 1);", count: 10) + "\">" }
    text += "]><rss><channel><item><title>&co;</title><description>&l9;&l9;</description></item></channel></rss>"
    let document = try FeedParser.parse(text)
    #expect(document.stories[0].title == "Acme & Sons")
    #expect(document.stories[0].summary.utf8.count < 100_000)
  }

  @Test func `bounds stories, titles, texts and addresses`() throws {
    let items = String(repeating: "<item><title>t</title></item>", count: 2_100)
    let many = try FeedParser.parse("<rss><channel>\(items)</channel></rss>")
    #expect(many.stories.count == FeedLimits.stories)
    #expect(many.warnings.contains { $0.message.contains("100 stories more") })

    let long = String(repeating: "x", count: 300_000)
    let story = try FeedParser.parse(
      "<rss><channel><item><title>\(long)</title><link>http://e.org/\(long)</link><description>\(long)</description></item></channel></rss>"
    ).stories[0]
    #expect(story.title.utf8.count == FeedLimits.title)
    #expect(story.summary.utf8.count == FeedLimits.text)
    #expect(story.url == nil)
  }

  @Test func `survives deep nesting`() throws {
    let deep = String(repeating: "<a>", count: 50_000)
    let document = try FeedParser.parse("<rss><channel><item><title>one</title></item><item><title>\(deep)two")
    #expect(document.stories.map(\.title) == ["one", "two"])
  }

  @Test func `writes nothing that drives a terminal`() throws {
    let document = try FeedParser.parse(
      "<rss><channel><item><title>a\u{7F}\u{202E}b\u{85}\u{2028}\"\\</title></item></channel></rss>")
    let line = JSONFeedWriter.item(document.stories[0]).span.string
    #expect(
      line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0 != "\u{202E}" })
    #expect(line.contains("\\u202e"))
  }

  struct Entry: Decodable {
    var file: String
    var entries: Int
  }

  @Test(.enabled(if: SharedCorpus.isPresent, "the shared corpus is not beside this checkout"))
  func `reads every prefix and mutation of real feeds without harm`() throws {
    let entries = try SharedCorpus.lines(of: "index.jsonl", as: Entry.self)
    var random = SplitMix(state: 2_026)
    for (position, entry) in entries.enumerated() where position % 8 == 0 && !entry.file.hasSuffix(".gz") {
      let bytes = try SharedCorpus.bytes(of: entry.file)
      guard bytes.count > 100, bytes.count < 60_000 else { continue }
      for _ in 0..<3 {
        let prefix = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
        if let document = try? FeedParser.parse(prefix, contentType: nil, baseURL: nil) {
          #expect(document.stories.count <= entry.entries + 1, "\(entry.file)")
        }
        var mutated = bytes
        for _ in 0..<20 {
          mutated[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        if let document = try? FeedParser.parse(mutated, contentType: nil, baseURL: nil) {
          #expect(document.stories.count <= FeedLimits.stories)
        }
      }
    }
  }
}

/// A generator whose numbers are the same in every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
