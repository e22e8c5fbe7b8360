import Archive
import FoundationEssentials
import TestSupport
import Testing

@testable import Watching

/// How long a feed that works is left alone.
@Suite struct SpacingTests {
  static let body = SampleFeed.rss(["1"])

  @Test(
    "E8, E9, E11, E13: after a success the longest of interval, freshness and the feed's own words counts",
    arguments: [
      ([], "", 3_600), (["Cache-Control: max-age=60"], "", 3_600), (["Cache-Control: max-age=7200"], "", 7_200),
      (["Cache-Control: public, MAX-AGE = \"7200\""], "", 7_200), (["Cache-Control: s-maxage=7200"], "", 3_600),
      (["Cache-Control: max-age=999999999999999999999"], "", 86_400),
      (["Date: Fri, 15 Jan 2027 00:00:00 GMT", "Expires: Fri, 15 Jan 2027 03:00:00 GMT"], "", 10_800),
      (["Cache-Control: max-age=9000", "Expires: Fri, 15 Jan 2027 23:00:00 GMT"], "", 9_000),
      (["Cache-Control: max-age=9000", "Age: 1800"], "", 7_200),
      (["Cache-Control: max-age=9000", "Age: x"], "", 9_000),
      ([], "<ttl>180</ttl>", 10_800), ([], "<ttl>5</ttl>", 3_600), ([], "<ttl>999999</ttl>", 86_400),
      ([], "<sy:updatePeriod>hourly</sy:updatePeriod>", 3_600),
      ([], "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
      ([], "<sy:updateFrequency>12</sy:updateFrequency>", 7_200),
      ([], "<sy:updatePeriod>always</sy:updatePeriod>", 3_600),
      (["Cache-Control: max-age=7200"], "<ttl>180</ttl>", 10_800),
    ] as [([String], String, TimeInterval)])
  func afterSuccess(headers: [String], channel: String, wanted: TimeInterval) async throws {
    let server = try LoopbackServer(always: .status(200, headers, body: SampleFeed.rss(["1"], channel: channel)))
    let watch = try PolledWatch(server)
    try await watch.poll()
    let wait = try watch.wait()
    #expect(isAbout(wait, wanted), "\(wait)")
    #expect(wait <= 86_400.001, "Q5: nothing delays a feed that works beyond `max`")
  }

  @Test(
    "a connection stays open for the next feed of its host, and for nobody else",
    arguments: [(["a", "a", "a"], 1), (["a", "a", "b"], 2), (["a", "b", "a"], 3)])
  func connections(hosts: [String], wanted: Int) async throws {
    let server = try LoopbackServer(always: .status(200, body: Self.body))
    let feeds = hosts.enumerated().map { "- { url: \"http://\($1).feeds.localhost:\(server.port)/\($0)\" }\n" }
    let watch = try PolledWatch(feeds: feeds.joined())
    let summary = try await watch.poll()
    #expect(summary.feeds == hosts.count && summary.failed == 0)
    #expect(server.connections == wanted)
  }

  @Test func `E11: max-age counts on a 304 too`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: Self.body), .status(304, ["Cache-Control: max-age=20000"]),
    ])
    let watch = try PolledWatch(server)
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(isAbout(try watch.wait(), 20_000))
  }

  @Test(
    "E11: how much of max-age is believed is told per host, on a 200 and a 304",
    arguments: [("6h", 6.0), ("2d", 48), ("0s", 1)])
  func maxAgeOfHost(longest: String, hours: Double) async throws {
    let age = ["ETag: \"a\"", "Cache-Control: max-age=31536000"]
    let server = try LoopbackServer(inTurn: [.status(200, age, body: Self.body), .status(304, age)])
    let watch = try PolledWatch(server, schedule: "max: 7d", hosts: "127.0.0.1: { max-age: \(longest) }")
    for _ in 1...2 {
      try await watch.pollWhenDue()
      let wait = try watch.wait()
      #expect(isAbout(wait, hours * .hour), "\(wait)")
    }
  }

  @Test func `E10: ten restarts within the interval ask for nothing`() async throws {
    let server = try LoopbackServer(always: .status(200, body: Self.body))
    let watch = try PolledWatch(server)
    try await watch.poll()
    for _ in 1...10 { #expect(try await watch.poll(after: 350).feeds == 0) }
    #expect(server.requests.count == 1)
    try await watch.poll(after: 500)
    #expect(server.requests.count == 2)
  }

  @Test func `E13, Q5: in the hours that a feed skips it is not read, though it was due before; --all reads it`()
    async throws
  {
    // The clock starts at 08:00.
    let channel = "<skipHours><hour>9</hour><hour>10</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    let server = try LoopbackServer(always: .status(200, body: SampleFeed.rss(["1"], channel: channel)))
    let watch = try PolledWatch(server, schedule: "interval: 30m")
    try await watch.poll()
    for minutes in [95.0, 30] { try await watch.poll(after: minutes * .minute) }
    #expect(server.requests.count == 1, "08:30 was due, 09:35 and 10:05 are skipped")
    try await watch.poll(.onceAll)
    #expect(server.requests.count == 2)
    #expect(try watch.state().nextDue == watch.clock.now.addingTimeInterval(55 * .minute), "11:00")
    try await watch.poll(after: 55 * .minute)
    #expect(server.requests.count == 3)
  }

  @Test func `E14, Q10: one request for an address however many lists name it`() async throws {
    let server = try LoopbackServer(always: .status(200, body: Self.body))
    let watch = try PolledWatch(server)
    try watch.folder.write("\(server.url())\n", to: "more.txt")
    let text = try watch.folder.read("vigie.yaml").replacing("[feeds.yaml]", with: "[feeds.yaml, more.txt]")
    try watch.folder.write(text, to: "vigie.yaml")
    try await watch.poll()
    #expect(server.requests.count == 1)
  }

  @Test func `E14: the feeds of a domain come one after the other, and hold up no other`() async throws {
    let gate = Gate()
    let server = try LoopbackServer { request in
      gate.wait()
      return .status(200, body: SampleFeed.rss([request.path]))
    }
    let other = try LoopbackServer(address: "127.0.0.2", always: .status(200, body: SampleFeed.rss(["other"])))
    let feeds = (1...4).map { "- { url: \"\(server.url("/\($0)"))\" }\n" }.joined()
    let watch = try PolledWatch(feeds: feeds + "- { url: \"\(other.url(host: "127.0.0.2"))\" }\n")
    let polling = Task { try await watch.poll() }
    try await wait { try watch.alertedStories == ["other"] }
    for count in 1...4 {
      try await wait { gate.waiting == 1 }
      #expect(server.requests.count == count)
      gate.letThrough()
    }
    #expect(try await polling.value.feeds == 5)
    #expect(gate.mostWaiting == 1)
  }

  @Test func `E14: the feeds of a domain follow one another by the spacing, though other feeds are due much later`()
    throws
  {
    let feeds = ["later", "1", "2", "3", "4"].map { "- { url: \"https://example.org/\($0)\", id: \"\($0)\" }\n" }
    let watch = try PolledWatch(feeds: feeds.joined(), spacing: "5s")
    let start = watch.clock.now
    var later = FeedState(feed: "later", url: "https://example.org/later")
    (later.lastPolled, later.nextDue) = (start - .hour, start + .hour)
    var loop = PollLoop(
      plan: Poller.Plan(try watch.configuration), span: .untilStopped, states: ["later": later], now: start
    ) { _ in }
    var starts: [TimeInterval] = []
    var now = start
    while now < start + .hour / 2 {
      while let turn = loop.nextTurn(at: now) {
        starts.append(now.timeIntervalSince(start))
        var state = turn.state
        state.nextDue = now + .hour
        loop.polled(turn.number, FeedPoll.Result(outcome: .unchanged, record: PollRecord(state: state)), now: now)
      }
      let timer = loop.nextTimer(at: now)
      now = try #require(timer)
      loop.ticked(now)
    }
    #expect(starts == [0, 5, 10, 15])
  }

  @Test func `E14: the spacing counts over the hosts of a domain, and from the last run on`() throws {
    let feeds = ["a.example.co.uk", "b.example.co.uk", "example.co.uk", "other.co.uk"].map {
      "- { url: \"https://\($0)/\", id: \($0) }\n"
    }
    let plan = Poller.Plan(try PolledWatch(feeds: feeds.joined(), spacing: "5s").configuration)
    let start = TestClock().now
    var known = FeedState(feed: "example.co.uk", url: "https://example.co.uk/")
    (known.lastPolled, known.nextDue) = (start - 2, start + .hour)
    var loop = PollLoop(plan: plan, span: .once, states: [known.feed: known], now: start) { _ in }
    var starts: [String: TimeInterval] = [:]
    for second in 0...20 {
      let now = start + TimeInterval(second)
      while let turn = loop.nextTurn(at: now) {
        starts[turn.source.id] = TimeInterval(second)
        loop.polled(
          turn.number, FeedPoll.Result(outcome: .unchanged, record: PollRecord(state: turn.state)), now: now)
      }
    }
    #expect(starts == ["other.co.uk": 0, "a.example.co.uk": 3, "b.example.co.uk": 8])
  }

  @Test func `no more feeds are polled at once than there are connections`() throws {
    let feeds = (1...5).map { "- { url: \"https://\($0).example\($0).org/\", id: \"\($0)\" }\n" }.joined()
    var configuration = try PolledWatch(feeds: feeds).configuration
    configuration.http.connections = 2
    let now = TestClock().now
    var loop = PollLoop(plan: Poller.Plan(configuration), span: .once, states: [:], now: now) { _ in }
    let first = try #require([loop.nextTurn(at: now), loop.nextTurn(at: now)].compactMap(\.self).last)
    #expect(loop.nextTurn(at: now) == nil)
    loop.polled(
      first.number, FeedPoll.Result(outcome: .unchanged, record: PollRecord(state: first.state)), now: now)
    #expect(loop.nextTurn(at: now) != nil)
    #expect(loop.nextTurn(at: now) == nil)
  }

  @Test func `P4: the rhythm is learnt from polls that follow a success and come on time`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(200, body: SampleFeed.rss(["1"])), .status(200, body: SampleFeed.rss(["2", "1"])), .status(500),
      .status(200, body: SampleFeed.rss(["3", "2"])), .status(200, body: SampleFeed.rss(["4", "3"])),
    ])
    let watch = try PolledWatch(server)
    var learnt: [Double] = []
    for _ in 1...4 {
      try await watch.pollWhenDue()
      learnt.append(try watch.memory().rhythm.stories.reduce(0, +))
    }
    try await watch.poll(after: 3 * .day)
    learnt.append(try watch.memory().rhythm.stories.reduce(0, +))
    #expect(learnt == [0, 1, 1, 1, 1])
  }

  @Test func `Q1: --all keeps to a refusal, and to the conditions`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: Self.body), .status(429, ["Retry-After: 7200"]), .status(304),
    ])
    let watch = try PolledWatch(server)
    try await watch.poll()
    for _ in 1...3 { try await watch.poll(after: .minute, .onceAll) }
    #expect(server.requests.count == 2)
    try await watch.poll(after: 8_000, .onceAll)
    #expect(server.requests.map { $0.headerText("If-None-Match") } == [nil, "\"a\"", "\"a\""])
  }

  @Test func `Q3: new feeds are due at once, and spread from their second poll on`() async throws {
    let server = try LoopbackServer(always: .status(200, body: Self.body))
    let feeds = (1...40).map { "- { url: \"\(server.url("/\($0)"))\", id: f\($0) }\n" }.joined()
    let watch = try PolledWatch(feeds: feeds)
    #expect(try await watch.poll().feeds == 40)
    let waits = try (1...40).map { try watch.wait("f\($0)") }
    #expect(waits.allSatisfy { isAbout($0, .hour) })
    #expect(Set(waits).count > 35, "E9, Q2: jitter lengthens, by a tenth at most")
  }
}
