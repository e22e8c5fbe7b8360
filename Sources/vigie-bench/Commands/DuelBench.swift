import ArgumentParser
import MatchingOracle

struct DuelBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duel",
    abstract: "The engine against the simplest possible evaluator, on random queries and stories.",
    discussion: """
      Both decide the same pairs of a random watchlist and a random story, and the engine's hits are looked up in the \
      evaluator's. Prints how many pairs there were, how many matched, and every difference; ends with 1 where there \
      is one. The same seed makes the same pairs.
      """
  )

  @Option(help: ArgumentHelp("Where the random numbers start.", valueName: "number"))
  var seed = 1
  @Option(help: ArgumentHelp("How many pairs, rounded up to whole rounds of \(Duel.pairsOfRound).", valueName: "count"))
  var pairs = 10_000_000
  @Option(help: ArgumentHelp("How many differences are shown in full.", valueName: "count"))
  var shown = 20

  func validate() throws {
    guard pairs > 0 else { throw ValidationError("--pairs must be positive") }
    guard seed >= 0 else { throw ValidationError("--seed must not be negative") }
  }

  func run() async throws {
    let rounds = (pairs + Duel.pairsOfRound - 1) / Duel.pairsOfRound
    let clock = ContinuousClock()
    let start = clock.now
    let total = try await withThrowingTaskGroup(of: Duel.Result.self) { [seed] group in
      var total = Duel.Result()
      for round in 0..<rounds {
        if round >= Self.roundsAtOnce, let result = try await group.next() { try add(result, to: &total) }
        group.addTask {
          var duel = Duel(seed: seed, round: round)
          return duel.run()
        }
      }
      for try await result in group { try add(result, to: &total) }
      return total
    }
    let seconds = (clock.now - start) / .seconds(1)
    try Output.line(
      "\(total.pairs.grouped) pairs, \(total.matches.grouped) matches, \(total.differences.count.grouped) differences, "
        + "\(seconds.formatted(digits: 1)) s")
    guard total.differences.isEmpty else { throw ExitCode.failure }
  }

  private func add(_ result: Duel.Result, to total: inout Duel.Result) throws(BenchError) {
    for difference in result.differences.prefix(max(0, shown - total.differences.count)) {
      try Output.line(difference)
    }
    total.pairs += result.pairs
    total.matches += result.matches
    total.differences += result.differences
  }

  private static let roundsAtOnce = 8
}
