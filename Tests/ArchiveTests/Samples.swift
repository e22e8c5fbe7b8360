import Foundation

@testable import Archive

/// Records made up for tests, the same for the same number.
enum Samples {
  static let noon = Date(timeIntervalSince1970: 1_800_000_000)

  static func key(_ number: Int) -> StoryKey {
    guard let key = StoryKey(bytes: (0..<16).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8) &+ $0) }) else {
      preconditionFailure("a key has 16 bytes")
    }
    return key
  }

  static func story(_ number: Int, feed: String = "feed") -> StoryRecord {
    StoryRecord(
      key: key(number), feed: feed, publisherID: "tag:example.org,2026:\(number)",
      url: "https://example.org/stories/\(number)", title: "Story \(number)", published: noon,
      seen: noon, fingerprint: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// An event whose line is of a length that changes from one to the next.
  static func event(_ number: Int) -> OutgoingEvent {
    OutgoingEvent(
      id: "event-\(number)", head: Array(#"{"id":"event-\#(number)","#.utf8),
      tail: Array(#""data":"\#(String(repeating: "é", count: number % 7 * 5))"}"#.utf8), watchlist: "watchlist",
      story: key(number))
  }

  /// The line of an event.
  static func line(_ number: Int, sequence: Int, isRepeat: Bool = false) -> String {
    let digits = String(repeating: "0", count: 12 - String(sequence).count) + String(sequence)
    let event = event(number)
    return String(decoding: event.head, as: UTF8.self) + #""sequence":"\#(digits)","#
      + (isRepeat ? #""redelivered":true,"# : "") + String(decoding: event.tail, as: UTF8.self) + "\n"
  }

  static func lines(_ numbers: ClosedRange<Int>) -> String {
    numbers.map { line($0, sequence: $0) }.joined()
  }

  /// A record whose parts can still be changed.
  struct Draft {
    var state: FeedState
    var stories: [StoryRecord]
    var events: [OutgoingEvent]
    var withheld: [WithheldAlert] = []
    var carried: PollRecord.Carried?

    var record: PollRecord {
      PollRecord(state: state, stories: stories, events: events, withheld: withheld, carried: carried)
    }
  }

  /// A poll that raised these events.
  static func record(_ events: some Sequence<Int>, feed: String = "feed") -> PollRecord {
    draft(events, feed: feed).record
  }

  /// A poll that raised these events, to be changed.
  static func draft(_ events: some Sequence<Int>, feed: String = "feed") -> Draft {
    var state = FeedState(feed: feed, url: "https://example.org/\(feed)")
    state.lastPolled = noon
    return Draft(state: state, stories: events.map { story($0, feed: feed) }, events: events.map { event($0) })
  }
}
