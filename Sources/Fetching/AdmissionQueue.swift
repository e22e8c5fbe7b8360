/// Lets a limited number of fetches run at once, in all and per host; the others wait in order.
///
/// A host with thousands of waiting fetches holds up nobody else: its fetches line up behind one another. Every
/// operation takes constant time.
struct AdmissionQueue {
  typealias FetchID = Int

  private struct HostLine {
    /// Fetches of the host that run or stand in `ready`.
    var admitted = 0
    var waiting = FIFO<FetchID>()
  }

  private let total: Int
  private let perHost: Int
  private var hosts: [String: HostLine] = [:]
  /// Fetches that wait only for the total.
  private var ready = FIFO<(id: FetchID, host: String)>()
  private var running = 0

  init(total: Int, perHost: Int) {
    self.total = max(total, 1)
    self.perHost = max(perHost, 1)
  }

  /// Puts a fetch at the end of its host's line.
  mutating func add(_ id: FetchID, host: String) {
    let hasPlace = hosts[host, default: HostLine()].admitted < perHost
    if hasPlace {
      hosts[host, default: HostLine()].admitted += 1
      ready.append((id, host))
    } else {
      hosts[host, default: HostLine()].waiting.append(id)
    }
  }

  /// Removes and returns the next fetch that may run now; it holds a place until `release`.
  mutating func next() -> (id: FetchID, host: String)? {
    guard running < total, let first = ready.popFirst() else { return nil }
    running += 1
    return first
  }

  /// Gives back the place of a fetch that has ended or goes on elsewhere.
  mutating func release(host: String) {
    running -= 1
    if let id = hosts[host]?.waiting.popFirst() {
      ready.append((id, host))
    } else if hosts[host]?.admitted == 1 {
      hosts[host] = nil
    } else {
      hosts[host]?.admitted -= 1
    }
  }

  /// Moves a running fetch to another host: at once if that host has a place for it, else to the end of its line.
  /// Returns whether it goes on running.
  mutating func move(_ id: FetchID, from host: String, to newHost: String) -> Bool {
    if host == newHost { return true }
    release(host: host)
    guard hosts[newHost, default: HostLine()].admitted < perHost else {
      hosts[newHost]?.waiting.append(id)
      return false
    }
    hosts[newHost, default: HostLine()].admitted += 1
    running += 1
    return true
  }
}

/// A line: first in, first out, in constant time.
private struct FIFO<Element> {
  private var elements: [Element?] = []
  private var head = 0

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    let first = elements[head].take()
    head += 1
    if head * 2 > elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return first
  }
}
