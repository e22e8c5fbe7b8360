import Foundation
import MatchingOracle
import Testing

/// The engine against the oracle, on random watchlists and random stories.
///
/// A million pairs; `VIGIE_DUEL_PAIRS` and `VIGIE_DUEL_SEED` ask for more or fewer, or for others.
@Suite struct DuelTests {
  private static let pairs = number("VIGIE_DUEL_PAIRS") ?? 1_000_000
  private static let seed = number("VIGIE_DUEL_SEED") ?? 1

  private static func number(_ variable: String) -> Int? {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
  }

  @Test func `the engine and the oracle agree on random watchlists and stories`() async {
    let rounds = (Self.pairs + Duel.pairsOfRound - 1) / Duel.pairsOfRound
    await withTaskGroup(of: Duel.Result.self) { group in
      for round in 0..<rounds {
        group.addTask {
          var duel = Duel(seed: Self.seed, round: round)
          return duel.run()
        }
      }
      var reported = 0
      for await result in group {
        for difference in result.differences where reported < 20 {
          reported += 1
          Issue.record("\(difference)")
        }
      }
    }
  }
}
