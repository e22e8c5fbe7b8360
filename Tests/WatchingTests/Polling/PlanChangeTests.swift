import Archive
import FoundationEssentials
import TestSupport
import Testing

@testable import Watching

/// What happens between the wish for another plan and its beginning.
@Suite struct PlanChangeTests {
  @Test(
    arguments: [
      ("nothing changes", ["a 1", "b 2"], ["a 1", "b 2"], [:]),
      ("a feed gets another id", ["a 1"], ["b 1"], ["a": "b"]),
      ("a feed is added", ["a 1"], ["a 1", "b 2"], [:]),
      ("a second feed has the same address", ["a 1"], ["a 1", "b 1"], [:]),
      ("a feed moves", ["a 1"], ["a 2"], [:]),
      ("a feed moves to where a former one was", ["a 1", "b 2"], ["b 1"], [:]),
      ("a former id is a new feed's", ["a 1"], ["b 1", "a 2"], ["a": "b"]),
      ("two exchange their ids", ["a 1", "b 2"], ["a 2", "b 1"], ["a": "b", "b": "a"]),
      ("ids move on by one", ["a 1", "b 2"], ["b 1", "c 2"], ["a": "b", "b": "c"]),
      ("three exchange theirs", ["a 1", "b 2", "c 3"], ["b 1", "c 2", "a 3"], ["a": "b", "b": "c", "c": "a"]),
    ] as [(String, [String], [String], [String: String])])
  func `what is remembered follows the address`(
    name: String, known: [String], feeds: [String], names: [String: String]
  ) {
    var states = SampleLoop.states(known)
    #expect(Maintenance.renames(to: SampleLoop.feeds(feeds), of: states) == names, "\(name)")
    let urls = Dictionary(uniqueKeysWithValues: states.map { (names[$0.key] ?? $0.key, $0.value.url) })
    states.rename(names)
    #expect(states.mapValues(\.url) == urls)
    #expect(states.allSatisfy { $0.key == $0.value.feed })
  }

  @Test(arguments: [
    ("a fragment", ["http://e.org/f#a"], ["http://e.org/f"], true),
    ("capitals", ["http://e.org/f"], ["HTTP://E.org/f"], true),
    ("the usual port", ["https://e.org:443/f"], ["https://e.org/f"], true),
    ("https for http", ["http://e.org/f"], ["https://e.org/f"], true),
    ("another path", ["http://e.org/f"], ["http://e.org/F"], false),
    ("another port", ["http://e.org/f"], ["https://e.org:80/f"], false),
    ("both", ["http://e.org/f"], ["http://e.org/f", "https://e.org/f"], false),
  ])
  func `another spelling is no other address`(name: String, before: [String], after: [String], isSame: Bool) {
    let known = SampleLoop.states(before.map { "\($0) \($0)" })
    let names = Maintenance.renames(to: SampleLoop.feeds(after.map { "\($0) \($0)" }), of: known)
    #expect(names == (isSame ? [before[0]: after[0]] : [:]), "\(name)")
  }

  @Test func `a feed whose id stands keeps it when its address is spelt otherwise`() {
    let known = SampleLoop.states(["a http://e.org/f"])
    #expect(Maintenance.renames(to: SampleLoop.feeds(["a https://e.org/f#x"]), of: known).isEmpty)
  }

  @Test func `of several feeds that had an address, the one polled last goes on`() {
    var states = SampleLoop.states(["a 1", "b 1", "c 1"])
    for (feed, seconds) in ["a": 1.0, "b": 3, "c": 2] { states[feed]?.lastPolled = SampleLoop.noon + seconds }
    #expect(Maintenance.renames(to: SampleLoop.feeds(["d 1"]), of: states) == ["b": "d"])
  }

  @Test func `of plans in quick succession the last one begins, and no other after it`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1"), known: ["a 1"])
    loop.ask(for: SampleLoop.plan("b 1"))
    #expect(loop.nextChange()?.names == ["a": "b"])
    loop.ask(for: SampleLoop.plan("c 1"))
    loop.ask(for: SampleLoop.plan("d 1"))
    #expect(loop.nextChange() == nil, "the archive is at it")
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == nil)
    loop.rename(["a": "b"], asked: ["a": "b"])
    #expect(loop.nextChange()?.names == ["b": "d"])
    loop.rename(["b": "d"], asked: ["b": "d"])
    #expect(loop.nextChange()?.feeds == ["d"])
    #expect(loop.nextChange() == nil)
  }

  @Test func `a feed gets its new id when its poll has ended and is committed`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1", "x 9"), known: [])
    let polled = [loop.nextTurn(at: SampleLoop.noon)?.number, loop.nextTurn(at: SampleLoop.noon + 5)?.number]
    #expect(polled == [0, 1])
    loop.ask(for: SampleLoop.plan("b 1", "x 9"))
    #expect(loop.nextChange() == nil, "it is polled, for the first time")
    loop.polled(1, SampleLoop.result("x 9"), now: SampleLoop.noon)
    loop.ticked(SampleLoop.noon + 1)
    #expect(loop.nextBatch()?.map(\.state.feed) == ["x"])
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    #expect(loop.nextChange() == nil, "its record waits")
    loop.committed(alerts: 0)
    #expect(loop.nextBatch()?.map(\.state.feed) == ["a"])
    #expect(loop.nextChange() == nil, "its record is being committed")
    loop.committed(alerts: 0)
    #expect(loop.nextChange()?.names == ["a": "b"])
  }

  @Test func `a plan that renames nothing, or only feeds at rest, waits for no poll`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1", "x 9"), known: ["a 1", "x 9"])
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 0)
    loop.ask(for: SampleLoop.plan("a 1", "y 9"))
    #expect(loop.nextChange()?.names == ["x": "y"])
    loop.rename(["x": "y"], asked: ["x": "y"])
    #expect(loop.nextChange()?.feeds == ["a", "y"])
    loop.ask(for: SampleLoop.plan("a 2"))
    #expect(loop.nextChange()?.feeds == ["a"])
  }

  @Test func `a feed that is gone while it is polled, and comes back with another id, waits for its poll`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1"), known: [])
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 0)
    loop.ask(for: SampleLoop.plan())
    #expect(loop.nextChange()?.feeds == [])
    loop.ask(for: SampleLoop.plan("b 1"))
    #expect(loop.nextChange() == nil)
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    #expect(loop.nextBatch()?.count == 1)
    loop.committed(alerts: 0)
    #expect(loop.nextChange()?.names == ["a": "b"])
  }

  @Test func `on a full disk a feed keeps its id until there is room`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1"), known: ["a 1"])
    loop.ask(for: SampleLoop.plan("b 1"))
    #expect(loop.nextChange() != nil)
    loop.holdChange()
    #expect(loop.nextChange() == nil)
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == nil, "under which id?")
    loop.goOn()
    #expect(loop.nextChange()?.names == ["a": "b"])
  }

  @Test func `polls of other feeds do not put off a change that waits for one`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1", "b 2"), known: ["a 1", "b 2"])
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == 0)
    loop.ask(for: SampleLoop.plan("c 1", "d 2"))
    #expect(loop.nextChange() == nil)
    #expect(loop.nextTurn(at: SampleLoop.noon)?.number == nil)
    loop.polled(0, SampleLoop.result("a 1"), now: SampleLoop.noon)
    #expect(loop.nextTurn(at: SampleLoop.noon + 86_400)?.number == nil)
    #expect(loop.nextBatch()?.count == 1)
    loop.committed(alerts: 0)
    #expect(loop.nextChange()?.names == ["a": "c", "b": "d"])
  }

  @Test func `what the archive does not know is forgotten, rather than asked for again and again`() {
    var loop = SampleLoop.loop(SampleLoop.plan("a 1"), known: ["a 1"])
    loop.ask(for: SampleLoop.plan("b 1"))
    #expect(loop.nextChange()?.names == ["a": "b"])
    loop.rename([:], asked: ["a": "b"])
    #expect(loop.nextChange()?.feeds == ["b"])
  }
}

extension PlanChange.Step {
  fileprivate var names: [String: String]? { if case .rename(let names) = self { names } else { nil } }
  fileprivate var feeds: [String]? { if case .begin(let plan) = self { plan.feeds.map(\.id) } else { nil } }
}
