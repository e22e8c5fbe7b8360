import Archive
import FoundationEssentials
import TestSupport
import Testing

@testable import Watching

/// What servers that refuse, fail or go away come to.
@Suite struct RefusalTests {
  static let body = SampleFeed.rss(["1"])
  static let eight = "Date: Fri, 15 Jan 2027 08:00:00 GMT"

  @Test(
    "E11, E12, E19, Q9: after a refusal the server's own wait counts, else one that doubles up to its bound",
    arguments: [
      (.status(429), [4, 8, 16, 24, 24]), (.status(503), [4, 8]), (.status(403), [4, 8]), (.status(404), [1, 2, 4]),
      (.status(500), [1, 2, 4]), (.status(410), [24, 24]), (.status(304), [1, 2]), (.status(200, body: ""), [1, 2]),
      (.status(200, body: "<html><title>Please log in</title></html>"), [1, 2]), (.raw(""), [1, 2]),
      (.status(429, ["Retry-After: 7200"]), [2, 2]), (.status(503, ["Retry-After: 7200"]), [2]),
      (.status(429, [eight, "Retry-After: Fri, 15 Jan 2027 11:00:00 GMT"]), [3]),
      (.status(503, [eight, "Retry-After: Fri, 15 Jan 2027 07:00:00 GMT"]), [1]),
      (.status(429, ["Retry-After: -350091008"]), [1]), (.status(429, ["Retry-After: 0"]), [1, 1]),
      (.status(403, ["Retry-After: 60"]), [4, 8]), (.status(410, ["Retry-After: 60"]), [24]),
      (.status(404, ["Retry-After: 36000"]), [10]),
      (.status(429, ["Retry-After: soon"]), [4]), (.status(429, ["Cache-Control: max-age=36000"]), [10]),
      (.status(404, ["Cache-Control: max-age=172800"]), [48]),
    ] as [(Reply, [Double])])
  func afterFailure(reply: Reply, hours: [Double]) async throws {
    let server = try LoopbackServer(always: reply)
    let watch = try PolledWatch(server)
    for wanted in hours {
      try await watch.pollWhenDue()
      let wait = try watch.wait()
      #expect(isAbout(wait, wanted * .hour), "\(wait / .hour)")
    }
    #expect(try watch.state().failures == hours.count)
    #expect(server.requests.count == hours.count)
  }

  @Test(arguments: ["99999999999", "9999999999999999999999", "Fri, 15 Jan 2094 08:00:00 GMT"])
  func `E12: no wait is believed beyond 30 days`(value: String) async throws {
    let server = try LoopbackServer(always: .status(429, [Self.eight, "Retry-After: \(value)"]))
    let watch = try PolledWatch(server)
    try await watch.poll()
    #expect(try watch.wait() == 30 * .day)
  }

  @Test(arguments: [429, 503])
  func `E12: a refusal counts for the whole host, also after a restart, and for no other`(status: Int) async throws {
    let server = try LoopbackServer { request in
      request.path == "/1" ? .status(status, ["Retry-After: 7200"]) : .status(200, body: Self.body)
    }
    let other = try LoopbackServer(address: "127.0.0.2", always: .status(200, body: Self.body))
    let watch = try PolledWatch(
      feeds: (1...3).map { "- { url: \"\(server.url("/\($0)"))\" }\n" }.joined()
        + "- { url: \"\(other.url(host: "127.0.0.2"))\" }\n")
    try await watch.poll()
    try await watch.poll(after: .hour, .onceAll)
    #expect(server.requests.map(\.path) == ["/1"])
    #expect(other.requests.count == 2)
    try await watch.poll(after: 1.25 * .hour)
    #expect(server.requests.map(\.path).sorted() == ["/1", "/1", "/2", "/3"])
    #expect(server.requests.last?.path == "/1", "refused again, but the others' turn came first")
  }

  @Test func `E12: a refusal counts on though the feed that met it has moved and answers elsewhere`() async throws {
    let server = try LoopbackServer { request in
      request.path == "/a" ? .status(429, ["Retry-After: 864000"]) : .status(200, body: Self.body)
    }
    let watch = try PolledWatch(server)
    func write(_ address: String, _ more: String...) throws {
      let feeds = ["- { url: \"\(address)\", id: f }\n"] + more.map { "- { url: \"\(server.url($0))\" }\n" }
      try watch.folder.write(feeds.joined(), to: "feeds.yaml")
    }
    try write(server.url("/a"))
    try await watch.poll()
    try write(server.url("/moved", host: "feeds.localhost"), "/b")
    for _ in 1...9 { try await watch.poll(after: .day, .onceAll) }
    #expect(server.requests.map(\.path) == ["/a"] + Array(repeating: "/moved", count: 9))
    try await watch.poll(after: 2.1 * .day)
    #expect(server.requests.suffix(2).map(\.path).sorted() == ["/b", "/moved"])
  }

  @Test func `E12: a redirect that led to a domain is not followed while that wants to be left alone`() async throws {
    let target = try LoopbackServer(address: "127.0.0.2") { request in
      request.path == "/x" ? .status(429, ["Retry-After: 36000"]) : .status(200, body: Self.body)
    }
    let server = try LoopbackServer(always: .redirect(to: target.url("/f", host: "127.0.0.2")))
    let watch = try PolledWatch(server)
    try await watch.poll()
    let feeds = try watch.folder.read("feeds.yaml") + "- { url: \"\(target.url("/x", host: "127.0.0.2"))\", id: x }\n"
    try watch.folder.write(feeds, to: "feeds.yaml")
    try await watch.poll(after: .minute)
    for _ in 1...8 { try await watch.poll(after: .hour, .onceAll) }
    #expect(try StatusReport(of: watch).rows.map(\.nextPoll) == Array(repeating: watch.state("x").nextDue, count: 2))
    #expect(server.requests.count == 1)
    #expect(target.requests.map(\.path) == ["/f", "/x"])
    try await watch.poll(after: 4 * .hour, .onceAll)
    #expect(server.requests.count == 2)
  }

  @Test(arguments: [("one.example", 2), ("two.example", 240)])
  func `E12: of two domains that refused, that which is to be left alone for longer is remembered`(
    domain: String, hours: Double
  ) {
    let now = TestClock().now
    let feed = FeedSource(id: "f", url: "https://example.org/")
    var (state, memory) = (FeedState(feed: "f", url: feed.url), FeedMemory())
    memory.held = HeldDomain(domain: "one.example", until: now + 10 * .day)
    state.notes = memory.notes
    var history = FeedHistory(
      FeedTurn(feed, state), pace: NextPoll(ScheduleSettings()), events: EventWriter(name: "test"))
    let refusal = PollFailure(.status(429), "answered 429", retryAfter: 2 * .hour)
    let held = history.noteRefusal(refusal, by: domain, now: now)
    #expect(isAbout(held.until.timeIntervalSince(now), 2 * .hour))
    #expect(history.memory.held.map { isAbout($0.until.timeIntervalSince(now), hours * .hour) } == true)
  }

  @Test(arguments: [400, 7_200, 400 * .day])
  func `Q1: a refusal outlasts a clock that is put back, and by a day at most where that was little`(
    ahead: TimeInterval
  ) async throws {
    let server = try LoopbackServer(always: .status(429, ["Retry-After: 864000"]))
    let watch = try PolledWatch(server)
    watch.clock.advance(by: ahead)
    try await watch.poll()
    let wait = try watch.wait()
    try await watch.poll(after: -ahead)
    for _ in 1...9 { try await watch.poll(after: .day, .onceAll) }
    #expect(server.requests.count == 1)
    watch.clock.advance(by: wait - 9 * .day + (ahead < .day ? ahead : 0) + 1)
    try await watch.poll()
    #expect(server.requests.count == 2)
  }

  @Test func `Q1: a refusal of 30 days outlasts a clock that is put back in a run`() throws {
    let watch = try PolledWatch(
      feeds: ["f", "other"].map { "- { url: \"https://example.org/\($0)\", id: \($0) }\n" }.joined())
    let now = watch.clock.now
    for ahead in [400, 400 * TimeInterval.day] {
      var state = FeedState(feed: "f", url: "https://example.org/f")
      (state.lastPolled, state.nextDue) = (now + ahead, now + ahead + 30 * .day)
      (state.failures, state.status) = (1, 429)
      var loop = PollLoop(
        plan: Poller.Plan(try watch.configuration), span: .untilStopped, states: ["f": state], now: now + ahead
      ) { _ in }
      #expect(loop.nextTurn(at: now + ahead) == nil)
      #expect(loop.nextTurn(at: now) == nil)
      if let batch = loop.nextBatch(), !batch.isEmpty { loop.committed(alerts: 0) }
      #expect(loop.nextTurn(at: now + 29 * .day) == nil)
      #expect(loop.nextTurn(at: now + 30 * .day + 401) != nil)
    }
  }

  @Test func `E12: a host that a feed was redirected to is the one that refuses`() async throws {
    let refusing = try LoopbackServer(address: "127.0.0.2", always: .status(429))
    let target = refusing.url(host: "127.0.0.2")
    let server = try LoopbackServer { request in
      request.path == "/moved" ? .redirect(to: target) : .status(200, body: Self.body)
    }
    let watch = try PolledWatch(
      feeds: "- { url: \"\(server.url("/moved"))\" }\n- { url: \"\(server.url("/other"))\", id: f }\n")
    try await watch.poll()
    #expect(server.requests.map(\.path) == ["/moved", "/other"])
    try watch.folder.write(watch.folder.read("feeds.yaml") + "- { url: \"\(target)\" }\n", to: "feeds.yaml")
    try await watch.poll(after: 2 * .hour)
    #expect(server.requests.map(\.path) == ["/moved", "/other", "/other"], "the host of the redirect did not refuse")
    #expect(refusing.requests.count == 1, "the refusal counts after a restart too")
  }

  @Test func `E19, Q1: a third 410 in a row stops the feed and is told once; a changed entry asks again`() async throws
  {
    let server = try LoopbackServer(inTurn: [.status(410), .status(410), .status(410), .status(200, body: Self.body)])
    let watch = try PolledWatch(server)
    for _ in 1...3 { try await watch.pollWhenDue() }
    for _ in 1...3 { try await watch.poll(after: 40 * .day, .onceAll) }
    #expect(server.requests.count == 3)
    #expect(try watch.feedEvents == ["vigie.feed.gone.v1"])
    #expect(try StatusReport(of: watch).rows.map(\.health) == [.gone])
    try watch.folder.write("- { url: \"\(server.url())\", id: f, title: Still wanted }\n", to: "feeds.yaml")
    try await watch.poll()
    #expect(server.requests.count == 4)
    #expect(try watch.feedEvents == ["vigie.feed.gone.v1", "vigie.feed.recovered.v1"])
  }

  @Test func `E19: a 410 between others stops nothing`() async throws {
    let server = try LoopbackServer(inTurn: [.status(410), .status(410), .status(404), .status(410), .status(404)])
    let watch = try PolledWatch(server)
    for _ in 1...8 { try await watch.pollWhenDue() }
    #expect(server.requests.count == 8)
    #expect(try watch.feedEvents == ["vigie.feed.failing.v1"])
  }

  @Test(arguments: [
    ([410, 500, 410, 410, 200], ["failing", "recovered"]), ([500, 500, 410, 410, 200], ["failing", "recovered"]),
    ([410, 410, 500, 500, 200], ["failing", "recovered"]), ([500, 410, 410, 410], ["failing", "gone"]),
    ([410, 410, 410], ["gone"]), ([500, 410, 200], []),
  ])
  func `Q6, E19: an outage is told at its third failure, whatever they were`(
    answers: [Int], events: [String]
  ) async throws {
    let server = try LoopbackServer(inTurn: answers.map { $0 == 200 ? .status(200, body: Self.body) : .status($0) })
    let watch = try PolledWatch(server)
    for _ in answers { try await watch.pollWhenDue() }
    #expect(try watch.feedEvents == events.map { "vigie.feed.\($0).v1" })
  }

  @Test(arguments: [503, 429])
  func `E12, P3: a feed that is refused whenever it is asked keeps no other of its domain waiting for ever`(
    status: Int
  ) async throws {
    let server = try LoopbackServer { request in
      request.path == "/a" ? .status(status) : .status(200, body: SampleFeed.rss([request.path]))
    }
    let watch = try PolledWatch(
      feeds: ["a", "b", "c", "d"].map { "- { url: \"\(server.url("/\($0)"))\", id: \($0) }\n" }.joined())
    for _ in 1...24 { try await watch.poll(after: .hour / 2) }
    #expect(try watch.alertedStories.sorted() == ["/b", "/c", "/d"])
    #expect(server.requests.first?.path == "/a")
    // The domain is left alone for a day at most where it does not say itself for how long.
    for _ in 1...40 { try await watch.poll(after: .day) }
    #expect(server.requests.filter { $0.path == "/b" }.count >= 20)
  }

  @Test(arguments: [412, 431])
  func `validators that a server does not take back are not sent again`(status: Int) async throws {
    let server = try LoopbackServer { request in
      request.header("If-None-Match") == nil
        ? .status(200, ["ETag: \"\(String(repeating: "x", count: 9_000))\""], body: Self.body) : .status(status)
    }
    let watch = try PolledWatch(server)
    for _ in 1...3 { try await watch.pollWhenDue() }
    #expect(server.requests.map { $0.header("If-None-Match") == nil } == [true, false, true])
    #expect(try watch.state().failures == 0)
  }

  @Test func `E19: a feed that is not found is asked for ever, at least once a week`() async throws {
    let server = try LoopbackServer(always: .status(404))
    let watch = try PolledWatch(server)
    for _ in 1...14 {
      try await watch.pollWhenDue()
      #expect(try watch.wait() <= 7.7 * .day)
    }
    #expect(server.requests.count == 14)
  }

  @Test func `Q6: an outage is told once, after three failures, and its end once`() async throws {
    let failures = Array(repeating: Reply.status(500), count: 5)
    let server = try LoopbackServer(inTurn: failures + [.status(200, body: Self.body)])
    let watch = try PolledWatch(server)
    let start = watch.clock.now
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(try watch.feedEvents == [])
    for _ in 1...5 { try await watch.pollWhenDue() }
    #expect(try watch.feedEvents == ["vigie.feed.failing.v1", "vigie.feed.recovered.v1"])
    let failing = try #require(try watch.events.first)
    #expect(failing.subject.text == "f")
    #expect(failing.data.feed.id.text == "f" && failing.data.feed.url.text == server.url())
    #expect(failing.data.reason.text == "answered 500 Internal Server Error")
    #expect(failing.data.status.integer == 500 && failing.data.failures.integer == 3)
    #expect(failing.data.since.text == start.formatted(.iso8601))
  }

  @Test(arguments: [
    (Reply.status(200, body: "<html><title>Please log in</title><form><input type=password></form></html>"), "login"),
    (.status(200, body: ""), "empty"), (.status(503), "503 Service Unavailable"), (.raw("nonsense"), "not HTTP"),
  ])
  func `a failing feed's row says why in words`(reply: Reply, words: String) async throws {
    let server = try LoopbackServer(always: reply)
    let watch = try PolledWatch(server)
    try await watch.poll()
    let row = try #require(try StatusReport(of: watch).rows.first)
    #expect(row.health == .failing)
    #expect(row.state?.reason?.contains(words) == true, "\(row.state?.reason ?? "")")
  }
}

extension StatusReport {
  init(of watch: PolledWatch) throws {
    let configuration = try watch.configuration
    self.init(feeds: configuration.feeds, states: try Self.states(of: configuration), now: watch.clock.now)
  }
}
