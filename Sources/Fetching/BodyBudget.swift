/// The memory that all bodies on their way may take together, so that many endless ones at once stay harmless.
///
/// Each body has a share of its own that is always granted: only large ones can be refused.
final class BodyBudget {
  /// Bytes that every body may take without asking.
  static let share = 512 * 1024

  private var left: Int

  init(limit: Int) { left = limit }

  /// Takes some bytes, or returns false if they are not left.
  func take(_ count: Int) -> Bool {
    guard count <= left else { return false }
    left -= count
    return true
  }

  func giveBack(_ count: Int) { left += count }
}
