import Archive
import FeedParsing
import FoundationEssentials
import Matching
import TestSupport
import Testing

@testable import Watching

@Suite struct EventWriterTests {
  static let now = Date(timeIntervalSince1970: 1_800_000_000)
  static let feed = EventFeed(id: "f", url: "https://example.org/feed", title: "A feed")

  func story(_ change: (inout Story) -> Void = { _ in }) -> Story {
    var story = Story(id: "guid-1", idOrigin: .publisher)
    story.title = "L’Alibaba dément"
    story.summary = "Rien."
    story.url = "https://example.org/1"
    story.published = Date(timeIntervalSince1970: 1_799_999_000)
    change(&story)
    return story
  }

  func event(
    _ story: Story, query: String = "Alibaba", revision: Int = 0, name: String? = "desk-1"
  ) throws -> OutgoingEvent {
    let entry = try #require(WatchlistEntry.of(query: query).entry)
    let finding = try #require(WatchlistSet([entry]).findings(in: story, of: Self.feed).first)
    let identity = try #require(StoryIdentity.identities(of: [story]).first)
    let alerted = EventWriter.AlertedStory(story: story, identity: identity, feed: Self.feed, seen: Self.now)
    return EventWriter(name: name).alert(finding, story: alerted, revision: revision, now: Self.now)
  }

  func line(_ event: OutgoingEvent) -> String {
    String(decoding: event.head + Array("\"sequence\":\"000000000001\",".utf8) + event.tail, as: UTF8.self)
  }

  @Test func `an alert's line has its keys in the order of the contract`() throws {
    let text = line(try event(story()))
    let json = try JSONValue(text)
    #expect(json.source.text == "/vigie/desk-1")
    #expect(json.time.text == "2027-01-15T08:00:00Z")
    #expect(json.data.story.published.text == "2027-01-15T07:43:20Z")
    #expect(json.data.story.updated == .null && json.data.score == .null)
    let keys = [
      "specversion", "id", "source", "type", "subject", "time", "sequence", "severitytext", "severitynumber",
      "datacontenttype", "data", "watchlist", "story", "key", "title", "summary", "url", "published", "updated", "seen",
      "language", "authors", "categories", "feed", "hits", "score", "why",
    ]
    var place = text.startIndex
    for key in keys {
      let found = try #require(text[place...].firstRange(of: "\"\(key)\":"), "\(key) is missing or too early")
      place = found.upperBound
    }
  }

  @Test func `the id tells watchlist, feed, story and revision, and nothing else`() throws {
    let first = try event(story()).id
    #expect(first.count == 32)
    #expect(try event(story { $0.title = "Alibaba, edited" }, name: "elsewhere").id == first)
    #expect(try event(story { $0.id = "guid-2" }).id != first)
    #expect(try event(story(), revision: 1).id != first)
  }

  @Test func `a summary is cut at 1,000 characters, and taken from the content where there is none`() throws {
    let long = try JSONValue(line(try event(story { $0.summary = String(repeating: "é ", count: 2_000) })))
    #expect(long.data.story.summary.text?.unicodeScalars.count == 1_000)
    let content = try JSONValue(
      line(
        try event(
          story {
            $0.summary = ""
            $0.contentText = "The content."
          })))
    #expect(content.data.story.summary.text == "The content.")
  }

  @Test(arguments: [1, 100, 5_000, 60_000])
  func `a line stays under 64 KiB whatever a story holds, and says that it was cut`(size: Int) throws {
    let monster = story {
      $0.title = "Alibaba " + String(repeating: "\u{1b}", count: size / 10)
      $0.categories = (0..<size).map { "category \($0) \u{202e}" }
      $0.authors = (0..<size).map { Author(name: "author \($0)") }
      $0.contentText = String(repeating: "Alibaba « said » \u{9f} ", count: size)
    }
    let event = try event(monster)
    #expect(event.head.count + event.tail.count < 65_536)
    let json = try JSONValue(line(event))
    #expect(json.data.truncated == (size > 100 ? .bool(true) : .null))
    #expect((json.data.hits.list?.count ?? 0) >= 1)
  }

  @Test func `a line a little too long loses what is worth least, and no more`() throws {
    let long = story {
      $0.id = String(repeating: "i", count: 1_500)
      $0.title = "Alibaba " + String(repeating: "t", count: 3_000)
      $0.summary = String(repeating: "Alibaba said ", count: 200)
      $0.categories = (0..<3_000).map { "a category of twenty-five \($0)" }
    }
    let event = try event(long)
    #expect(event.head.count + event.tail.count < 65_536)
    let data = try JSONValue(line(event)).data
    #expect(data.truncated == .bool(true))
    #expect(data.story.id.text == long.id && data.story.title.text == long.title)
    #expect(data.story.summary.text?.count == 1_000)
    #expect(data.story.categories.list?.count == 200)
    #expect(data.hits.list?.count == 100)
    #expect(data.hits.list?.last?.suffix.text?.isEmpty == false)
  }

  @Test(arguments: [300, 100_000])
  func `a feed's event stays under 64 KiB whatever its list and its server say`(size: Int) throws {
    let long = String(repeating: "\u{202e}", count: size)
    let feed = EventFeed(id: "https://example.org/" + String(repeating: "i", count: 8_000), url: long, title: long)
    let failure = PollFailure(.status(500), long)
    let writer = EventWriter(name: nil)
    for event in [
      writer.failing(feed: feed, failure: failure, since: Self.now, failures: 3, now: Self.now),
      writer.gone(feed: feed, failure: failure, since: Self.now, now: Self.now),
      writer.gap(feed: feed, since: Self.now, stories: 3, now: Self.now),
    ] {
      #expect(event.head.count + event.tail.count < 65_536)
      let json = try JSONValue(line(event))
      #expect(json.data.feed.id.text == feed.id)
      #expect(json.data.truncated == (size > 300 ? .bool(true) : .null))
    }
  }

  @Test func `nothing in a line can drive a terminal`() throws {
    let text = line(try event(story { $0.title = "Alibaba \u{1b}]0;owned\u{7}\u{202e}\u{2028}\u{9b}2J" }))
    #expect(!text.unicodeScalars.contains { $0.drivesTerminal })
  }

  @Test func `a feed's events are valid by their schemas`() throws {
    let writer = EventWriter(name: nil)
    let failure = PollFailure(.status(410), "answered 410 Gone")
    let odd = PollFailure(.status(999), "answered 999")
    let events = [
      writer.failing(feed: Self.feed, failure: odd, since: Self.now + 1, failures: 3, now: Self.now),
      writer.failing(feed: Self.feed, failure: failure, since: Self.now, failures: 3, now: Self.now),
      writer.recovered(feed: Self.feed, since: Self.now, failures: 3, now: Self.now),
      writer.gone(feed: Self.feed, failure: failure, since: Self.now, now: Self.now),
      writer.gap(feed: Self.feed, since: Self.now, stories: 20, now: Self.now),
    ]
    for event in events {
      let json = try JSONValue(line(event))
      let name = try #require(json.type.text)
      let schema = try JSONSchema(
        file: ShippedConfigurationTests.checkout.appending(path: "Config/schema/\(name).json"))
      #expect(try schema.problems(in: line(event)) == [])
      #expect(json.subject.text == "f")
      #expect(json.data.feed.url.text == Self.feed.url)
    }
    #expect(Set(events.map(\.id)).count == 5)
    #expect(try JSONValue(line(events[0])).data.status == .null, "no HTTP status")
    #expect(try JSONValue(line(events[0])).data.reason.text == "answered 999")
  }
}
