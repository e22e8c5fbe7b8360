import Testing

@testable import Fetching

@Suite struct AdmissionQueueTests {
  /// Everything that may run now.
  private func started(_ queue: inout AdmissionQueue) -> [Int] {
    var ids: [Int] = []
    while let next = queue.next() { ids.append(next.id) }
    return ids
  }

  @Test func `a host's fetches run in order, so many at once`() {
    var queue = AdmissionQueue(total: 10, perHost: 2)
    for id in 1...5 { queue.add(id, host: "a") }
    #expect(started(&queue) == [1, 2])
    queue.release(host: "a")
    #expect(started(&queue) == [3])
    queue.release(host: "a")
    queue.release(host: "a")
    #expect(started(&queue) == [4, 5])
  }

  @Test func `all hosts together stay under the total, and take turns`() {
    var queue = AdmissionQueue(total: 3, perHost: 1)
    for (id, host) in [(1, "a"), (2, "a"), (3, "a"), (4, "b"), (5, "b"), (6, "c"), (7, "d")] {
      queue.add(id, host: host)
    }
    #expect(started(&queue) == [1, 4, 6])
    queue.release(host: "a")
    #expect(started(&queue) == [7])
    queue.release(host: "d")
    #expect(started(&queue) == [2])
  }

  @Test func `a fetch that moves to another host gives its place to the next`() {
    var queue = AdmissionQueue(total: 10, perHost: 1)
    for (id, host) in [(1, "a"), (2, "a"), (3, "b"), (4, "b")] { queue.add(id, host: host) }
    #expect(started(&queue) == [1, 3])
    let stays = queue.move(1, from: "a", to: "a")
    let moves = queue.move(1, from: "a", to: "c")
    #expect(stays && moves)
    #expect(started(&queue) == [2])
    let waits = !queue.move(2, from: "a", to: "b")
    #expect(waits)
    #expect(started(&queue) == [])
    queue.release(host: "b")
    queue.release(host: "c")
    #expect(started(&queue) == [4])
    queue.release(host: "b")
    #expect(started(&queue) == [2])
  }

  @Test func `ten thousand of one host do not delay another`() {
    var queue = AdmissionQueue(total: 4, perHost: 2)
    for id in 0..<10_000 { queue.add(id, host: "huge") }
    queue.add(10_000, host: "small")
    #expect(started(&queue) == [0, 1, 10_000])
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
