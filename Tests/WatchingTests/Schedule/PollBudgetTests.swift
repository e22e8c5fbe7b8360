import FoundationEssentials
import Testing

@testable import Watching

@Suite struct PollBudgetTests {
  static let pace = NextPoll(interval: 3_600, minimum: 300, maximum: 86_400)

  func total(_ demands: [PollBudget.Demand], _ stretch: Double) -> Double {
    demands.reduce(0) { $0 + $1.polls(stretch: stretch) }
  }

  @Test func `a budget that is kept anyway stretches nothing`() {
    let demands = Array(repeating: PollBudget.Demand(wanted: 1, most: 1, least: 0.04), count: 100)
    #expect(PollBudget(pollsPerHour: 100).stretch(demands) == 1)
    #expect(PollBudget(pollsPerHour: 1).stretch([]) == 1)
  }

  @Test(arguments: [10.0, 50, 250, 900])
  func `all feeds together keep to the budget, and use it`(budget: Double) {
    let demands = (1...1_000).map { PollBudget.Demand(wanted: Double($0) / 100, most: 1, least: 0.001) }
    let polls = total(demands, PollBudget(pollsPerHour: budget).stretch(demands))
    #expect(polls <= budget && polls > budget * 0.999, "\(polls)")
  }

  @Test func `a feed that publishes rarely gives way before one that publishes all day`() {
    let busy = PollBudget.Demand(wanted: 6, most: 1, least: 1.0 / 24)
    let rare = PollBudget.Demand(wanted: 0.5, most: 1, least: 1.0 / 24)
    let stretch = PollBudget(pollsPerHour: 1.1).stretch([busy, rare])
    #expect(busy.polls(stretch: stretch) == 1)
    #expect(abs(rare.polls(stretch: stretch) - 0.1) < 0.001)
  }

  @Test func `no feed waits longer than the maximum for the budget's sake`() {
    let demands = Array(repeating: PollBudget.Demand(wanted: 1, most: 1, least: 0.5), count: 10)
    #expect(total(demands, PollBudget(pollsPerHour: 1).stretch(demands)) == 5)
  }

  @Test func `P1: the wait that follows is the one that the budget reckoned with`() {
    var rhythm = PublishingRhythm()
    rhythm.observe(hours: 240, stories: [])
    var pace = Self.pace
    pace.maximum = 30 * 86_400
    pace.stretch = 3
    var memory = FeedMemory()
    memory.rhythm = rhythm
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let wait = pace.afterSuccess(memory, freshness: nil, feed: "f", now: now).timeIntervalSince(now)
    let polls = pace.demand(of: rhythm).polls(stretch: 3)
    #expect(isAbout(wait, 3_600 / polls * 0.999), "\(wait) \(3_600 / polls)")
  }
}
