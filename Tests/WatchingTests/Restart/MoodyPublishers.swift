import Synchronization
import TestSupport

/// Publishers on three domains, whose answers depend on a seed and on what they were asked before: who asks the same gets
/// the same. The feed `n` has the path `/n`.
final class MoodyPublishers: Sendable {
  private let seed: UInt64
  private let publishers = Mutex<[String: Publisher]>([:])
  private let log = Mutex<[String]>([])
  private let bases = Mutex<[String]>([])
  private let servers = Mutex<[LoopbackServer]>([])

  init(seed: UInt64) throws {
    self.seed = seed
    for number in 1...3 {
      let address = "127.0.0.\(number)"
      let server = try LoopbackServer(address: address) { [weak self] in self?.answer($0) ?? .status(500) }
      bases.withLock { $0.append(server.url("", host: address)) }
      servers.withLock { $0.append(server) }
    }
  }

  /// What they were asked for, byte for byte.
  var requests: [String] { log.withLock { $0 } }

  func url(of feed: Int) -> String { bases.withLock { $0[feed % $0.count] } + "/\(feed)" }

  /// Forgets all that they were asked.
  func beginAnew() {
    publishers.withLock { $0 = [:] }
    log.withLock { $0 = [] }
  }

  private func answer(_ request: RecordedRequest) -> Reply {
    log.withLock { $0.append(request.text) }
    let name = String(request.path.dropFirst().prefix { $0 != "/" })
    return publishers.withLock { publishers in
      publishers[name, default: Publisher(Int(name) ?? 0, bases.withLock { $0 }, seed: seed)].answer(request)
    }
  }
}

/// A publisher whose mood changes: it works, has moved, refuses, fails, is gone.
private struct Publisher {
  private enum Mood: CaseIterable {
    case well, quiet, moved, refusing, failing, gone
  }

  private let feed: Int
  private let bases: [String]
  private var random: SeededRandom
  private var mood = Mood.well
  /// Answers until the mood changes.
  private var left = 6
  private var newest = 6
  private var version = 0

  init(_ feed: Int, _ bases: [String], seed: UInt64) {
    self.feed = feed
    self.bases = bases
    random = SeededRandom(seed: seed &* 1_000 &+ UInt64(feed))
  }

  mutating func answer(_ request: RecordedRequest) -> Reply {
    if request.path.hasSuffix("/page") {
      return random.happens(40) ? refusal(429) : .status(200, body: SampleFeed.rss(["\(feed)-\(newest - 6)"]))
    }
    if mood == .moved, !request.path.hasSuffix("/new") {
      return .redirect(random.happens(3) ? 302 : 301, to: random.happens(2) ? "/\(feed)/new?ü b" : target)
    }
    left -= 1
    if left <= 0 {
      mood = random.happens(50) ? .well : random.pick(Mood.allCases)
      left = mood == .moved ? 60 : Int.random(in: 1...12, using: &random)
    }
    let isConditional = request.header("If-None-Match") != nil || request.header("If-Modified-Since") != nil
    switch mood {
    case .well, .moved: return random.happens(5) ? failure() : document(isConditional, newStories: random.happens(50))
    case .quiet: return document(isConditional, newStories: false)
    case .refusing: return refusal(random.pick([429, 503]))
    case .failing: return failure()
    case .gone: return .status(random.pick([410, 410, 410, 404]))
    }
  }

  /// Where the feed has moved to: on its own domain, or on another.
  private var target: String { bases[(feed + feed % 2) % bases.count] + "/\(feed)/new" }

  private mutating func refusal(_ status: Int) -> Reply {
    let waits = [
      "Retry-After: 7200", "Retry-After: 200000", "Retry-After: 0", "Retry-After: soon", "Cache-Control: max-age=40000",
      "Date: Fri, 15 Jan 2027 08:00:00 GMT\r\nRetry-After: Sat, 16 Jan 2027 08:00:00 GMT", "X-None: 1",
    ]
    return .status(status, [random.pick(waits)])
  }

  private mutating func failure() -> Reply {
    random.pick([
      .raw(""), .status(500), .status(403, ["Retry-After: 90000"]), .status(404),
      .status(200, body: "<html>Log in</html>"),
      .status(304), .redirect(301, to: "/elsewhere"),
    ])
  }

  private mutating func document(_ isConditional: Bool, newStories: Bool) -> Reply {
    var headers = ["ETag: \"\(version)\""]
    if random.happens(30) { headers.append("Last-Modified: version \(version)") }
    if random.happens(30) { headers.append(random.pick(["Cache-Control: max-age=9001", "Expires: 0", "Age: 77"])) }
    if !newStories, isConditional { return .status(304, random.happens(10) ? ["ETag: \"\(version)b\""] : headers) }
    if newStories {
      version += 1
      newest += random.happens(10) ? 9 : Int.random(in: 1...4, using: &random)
    }
    let ids = (newest - 5...newest).map { "\(feed)-\($0)" }
    if isConditional, random.happens(10) { return .status(226, headers, body: SampleFeed.rss([ids[5]])) }
    // Feeds of a domain that wait for the end of the same hours would be polled in another order after a restart.
    let skips =
      feed == 5 ? "<skipHours><hour>3</hour><hour>14</hour></skipHours><skipDays><day>Sunday</day></skipDays>" : ""
    let hints = [
      "", "", skips, "<ttl>150</ttl>",
      "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>7</sy:updateFrequency>",
      "<atom:link rel=\"next\" href=\"\(bases[(feed + 1) % bases.count])/\(feed)/page\"/>",
      "<atom:link rel=\"next\" href=\"/\(feed)/page\"/>",
    ]
    let text = SampleFeed.rss(ids, channel: random.pick(hints))
    return .status(200, headers, body: random.happens(8) ? String(text.prefix(text.count * 3 / 4)) : text)
  }
}
