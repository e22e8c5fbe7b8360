import FoundationEssentials
import HeapModule

/// Decides which feed is polled when: the most overdue first, and no host asked more often, or over more connections
/// at once, than its limits allow. Holds no clock: callers pass `now`.
///
/// Feeds are numbered by the caller. A feed is in the schedule at most once: it leaves by `popReady` and comes back by
/// `insert` after `finish`.
package final class Schedule {
  /// What one host may be asked for.
  package struct HostLimits: Sendable, Equatable {
    /// Transfers at once.
    package var connections: Int
    /// The least time between the starts of two transfers.
    package var spacing: TimeInterval

    /// Limits of `connections` at once, started `spacing` seconds apart.
    package init(connections: Int, spacing: TimeInterval) {
      self.connections = connections
      self.spacing = spacing
    }
  }

  private struct Entry: Comparable {
    var due: Date
    var feed: Int
    var host: String?

    static func < (a: Entry, b: Entry) -> Bool { (a.due, a.feed) < (b.due, b.feed) }
  }

  /// A host, with its feeds that are due.
  private final class Host {
    let name: String
    var active = 0
    var earliestStart = Date.distantPast
    var waiting = Heap<Entry>()
    /// The time of the one turn that counts. Others may be listed from before a start was taken back.
    var listed: Date?

    init(_ name: String) { self.name = name }
  }

  /// A host's turn, by when it comes: the earliest start while that lies ahead, the due time of its most overdue feed
  /// once it may start.
  private struct HostTurn: Comparable {
    var time: Date
    var host: Host

    static func < (a: HostTurn, b: HostTurn) -> Bool { (a.time, a.host.name) < (b.time, b.host.name) }
    static func == (a: HostTurn, b: HostTurn) -> Bool { a.time == b.time && a.host === b.host }
  }

  /// What each host may be asked for. A change counts from the next start on.
  package var limits: HostLimits
  private var upcoming = Heap<Entry>()
  private var hostless = Heap<Entry>()
  private var hosts: [String: Host] = [:]
  private var laterTurns = Heap<HostTurn>()
  private var readyTurns = Heap<HostTurn>()
  private var waitingCount = 0

  /// An empty schedule under the given limits.
  package init(limits: HostLimits) {
    self.limits = limits
  }

  /// The number of feeds that wait for their time or their host.
  package var count: Int { upcoming.count + waitingCount }

  /// Adds a feed that is due at `due`. Feeds without a host (local files) are under no limit. O(log n).
  package func insert(feed: Int, due: Date, host: String?) {
    upcoming.insert(Entry(due: due, feed: feed, host: host))
  }

  private func host(_ name: String) -> Host {
    if let host = hosts[name] { return host }
    let host = Host(name)
    hosts[name] = host
    return host
  }

  /// Removes and returns the most overdue feed whose host may be asked at `now`, or nil. The host counts as busy until
  /// `finish(host:)`. O(log n).
  package func popReady(at now: Date) -> Int? {
    admitDue(at: now)
    if let entry = hostless.popMin() {
      waitingCount -= 1
      return entry.feed
    }
    while let turn = laterTurns.min, turn.time <= now {
      laterTurns.removeMin()
      if unlist(turn) { list(turn.host, now: now) }
    }
    while let turn = readyTurns.popMin() {
      guard unlist(turn) else { continue }
      let host = turn.host
      guard host.earliestStart <= now, host.active < limits.connections, let entry = host.waiting.popMin() else {
        list(host, now: now)
        continue
      }
      waitingCount -= 1
      host.active += 1
      host.earliestStart = now.addingTimeInterval(limits.spacing)
      list(host, now: now)
      return entry.feed
    }
    return nil
  }

  /// The most overdue of the feeds that wait for the host.
  package func nextWaiting(host name: String?) -> Int? {
    name.flatMap { hosts[$0]?.waiting.min?.feed }
  }

  /// Frees one of the host's connections.
  package func finish(host name: String?) {
    guard let name, let host = hosts[name] else { return }
    host.active = max(0, host.active - 1)
    list(host, now: .distantPast)
  }

  /// Takes back that the feed that `popReady` has just given asks its host: the next may at once.
  package func unstart(host name: String?) {
    guard let name, let host = hosts[name] else { return }
    host.earliestStart = .distantPast
    // It may stand in the list for later.
    host.listed = nil
    finish(host: name)
  }

  /// Keeps the host from being asked before `date`: a refusal by one of its answers counts for all its feeds.
  package func hold(host name: String, until date: Date) {
    let host = host(name)
    host.earliestStart = max(host.earliestStart, date)
  }

  /// Takes out every feed when the clock was put back to `now`, as the times of all lie far ahead. Connections in use still
  /// count, and so does the spacing after the last starts; holds do not.
  package func clear(at now: Date) {
    (upcoming, hostless, laterTurns, readyTurns, waitingCount) = (Heap(), Heap(), Heap(), Heap(), 0)
    hosts = hosts.filter { $1.active > 0 || $1.earliestStart > now }
    for host in hosts.values {
      (host.waiting, host.listed) = (Heap(), nil)
      host.earliestStart = min(host.earliestStart, now.addingTimeInterval(limits.spacing))
    }
  }

  /// When something may become ready without a `finish`: the earliest due time or host's turn; nil when nothing waits.
  package func nextWake() -> Date? {
    if hostless.min != nil { return .distantPast }
    if !readyTurns.isEmpty { return .distantPast }
    return [upcoming.min?.due, laterTurns.min?.time].compactMap(\.self).min()
  }

  private func admitDue(at now: Date) {
    while let entry = upcoming.min, entry.due <= now {
      upcoming.removeMin()
      waitingCount += 1
      if let host = entry.host.map({ host($0) }) {
        host.waiting.insert(entry)
        list(host, now: now)
      } else {
        hostless.insert(entry)
      }
    }
  }

  /// Lists the host's next turn if it has feeds waiting and a connection free.
  private func list(_ host: Host, now: Date) {
    guard host.listed == nil, host.active < limits.connections, let first = host.waiting.min else { return }
    let isReady = host.earliestStart <= now
    let turn = HostTurn(time: isReady ? first.due : host.earliestStart, host: host)
    host.listed = turn.time
    if isReady { readyTurns.insert(turn) } else { laterTurns.insert(turn) }
  }

  /// Takes in that a turn has come off its list, and returns whether it counts.
  private func unlist(_ turn: HostTurn) -> Bool {
    guard turn.host.listed == turn.time else { return false }
    turn.host.listed = nil
    return true
  }
}

extension HTTPSettings {
  var hostLimits: Schedule.HostLimits {
    Schedule.HostLimits(connections: perHost.connections, spacing: perHost.spacing.seconds)
  }
}
