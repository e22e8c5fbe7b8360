/// Keeps all feeds together within a number of polls an hour.
///
/// Each feed keeps its share: all waits are stretched alike, so the polls stay in proportion to the square root of what
/// the feeds publish, which finds their stories with the least mean delay for that number of polls. A feed never waits
/// longer than `schedule.max` for the budget's sake; where even that is too often, the budget is exceeded.
struct PollBudget {
  /// What one feed asks of the budget, in polls an hour.
  struct Demand: Equatable {
    /// The polls that its rhythm is worth.
    var wanted: Double
    /// The most and the fewest that its intervals allow.
    var most, least: Double

    /// The polls it has when all waits are stretched.
    func polls(stretch: Double) -> Double { min(max(wanted / stretch, least), most) }
  }

  /// The polls an hour that all feeds may have together.
  let pollsPerHour: Double

  /// The smallest stretch, 1 or more, that keeps the feeds within the budget. O(number of feeds).
  func stretch(_ demands: [Demand]) -> Double {
    func isKept(_ stretch: Double) -> Bool {
      demands.reduce(0) { $0 + $1.polls(stretch: stretch) } <= pollsPerHour
    }
    var (low, high) = (1.0, Self.longest)
    guard !isKept(low) else { return low }
    for _ in 0..<32 {
      let middle = (low * high).squareRoot()
      if isKept(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// Beyond this every feed waits for `schedule.max` anyway.
  private static let longest = 1e6
}
