import Archive
import Fetching
import FoundationEssentials
import Synchronization
import Testing

@testable import Watching

/// How the loop gives turns to polls that a redirect leads to another domain.
@Suite struct AwaitedTurnTests {
  /// What came of turns that polls asked for, until the test looks.
  final class Passes: Sendable {
    private let passes = Mutex<[(turn: FeedTurn, refusal: FetchError?)]>([])

    func add(_ turn: FeedTurn, _ refusal: FetchError?) { passes.withLock { $0.append((turn, refusal)) } }

    func take() -> [(turn: FeedTurn, refusal: FetchError?)] {
      passes.withLock { passes in
        defer { passes = [] }
        return passes
      }
    }
  }

  /// A loop over feeds `f0`, `f1`, ... with a domain each, from which redirects lead to `cdn.example`; and over feeds
  /// `n0`, `n1`, ... of `cdn.example` itself. Every request is answered at once.
  struct Scene {
    let start = TestClock().now
    var now = TestClock().now
    var loop: PollLoop
    /// When the requests came, in seconds from the start, and the feeds that asked.
    private(set) var home: [(time: TimeInterval, feed: String)] = []
    private(set) var cdn: [(time: TimeInterval, feed: String)] = []
    private(set) var refusals: [FetchError] = []
    private(set) var waiting = 0
    private(set) var mostWaiting = 0
    /// Whether the requests are for earlier pages.
    var arePatient = false
    private let passes = Passes()

    /// - Parameter areKnown: Whether earlier polls were redirected too. The feeds are due then, the last longest since;
    ///   those of `cdn.example` are due next.
    init(_ count: Int, areKnown: Bool = false, native: Int = 0, span: Poller.Span = .untilStopped) throws {
      let names = (0..<count).map { ("f\($0)", "https://f\($0).example\($0).org/") }
      let natives = (0..<native).map { ("n\($0)", "https://cdn.example/\($0)") }
      let feeds = (names + natives).map { "- { url: \"\($1)\", id: \($0) }\n" }
      var memory = FeedMemory()
      memory.landing = "cdn.example"
      var states: [String: FeedState] = [:]
      for (number, (id, url)) in names.enumerated() where areKnown {
        var state = FeedState(feed: id, url: url)
        (state.notes, state.nextDue) = (memory.notes, start - TimeInterval(number))
        states[id] = state
      }
      for (id, url) in natives {
        states[id] = FeedState(feed: id, url: url)
        states[id]?.nextDue = start + 1
      }
      loop = PollLoop(
        plan: Poller.Plan(try PolledWatch(feeds: feeds.joined(), spacing: "5s").configuration), span: span,
        states: states, now: start
      ) { _ in }
    }

    private var elapsed: TimeInterval { now.timeIntervalSince(start) }

    /// Starts what may start, and goes on with what was let pass or refused.
    mutating func go() {
      repeat {
        while let turn = loop.nextTurn(at: now) {
          if turn.source.domain == "cdn.example" {
            cdn.append((elapsed, turn.source.id))
            end(turn)
          } else {
            home.append((elapsed, turn.source.id))
            waiting += 1
            loop.take(
              TurnRequest(feed: turn.number, domain: "cdn.example", isPatient: arePatient) { [passes] in
                passes.add(turn, $0)
              }, now: now)
          }
        }
      } while takePasses()
      mostWaiting = max(mostWaiting, waiting)
      while loop.nextBatch() != nil { loop.committed(alerts: 0) }
    }

    private mutating func takePasses() -> Bool {
      let taken = passes.take()
      for (turn, refusal) in taken {
        waiting -= 1
        if let refusal { refusals.append(refusal) } else { cdn.append((elapsed, turn.source.id)) }
        end(turn, refusal)
      }
      return !taken.isEmpty
    }

    private mutating func end(_ turn: FeedTurn, _ refusal: FetchError? = nil) {
      var state = turn.state
      state.nextDue = now + .day
      var result = FeedPoll.Result(outcome: .failed(.interrupted))
      switch refusal {
      case nil: result = FeedPoll.Result(outcome: .unchanged, record: PollRecord(state: state))
      case .turnedAway(let domain):
        var memory = FeedMemory()
        memory.landing = domain
        (state.notes, state.nextDue) = (memory.notes, now + 60)
        result.record = PollRecord(state: state)
        result.isPutOff = true
      default: break
      }
      loop.polled(turn.number, result, now: now)
    }

    /// Goes on from timer to timer for so many seconds.
    mutating func run(_ seconds: TimeInterval) throws {
      let end = now + seconds
      while now < end {
        go()
        guard let timer = loop.nextTimer(at: now) else { break }
        now = timer
        loop.ticked(timer)
      }
      now = max(now, end)
    }

    /// Whether requests to `cdn.example` were as far apart as they had to be.
    var isSpaced: Bool { zip(cdn.dropFirst(), cdn).allSatisfy { $0.time - $1.time >= 4.999 } }
  }

  @Test func `E14: those that wait elsewhere start by the spacing, and their domains are free meanwhile`() throws {
    var scene = try Scene(12)
    try scene.run(120)
    #expect(scene.home.map(\.time) == Array(repeating: 0, count: 12))
    #expect(scene.cdn.map { $0.time.rounded() } == (0..<12).map { TimeInterval($0 * 5) })
    #expect(scene.cdn.map(\.feed) == scene.home.map(\.feed), "first come, first served")
  }

  @Test func `P3: where redirects have led before, no more go there than soon have their turn`() throws {
    var scene = try Scene(200, areKnown: true)
    try scene.run(1_100)
    #expect(scene.mostWaiting <= 13, "a minute of the line")
    #expect(scene.cdn.count == 200 && Set(scene.cdn.map(\.feed)).count == 200)
    #expect(scene.isSpaced)
    let last = try #require(scene.cdn.last)
    #expect(last.time < 1_000 * 1.05, "the domain has no idle time")
  }

  @Test(arguments: [false, true])
  func `P3: where one redirect leads all at once, most are sent home, and wait there until they can be served`(
    isOnce: Bool
  ) throws {
    var scene = try Scene(200, span: isOnce ? .once : .untilStopped)
    try scene.run(1_200)
    #expect(scene.mostWaiting <= 13, "a minute of the line")
    #expect(scene.cdn.count == 200 && Set(scene.cdn.map(\.feed)).count == 200)
    #expect(scene.isSpaced)
    #expect(scene.home.count <= 400, "nobody is asked a third time at home")
  }

  @Test func `Q11: what would be lost waits however long the line is`() throws {
    var scene = try Scene(40)
    scene.arePatient = true
    try scene.run(300)
    #expect(scene.home.count == 40 && scene.cdn.count == 40 && scene.refusals.isEmpty)
  }

  @Test func `P3: they have their turn however many feeds the domain has itself`() throws {
    var scene = try Scene(20, areKnown: true, native: 200)
    try scene.run(150)
    #expect(scene.cdn.prefix(20).filter { $0.feed.hasPrefix("f") }.count == 20, "the most overdue first")
    #expect(scene.isSpaced)
    try scene.run(1_100)
    #expect(scene.cdn.count == 220)
    #expect(scene.isSpaced)
  }

  @Test func `a clock that is put back leaves them their turns`() throws {
    var scene = try Scene(5)
    scene.go()
    scene.now -= .day
    try scene.run(60)
    #expect(scene.cdn.count == 5 && scene.waiting == 0)
  }

  @Test func `a single pass does not wait for a clock that is put back, and leaves the rest to the next`() throws {
    var scene = try Scene(5, span: .once)
    scene.go()
    scene.now -= .day
    scene.go()
    #expect(scene.waiting == 0)
    #expect(scene.loop.isDone(at: scene.now))
  }

  @Test func `O5: at the end nobody waits`() throws {
    var scene = try Scene(5)
    scene.go()
    scene.loop.stop()
    scene.go()
    #expect(scene.refusals == Array(repeating: .cancelled, count: 4))
    #expect(scene.loop.isDone(at: scene.now))
  }

  @Test func `a plan without those that wait lets them go nowhere`() throws {
    var scene = try Scene(3)
    scene.go()
    let feeds = "- { url: \"https://f0.example0.org/\", id: f0 }\n"
    scene.loop.ask(for: Poller.Plan(try PolledWatch(feeds: feeds, spacing: "5s").configuration))
    guard case .begin(let next) = scene.loop.nextChange() else {
      Issue.record("no beginning")
      return
    }
    scene.loop.reload(next, now: scene.now)
    try scene.run(120)
    #expect(scene.cdn.map(\.feed) == ["f0"])
    #expect(scene.refusals == [.cancelled, .cancelled])
    #expect(scene.loop.isIdle)
  }

  @Test func `a plan that gives one that waits another id begins all the same`() throws {
    var scene = try Scene(3)
    scene.go()
    #expect(scene.waiting == 2)
    let feeds = (0..<3).map { "- { url: \"https://f\($0).example\($0).org/\", id: g\($0) }\n" }
    let plan = Poller.Plan(try PolledWatch(feeds: feeds.joined(), spacing: "5s").configuration)
    scene.loop.ask(for: plan)
    #expect(scene.loop.nextChange() == nil)
    scene.go()
    #expect(scene.refusals == [.cancelled, .cancelled])
    guard case .rename(let names) = scene.loop.nextChange() else {
      Issue.record("no renaming")
      return
    }
    scene.loop.rename(names, asked: names)
    guard case .begin(let next) = scene.loop.nextChange() else {
      Issue.record("no beginning")
      return
    }
    scene.loop.reload(next, now: scene.now)
    try scene.run(120)
    #expect(Set(scene.cdn.map(\.feed)).isSuperset(of: ["g1", "g2"]))
    #expect(scene.isSpaced)
  }
}
