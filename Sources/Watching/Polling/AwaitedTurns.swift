import Fetching
import FoundationEssentials

/// A poll's wish to ask a domain where it has no turn, as a redirect or an earlier page leads there.
struct TurnRequest: Sendable {
  /// The number of the poll's feed.
  var feed: Int
  var domain: String
  /// Whether it waits however long the line is: what was read so far would be lost.
  var isPatient = false
  /// Lets it go on, or ends it.
  var pass: DomainGate.Pass
}

/// The polls under way that wait for a turn at another domain. They keep none: where they were, others go on.
///
/// In the schedule each stands under a ticket of its own, a number that no feed has.
struct AwaitedTurns {
  private var requests: [Int: TurnRequest] = [:]
  /// The domains that polls under way will want into, by their feeds' numbers, as earlier ones were led there.
  private var expected: [Int: String] = [:]
  /// How many wait for each domain, or are expected to.
  private var counts: [String: Int] = [:]
  /// The domains of tickets that still stand in the schedule, though those who held them wait no more.
  private var dead: [Int: String] = [:]
  /// Rises, as of two that are equally overdue the schedule lets the lower number go first.
  private var lastTicket = Int.min

  /// Whose turn it is.
  enum Turn {
    /// A feed's, to be polled.
    case feed(Int)
    /// That of a feed's poll, which goes on at a domain.
    case goesOn(feed: Int, domain: String)
  }

  /// How many wait.
  var count: Int { requests.count }

  /// How many of those in the schedule wait no more.
  var deadCount: Int { dead.count }

  /// How many wait for a domain, or are expected to.
  func count(for domain: String?) -> Int { domain.flatMap { counts[$0] } ?? 0 }

  /// Takes in that a feed is asked, which redirects have led to a domain.
  mutating func expect(_ feed: Int, at domain: String) {
    expected[feed] = domain
    counts[domain, default: 0] += 1
  }

  /// Takes in that a feed's poll has come so far that it waits, or is at its end.
  mutating func noLongerExpect(_ feed: Int) {
    if let domain = expected.removeValue(forKey: feed) { discount(domain) }
  }

  /// Has a request wait for its turn in a schedule, as overdue as its feed.
  mutating func add(_ request: TurnRequest, to schedule: Schedule, due: Date) {
    lastTicket += 1
    requests[lastTicket] = request
    counts[request.domain, default: 0] += 1
    schedule.insert(feed: lastTicket, due: due, host: request.domain)
  }

  /// Whose turn it is next at `now`, or nil. A request whose turn has come is let pass.
  mutating func next(of schedule: Schedule, at now: Date) -> Turn? {
    while let number = schedule.popReady(at: now) {
      if number >= 0 { return .feed(number) }
      if let request = remove(number) {
        request.pass(nil)
        return .goesOn(feed: request.feed, domain: request.domain)
      }
      schedule.unstart(host: dead.removeValue(forKey: number))
    }
    return nil
  }

  /// Ends the wait of those who want into one domain, or of all.
  mutating func refuse(_ domain: String? = nil, with error: FetchError) {
    if let domain, counts[domain] == nil { return }
    for (ticket, request) in requests where domain == nil || request.domain == domain {
      _ = remove(ticket)
      dead[ticket] = request.domain
      request.pass(error)
    }
  }

  /// Puts those who wait into a schedule that knows nothing of them.
  mutating func relist(in schedule: Schedule, due: Date) {
    dead = [:]
    for (ticket, request) in requests { schedule.insert(feed: ticket, due: due, host: request.domain) }
  }

  private mutating func remove(_ ticket: Int) -> TurnRequest? {
    guard let request = requests.removeValue(forKey: ticket) else { return nil }
    discount(request.domain)
    return request
  }

  private mutating func discount(_ domain: String) {
    let left = counts[domain, default: 1] - 1
    counts[domain] = left > 0 ? left : nil
  }
}
