import Archive
import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import Watching

/// Windows that hold nothing known, and the pages behind them.
@Suite struct GapTests {
  func link(_ relation: String, to path: String) -> String { "<atom:link rel=\"\(relation)\" href=\"\(path)\"/>" }

  @Test func `E21: a window without a known story is an event, and halves the interval`() async throws {
    let server = try LoopbackServer(
      inTurn: [["1", "2"], ["4", "3"], ["6", "5"], ["7", "6"]].map { .status(200, body: SampleFeed.rss($0)) })
    let watch = try PolledWatch(server)
    var waits: [TimeInterval] = []
    for _ in 1...4 {
      try await watch.pollWhenDue()
      waits.append(try watch.wait())
    }
    for (wait, wanted) in zip(waits, [60.0, 30, 15, 60]) { #expect(isAbout(wait, wanted * .minute), "\(wait)") }
    #expect(try watch.feedEvents == ["vigie.feed.gap.v1", "vigie.feed.gap.v1"])
    #expect(try watch.alertedStories == ["1", "2", "4", "3", "6", "5", "7"])
  }

  @Test(arguments: ["prev-archive", "next"])
  func `E21, Q11: earlier pages are read up to the first known story, and close the gap`(relation: String) async throws
  {
    let server = try LoopbackServer { [link] request in
      switch request.path {
      case "/feed" where request.header("If-None-Match") == nil:
        .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"]))
      case "/feed": .status(200, body: SampleFeed.rss(["9", "8"], channel: link(relation, "/p1")))
      case "/p1": .status(200, body: SampleFeed.rss(["7", "6"], channel: link(relation, "/p2")))
      case "/p2": .status(200, body: SampleFeed.rss(["2", "1"], channel: link(relation, "/p3")))
      default: .status(404)
      }
    }
    let watch = try PolledWatch(server)
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(server.requests.map(\.path) == ["/feed", "/feed", "/p1", "/p2"])
    #expect(try watch.feedEvents == [])
    #expect(try watch.alertedStories == ["1", "9", "8", "7", "6", "2"])
  }

  @Test(arguments: ["127.0.0.1", "127.0.0.2"])
  func `Q8, Q20: a page of another port or host gets none of the feed's headers, nor into a private network`(
    address: String
  ) async throws {
    let pages = try LoopbackServer(address: address, always: .status(200, body: SampleFeed.rss(["1"])))
    let page = pages.url("/p1", host: address)
    let server = try LoopbackServer { [link] request in
      request.header("If-None-Match") == nil
        ? .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"]))
        : .status(200, body: SampleFeed.rss(["2"], channel: link("next", page)))
    }
    let more = ", headers: { X-Key: k }, allow-private-networks: true"
    let watch = try PolledWatch(server, more: more)
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(pages.requests.map { $0.headerText("X-Key") } == [nil])
    let wary = try PolledWatch(server, more: more, isWary: true)
    for _ in 1...2 { try await wary.pollWhenDue() }
    #expect(pages.requests.count == 1)
    #expect(try wary.alertedStories == ["1", "2"])
  }

  @Test func `Q8, Q20: a page of the feed's own site gets its headers, password and private network`() async throws {
    let server = try LoopbackServer { [link] request in
      if request.path == "/p1" { return .status(200, body: SampleFeed.rss(["3", "1"])) }
      return request.header("If-None-Match") == nil
        ? .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"]))
        : .status(200, body: SampleFeed.rss(["2"], channel: link("next", "/p1")))
    }
    let more = ", headers: { X-Key: k }, allow-private-networks: true"
    let watch = try PolledWatch(server, more: more, user: "desk:SECRET", isWary: true)
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(server.requests.map(\.path) == ["/feed", "/feed", "/p1"])
    #expect(server.requests.allSatisfy { $0.headerText("X-Key") == "k" })
    #expect(Set(server.requests.map { $0.headerText("Authorization") }) == ["Basic ZGVzazpTRUNSRVQ="])
    #expect(try watch.alertedStories == ["1", "2", "3"])
  }

  @Test(arguments: ["/feed", "/new"])
  func `E2: a document that names itself as the page before costs no request`(page: String) async throws {
    let server = try LoopbackServer { [link] request in
      if request.path == "/feed" { return .redirect(302, to: "/new") }
      return request.header("If-None-Match") == nil
        ? .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"]))
        : .status(200, body: SampleFeed.rss(["2"], channel: link("next", page)))
    }
    let watch = try PolledWatch(server)
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(server.requests.map(\.path) == ["/feed", "/new", "/feed", "/new"])
    #expect(try watch.feedEvents == ["vigie.feed.gap.v1"])
  }

  @Test func `of a page that breaks off, only whole stories are used`() async throws {
    let whole = SampleFeed.rss(["3", "4"])
    let cut = whole.prefix(whole.utf8.count - 30)
    let server = try LoopbackServer { [link] request in
      if request.path == "/p1" { return .status(200, body: String(cut)) }
      return request.header("If-None-Match") == nil
        ? .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"]))
        : .status(200, body: SampleFeed.rss(["2"], channel: link("next", "/p1")))
    }
    let watch = try PolledWatch(server)
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(try watch.alertedStories == ["1", "2", "3"])
  }

  @Test func `E21: where nothing new comes after a gap, the interval is the usual one again`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"])),
      .status(200, ["ETag: \"b\""], body: SampleFeed.rss(["2"])), .status(304),
    ])
    let watch = try PolledWatch(server)
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(isAbout(try watch.wait(), .hour / 2))
    try await watch.pollWhenDue()
    #expect(isAbout(try watch.wait(), .hour))
  }

  @Test func `Q11: five pages at most are read, and none twice`() async throws {
    let server = try LoopbackServer { [link] request in
      if request.path == "/feed", request.header("If-None-Match") == nil {
        return .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"]))
      }
      let page = (Int(request.path.dropFirst(2)) ?? 0) + 1
      return .status(200, body: SampleFeed.rss(["s\(page)"], channel: link("next", "/p\(page)")))
    }
    let watch = try PolledWatch(server)
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(server.requests.map(\.path).dropFirst(2) == ["/p1", "/p2", "/p3", "/p4", "/p5"])
    #expect(try watch.feedEvents == ["vigie.feed.gap.v1"])
  }

  @Test(arguments: ["127.0.0.1", "127.0.0.2"])
  func `E12, E21: an earlier page's refusal counts for its whole host, also after a restart`(address: String)
    async throws
  {
    let pages = try LoopbackServer(address: address, always: .status(429, ["Retry-After: 36000"]))
    let page = pages.url("/p1", host: address)
    let server = try LoopbackServer { [link] request in
      guard request.path == "/feed", request.header("If-None-Match") != nil else {
        return .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"]))
      }
      return .status(200, ["ETag: \"b\""], body: SampleFeed.rss(["9", "8"], channel: link("prev-archive", page)))
    }
    let watch = try PolledWatch(server)
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(pages.requests.count == 1)
    #expect(try watch.alertedStories == ["1", "9", "8"], "what was read is used")
    #expect(try watch.feedEvents == ["vigie.feed.gap.v1"])
    let isOwnHost = address == "127.0.0.1"
    #expect(try watch.state().reason == (isOwnHost ? "an earlier page answered 429 Too Many Requests" : nil))
    #expect(isAbout(try watch.wait(), isOwnHost ? 10 * .hour : .hour / 2), "a feed that works is polled on")
    let others = ["- { url: \"\(server.url("/other"))\" }\n", "- { url: \"\(page)\" }\n"].joined()
    try watch.folder.write(watch.folder.read("feeds.yaml") + others, to: "feeds.yaml")
    try await watch.poll(after: 9 * .hour)
    #expect(pages.requests.count == 1, "the host that refused is left alone")
    #expect(server.requests.count == (isOwnHost ? 2 : 4), "another host is not")
    try await watch.poll(after: 2.5 * .hour)
    #expect(pages.requests.count == 2)
  }

  @Test func `E12, E21: a host that refused an earlier page is not asked for another before its time has come`()
    async throws
  {
    let pages = try LoopbackServer(address: "127.0.0.2", always: .status(429, ["Retry-After: 18000"]))
    let page = pages.url(host: "127.0.0.2")
    let window = Atomic<Int>(0)
    let server = try LoopbackServer { [link] _ in
      let number = window.add(1, ordering: .relaxed).newValue
      return .status(200, body: SampleFeed.rss(["\(number)"], channel: link("next", page)))
    }
    let watch = try PolledWatch(server)
    for _ in 1...4 { try await watch.poll(after: .hour, .onceAll) }
    #expect(server.requests.count == 4)
    #expect(pages.requests.count == 1)
    try await watch.poll(after: 5 * .hour)
    #expect(pages.requests.count == 2)
  }

  @Test func `E12, E21: nor is a host that another feed's poll has found to refuse`() async throws {
    let pages = try LoopbackServer(address: "127.0.0.2", always: .status(429, ["Retry-After: 18000"]))
    let page = pages.url("/page", host: "127.0.0.2")
    let window = Atomic<Int>(0)
    let server = try LoopbackServer { [link] _ in
      let number = window.add(1, ordering: .relaxed).newValue
      return .status(200, body: SampleFeed.rss(["\(number)"], channel: link("next", page)))
    }
    let watch = try PolledWatch(server)
    let feeds = try watch.folder.read("feeds.yaml") + "- { url: \"\(pages.url("/feed", host: "127.0.0.2"))\" }\n"
    try watch.folder.write(feeds, to: "feeds.yaml")
    for _ in 1...4 { try await watch.poll(after: .hour, .onceAll) }
    #expect(server.requests.count == 4)
    #expect(pages.requests.map(\.path) == ["/feed"])
    #expect(try watch.feedEvents == Array(repeating: "vigie.feed.gap.v1", count: 3))
  }

  @Test func `Q11: an empty window is no gap`() async throws {
    let server = try LoopbackServer(
      inTurn: [["1"], [], ["2", "1"]].map { .status(200, body: SampleFeed.rss($0)) })
    let watch = try PolledWatch(server)
    for _ in 1...3 { try await watch.pollWhenDue() }
    #expect(try watch.feedEvents == [])
  }

  @Test func `E22: a delta brings new stories, and what it leaves out is neither gone nor a gap`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["2", "1"])),
      .status(226, ["ETag: \"b\"", "IM: feed"], body: SampleFeed.rss(["3"])), .status(304),
      .status(200, ["ETag: \"c\""], body: SampleFeed.rss(["3", "2", "1"])),
    ])
    let watch = try PolledWatch(server, more: ", headers: { A-IM: feed }")
    for _ in 1...4 { try await watch.pollWhenDue() }
    #expect(server.requests.map { $0.headerText("A-IM") } == Array(repeating: "feed", count: 4))
    #expect(server.requests.map { $0.headerText("If-None-Match") } == [nil, "\"a\"", "\"b\"", "\"b\""])
    #expect(try watch.feedEvents == [])
    #expect(try watch.alertedStories == ["2", "1", "3"])
  }

  @Test func `E22: what deltas leave out for long is not forgotten, so it alerts no second time`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["2", "1"])),
      .status(226, ["ETag: \"b\"", "IM: feed"], body: SampleFeed.rss(["3"])),
      .status(226, ["ETag: \"c\"", "IM: feed"], body: SampleFeed.rss(["4"])),
      .status(226, ["ETag: \"d\"", "IM: feed"], body: SampleFeed.rss(["5"])),
      .status(200, body: SampleFeed.rss(["5", "4", "3", "2", "1"])),
    ])
    let watch = try PolledWatch(server, more: ", headers: { A-IM: feed }")
    try watch.folder.write(
      watch.folder.read("vigie.yaml") + "\nretention: { stories: 1d, texts: 0s }\n", to: "vigie.yaml")
    for _ in 1...5 { try await watch.poll(after: 1.5 * .day) }
    #expect(try watch.alertedStories == ["2", "1", "3", "4", "5"])
  }

  @Test func `P3: polls that wait for earlier pages hold up the reading of no other`() async throws {
    let gate = Gate()
    let server = try LoopbackServer { [link] request in
      if request.path.hasPrefix("/p") {
        gate.wait()
        return .status(200, body: SampleFeed.rss([request.path]))
      }
      let isFirst = request.header("If-None-Match") == nil
      let id = "\(request.path)\(isFirst ? 1 : 2)"
      return .status(200, ["ETag: \"a\""], body: SampleFeed.rss([id], channel: isFirst ? "" : link("next", "/p")))
    }
    let names = (0..<20).map { "f\($0)" }
    let list = names.map { "- { url: \"\(server.url("/\($0)", host: "\($0).localhost"))\", id: \($0) }\n" }
    let watch = try PolledWatch(feeds: list.joined())
    try await watch.poll()
    watch.clock.advance(by: 2 * .hour)
    let polling = Task { try await watch.poll() }
    try await wait { gate.waiting == names.count }
    for _ in names { gate.letThrough() }
    #expect(try await polling.value.feeds == names.count)
  }

  @Test func `Q11: earlier pages are asked for one after the other, spaced like polls`() async throws {
    let times = Mutex<[ContinuousClock.Instant]>([])
    let server = try LoopbackServer { [link] request in
      times.withLock { $0.append(.now) }
      guard request.path == "/feed" else { return .status(200, body: SampleFeed.rss(["1"])) }
      return request.header("If-None-Match") == nil
        ? .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"]))
        : .status(200, body: SampleFeed.rss(["2"], channel: link("next", "/p1")))
    }
    let watch = try PolledWatch(
      feeds: "- { url: \"\(server.url())\", id: f }\n", spacing: "1s", clock: TestClock(isRunning: true))
    for _ in 1...2 { try await watch.pollWhenDue() }
    #expect(server.requests.map(\.path) == ["/feed", "/feed", "/p1"])
    let came = times.withLock { $0 }
    #expect(came[2] - came[1] >= .seconds(1))
  }

  @Test func `E7, E22: a server that only sends deltas is asked in full after 8 days`() async throws {
    let server = try LoopbackServer { request in
      request.header("If-None-Match") == nil
        ? .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["2", "1"]))
        : .status(226, ["ETag: \"b\"", "IM: feed"], body: SampleFeed.rss(["3"]))
    }
    let watch = try PolledWatch(server, more: ", headers: { A-IM: feed }")
    for _ in 1...10 { try await watch.poll(after: .day, .onceAll) }
    #expect(server.requests.indices.filter { server.requests[$0].header("If-None-Match") == nil } == [0, 9])
    #expect(try watch.alertedStories == ["2", "1", "3"])
  }
}
