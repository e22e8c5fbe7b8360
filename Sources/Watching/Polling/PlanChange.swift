import Archive

/// The way from the plan in force to the one that was asked for last.
///
/// A feed that only has another id in the new plan first gets what is remembered of it, and not while it is polled or
/// committed: what comes of that would count for a feed that nobody knows any more, and alert a second time.
struct PlanChange {
  enum Step {
    /// The archive is to give feeds other ids, by their present ones.
    case rename([String: String])
    /// The plan can begin.
    case begin(Poller.Plan)
  }

  private var plan: Poller.Plan?
  /// Whether the archive is giving feeds other ids.
  private(set) var isRenaming = false
  private var isWaitingForRoom = false
  /// The ids whose polls and commits must end first.
  private var awaited: Set<String> = []

  /// Whether a plan waits to begin.
  var isAwaited: Bool { plan != nil && !isRenaming && !isWaitingForRoom }

  /// Takes in the plan to change to. One that has not begun is passed over.
  mutating func ask(for plan: Poller.Plan) {
    self.plan = plan
    awaited = []
    isWaitingForRoom = false
  }

  /// What to do next, or nil while there is nothing to do or the time has not come.
  /// - Parameter underWay: The feeds that are polled or committed now: their addresses, by id.
  mutating func next(_ states: [String: FeedState], underWay: [String: String]) -> Step? {
    guard let plan, isAwaited, awaited.isDisjoint(with: underWay.keys) else { return nil }
    var expected = states
    for (id, url) in underWay { expected[id, default: FeedState(feed: id, url: url)].url = url }
    let names = Maintenance.renames(to: plan.feeds, of: expected)
    awaited = Set(names.flatMap { [$0.key, $0.value] }).intersection(underWay.keys)
    guard awaited.isEmpty else { return nil }
    if names.isEmpty {
      self.plan = nil
      return .begin(plan)
    }
    isRenaming = true
    return .rename(names)
  }

  /// Takes in that the archive has done what it was asked.
  mutating func renamed() {
    isRenaming = false
  }

  /// Takes in that the disk was too full for it.
  mutating func waitForRoom() {
    isRenaming = false
    isWaitingForRoom = true
  }

  /// Takes in that there is room again.
  mutating func goOn() {
    isWaitingForRoom = false
  }
}
