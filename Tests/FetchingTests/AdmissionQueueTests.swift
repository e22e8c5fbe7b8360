import Testing

@testable import Fetching

@Suite struct AdmissionQueueTests {
  /// A queue of numbers, and the places of those that run.
  private struct Line {
    var queue: AdmissionQueue<Int>
    var places: [Int: AdmissionQueue<Int>.Host] = [:]

    init(total: Int, perHost: Int, _ fetches: [(Int, String)]) {
      queue = AdmissionQueue(total: total, perHost: perHost)
      for (fetch, host) in fetches { queue.add(fetch, host: host) }
    }

    /// Starts everything that may run now.
    mutating func start() -> [Int] {
      var started: [Int] = []
      while let (fetch, place) = queue.next() {
        places[fetch] = place
        started.append(fetch)
      }
      return started
    }

    mutating func release(_ fetch: Int) throws {
      queue.release(try #require(places[fetch]))
      places[fetch] = nil
    }

    /// Returns whether the fetch goes on running.
    mutating func move(_ fetch: Int, to host: String) throws -> Bool {
      places[fetch] = queue.move(fetch, from: try #require(places[fetch]), to: host)
      return places[fetch] != nil
    }
  }

  @Test func `a host's fetches run in order, so many at once`() throws {
    var line = Line(total: 10, perHost: 2, (1...5).map { ($0, "a") })
    #expect(line.start() == [1, 2])
    try line.release(1)
    #expect(line.start() == [3])
    try line.release(3)
    try line.release(2)
    #expect(line.start() == [4, 5])
  }

  @Test func `all hosts together stay under the total, and take turns`() throws {
    let fetches = [(1, "a"), (2, "a"), (3, "a"), (4, "b"), (5, "b"), (6, "c"), (7, "d")]
    var line = Line(total: 3, perHost: 1, fetches)
    #expect(line.start() == [1, 4, 6])
    try line.release(1)
    #expect(line.start() == [7])
    try line.release(7)
    #expect(line.start() == [2])
  }

  @Test func `a fetch that moves to another host gives its place to the next`() throws {
    var line = Line(total: 10, perHost: 1, [(1, "a"), (2, "a"), (3, "b"), (4, "b")])
    #expect(line.start() == [1, 3])
    let stays = try line.move(1, to: "a")
    let moves = try line.move(1, to: "c")
    #expect(stays && moves)
    #expect(line.start() == [2])
    let goesOn = try line.move(2, to: "b")
    #expect(!goesOn)
    #expect(line.start() == [])
    try line.release(3)
    try line.release(1)
    #expect(line.start() == [4])
    try line.release(4)
    #expect(line.start() == [2])
  }

  @Test func `a host whose last fetch has ended begins a new line`() throws {
    var line = Line(total: 10, perHost: 1, [(1, "a")])
    #expect(line.start() == [1])
    try line.release(1)
    for fetch in [2, 3] { line.queue.add(fetch, host: "a") }
    #expect(line.start() == [2])
    try line.release(2)
    #expect(line.start() == [3])
  }

  @Test func `ten thousand of one host do not delay another`() {
    var line = Line(total: 4, perHost: 2, (0..<10_000).map { ($0, "huge") } + [(10_000, "small")])
    #expect(line.start() == [0, 1, 10_000])
  }
}

@Suite struct LookupLimitTests {
  @Test func `F7: lookups stop when too many hang, and go on when their threads have ended`() {
    var threads = 40
    var limit = LookupLimit(limit: 3) { threads }
    for _ in 1...3 {
      let isPermitted = limit.permitsAnother()
      #expect(isPermitted)
      limit.noteAbandoned()
    }
    let whileHung = limit.permitsAnother()
    threads = 2
    let afterwards = limit.permitsAnother()
    #expect(!whileHung && afterwards)
  }

  @Test func `F7: the threads of this process are counted`() {
    var limit = LookupLimit(limit: 100_000)
    for _ in 1...100_000 { limit.noteAbandoned() }
    let isPermitted = limit.permitsAnother()
    #expect(isPermitted)
    #expect(1...10_000 ~= limit.abandoned)
  }
}
