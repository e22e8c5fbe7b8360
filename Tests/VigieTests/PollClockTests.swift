import Foundation
import TestSupport
import Testing

/// The main rules of polling as a server sees them, from runs of the built command at moved times.
@Suite(.enabled(if: Preload.isAvailable, "\(Preload.absence)"))
struct PollClockTests {
  static let hour: TimeInterval = 3_600
  static let day: TimeInterval = 86_400

  let bed: TestBed
  var clock: MovedClock

  init() throws {
    bed = try TestBed()
    clock = try MovedClock(in: bed)
  }

  /// Polls at each of the times, counted from now, and gives the number of requests after each.
  private mutating func requests(
    _ server: LoopbackServer, at times: [TimeInterval], _ options: String...
  ) async throws -> [Int] {
    var counts: [Int] = []
    for time in times {
      clock.offset = time
      let run = try await options.isEmpty ? bed.poll(at: clock) : bed.poll(at: clock, "--all")
      #expect(run.code == 0 && run.output.isEmpty, "\(run)")
      counts.append(server.requests.count)
    }
    return counts
  }

  private func etags(_ server: LoopbackServer) -> [String?] { server.requests.map { $0.headerText("If-None-Match") } }

  @Test mutating func `E2, E10: ten runs within the interval ask for nothing, the next one with conditions`()
    async throws
  {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"])), .status(304),
    ])
    try bed.configure(loopbackFeeds: "- url: \"\(server.url())\"\n")
    let counts = try await requests(server, at: (0...10).map { TimeInterval($0) * 300 } + [1.11 * Self.hour])
    #expect(counts == Array(repeating: 1, count: 11) + [2])
    #expect(etags(server) == [nil, "\"a\""])
  }

  @Test mutating func `E7: after eight days of 304 one request goes without conditions, the next not before a day`()
    async throws
  {
    let server = try LoopbackServer(inTurn: [
      .status(200, ["ETag: \"a\""], body: SampleFeed.rss(["1"])), .status(304),
    ])
    try bed.configure(loopbackFeeds: "- url: \"\(server.url())\"\n")
    _ = try await requests(server, at: [0, 4, 7.9, 8.1, 8.5, 9, 9.2].map { $0 * Self.day })
    #expect(etags(server) == [nil, "\"a\"", "\"a\"", nil, "\"a\"", "\"a\"", nil])
  }

  @Test mutating func `E12: a Retry-After keeps the host alone for as long as it says, even from --all`() async throws {
    let server = try LoopbackServer(inTurn: [
      .status(429, ["Retry-After: 7200"]), .status(200, body: SampleFeed.rss(["1"])),
    ])
    try bed.configure(loopbackFeeds: "- url: \"\(server.url("/a"))\"\n- url: \"\(server.url("/b"))\"\n")
    let counts = try await requests(server, at: [0, 0.5, 1.9, 2.3].map { $0 * Self.hour }, "--all")
    #expect(counts == [1, 1, 1, 3])
  }

  @Test mutating func `E18: a permanent move is asked at its target after a week`() async throws {
    let server = try LoopbackServer { request in
      request.path == "/feed" ? .redirect(301, to: "/new") : .status(200, body: SampleFeed.rss(["1"]))
    }
    try bed.configure(loopbackFeeds: "- url: \"\(server.url())\"\n")
    _ = try await requests(server, at: [0, 6.9, 7.1, 9, 22].map { $0 * Self.day })
    let both = ["/feed", "/new"]
    #expect(server.requests.map(\.path) == both + both + both + ["/new"] + both)
  }

  @Test mutating func `E19: a feed that is gone is asked three times, and told of once`() async throws {
    let server = try LoopbackServer(always: .status(410))
    try bed.configure(loopbackFeeds: "- url: \"\(server.url())\"\n")
    #expect(try await requests(server, at: (0...6).map { Double($0) * 1.2 * Self.day }) == [1, 2, 3, 3, 3, 3, 3])
    let events = try bed.read("alerts.jsonl").split(separator: "\n").map { try JSONValue($0).type.text }
    #expect(events == ["vigie.feed.gone.v1"])
  }

  @Test mutating func `E19: a feed that is asked no more is told to have no next try`() async throws {
    let server = try LoopbackServer(always: .status(410))
    let config = try bed.configure(loopbackFeeds: "- { url: \"\(server.url())\", id: f }\n")
    func errors(at offset: TimeInterval) async throws -> String {
      clock.offset = offset
      return try await bed.poll(at: clock).errors
    }
    #expect(try await errors(at: -5 * Self.day).contains("vigie: f: answered 410 Gone; next try "))
    #expect(try await errors(at: -3 * Self.day).contains("vigie: f: answered 410 Gone; next try "))
    #expect(Command.succeeds("cp -r state before", in: bed.folder.path))
    let third = "vigie: f: answered 410 Gone; it is asked no more until its entry changes\n"
    #expect(try await errors(at: -1 * Self.day) == third)
    #expect(Command.succeeds("rm -r state alerts.jsonl && mv before state", in: bed.folder.path))
    let service = try bed.start("run", "--config", config)
    defer { service.terminate() }
    try await bed.wait { try bed.read("errors.txt").contains("next=never") }
  }

  @Test mutating func `a clock that was years ahead for a while delays no feed`()
    async throws
  {
    let server = try LoopbackServer(always: .status(200, body: SampleFeed.rss(["1"])))
    try bed.configure(loopbackFeeds: "- url: \"\(server.url())\"\n")
    let years = 3_650 * Self.day
    let counts = try await requests(server, at: [years, 0, 300, 1.2 * Self.hour])
    #expect(counts == [1, 2, 2, 3])
  }
}
