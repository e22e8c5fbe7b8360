import TestSupport
import Testing

/// Polls that may open few files at once.
@Suite struct DescriptorLimitTests {
  private let bed: TestBed
  private let gate = Gate()
  private let server: LoopbackServer
  private static let feeds = 40

  init() throws {
    bed = try TestBed()
    server = try LoopbackServer(address: "0.0.0.0") { [gate] request in
      gate.wait()
      return .status(200, body: SampleFeed.rss([request.path]))
    }
    let feeds = (1...Self.feeds).map { "- { url: \"\(server.url("/\($0)", host: "127.0.0.\($0)"))\", id: f\($0) }\n" }
    try bed.configure(loopbackFeeds: feeds.joined())
  }

  /// Polls under a limit, and lets the answers out when so many are waited for.
  private func poll(_ limit: String, answersAt waiting: Int) async throws -> TestBed.Run {
    async let run = bed.shell("ulimit \(limit) && \"$VIGIE\" poll --config vigie.yaml")
    try await bed.wait { gate.waiting == waiting }
    for _ in 0..<Self.feeds { gate.letThrough() }
    return try await run
  }

  @Test func `a low limit that may be raised is`() async throws {
    let run = try await poll("-Sn 24", answersAt: Self.feeds)
    #expect(run == TestBed.Run(code: 0, output: "", errors: ""))
    #expect(try bed.read("alerts.jsonl").split(separator: "\n").count == Self.feeds)
  }

  @Test func `under a hard limit fewer feeds are asked at once, and all are read`() async throws {
    let run = try await poll("-n 80", answersAt: 4)
    #expect(run == TestBed.Run(code: 0, output: "", errors: ""))
    #expect(gate.mostWaiting == 4)
    #expect(try bed.read("alerts.jsonl").split(separator: "\n").count == Self.feeds)
  }
}
