import FeedParsing
import FoundationEssentials
import Glibc

/// When the stories of several feeds were published, each feed's in order.
struct PublicationTimes: Sendable {
  /// The times of each feed.
  let feeds: [[Date]]
  /// What they are, for the report.
  let origin: String

  /// The stories of all feeds together.
  var storyCount: Int { feeds.reduce(0) { $0 + $1.count } }

  /// The dates in the feeds of a folder.
  init(folder: String) throws(BenchError) {
    feeds = try Corpus(folder: folder).documents.compactMap { Self.rhythmic(Self.parse($0)?.stories ?? []) }
    origin = folder
  }

  /// The dates in feeds that were recorded again and again, each in a folder of its own, in the order of the names. Where
  /// a recording has no story of the one before, others were missed, and it counts as another feed's first.
  init(recordings folder: String) throws(BenchError) {
    let documents = try Corpus(folder: folder).documents
    let feeds = Dictionary(grouping: documents) {
      $0.name.prefix(upTo: $0.name.lastIndex(of: "/") ?? $0.name.startIndex)
    }
    self.feeds = feeds.sorted { $0.key < $1.key }.flatMap { _, recordings in
      var runs: [[String: Story]] = []
      var last: Set<String> = []
      for stories in recordings.compactMap({ Self.parse($0)?.stories }) where !stories.isEmpty {
        let ids = Set(stories.map(\.id))
        if last.isDisjoint(with: ids) { runs.append([:]) }
        for story in stories { runs[runs.count - 1][story.id] = story }
        last = ids
      }
      return runs.compactMap { Self.rhythmic(Array($0.values)) }
    }
    origin = folder
  }

  /// The times of stories, where they are ten or more and spread over two days to a year: then there is a rhythm to
  /// learn.
  private static func rhythmic(_ stories: [Story]) -> [Date]? {
    let day: TimeInterval = 86_400
    let times = Set(stories.compactMap { $0.published ?? $0.updated }).sorted()
    guard times.count >= 10, let first = times.first, let last = times.last else { return nil }
    return (2 * day...365 * day).contains(last.timeIntervalSince(first)) ? times : nil
  }

  /// A month of `count` feeds: from one story in five days to sixty a day, evenly on a logarithmic scale; one in three
  /// publishes round the clock, the others nine tenths of it within eight hours of their own.
  init(generating count: Int, days: Int = 30, seed: UInt64 = 1) {
    var generator = SeededGenerator(seed: seed)
    // 1 January 2027, a midnight in UTC.
    let start = Date(timeIntervalSince1970: 1_798_761_600)
    feeds = (0..<count).map { feed in
      let perDay = 0.2 * exp(log(300) * Double.random(in: 0...1, using: &generator))
      let office: Int? = feed % 3 == 0 ? nil : Int.random(in: 0..<24, using: &generator)
      var times: [Date] = []
      for hour in 0..<days * 24 {
        let isOpen = office.map { (hour % 24 - $0 + 24) % 24 < 8 }
        let share = isOpen.map { $0 ? 0.9 / 8 : 0.1 / 16 } ?? 1.0 / 24
        // The gaps of a Poisson process.
        var minute = -log(Double.random(in: 0.000_001...1, using: &generator)) * 60 / (perDay * share)
        while minute < 60 {
          times.append(start + TimeInterval(hour) * 3_600 + minute * 60)
          minute += -log(Double.random(in: 0.000_001...1, using: &generator)) * 60 / (perDay * share)
        }
      }
      return times
    }.filter { !$0.isEmpty }
    origin = "generated, \(days) days, seed \(seed)"
  }

  /// The feed, nil where the file is none: collections of feeds hold other things too.
  private static func parse(_ document: Corpus.Document) -> FeedDocument? {
    do throws(FeedParsingError) {
      return try FeedParser.parse(document.bytes, contentType: nil, baseURL: nil)
    } catch {
      return nil
    }
  }
}

extension SeededGenerator: RandomNumberGenerator {}
