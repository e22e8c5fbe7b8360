/// Lets a limited number of fetches run at once, in all and per host; the others wait in order.
///
/// A host with thousands of waiting fetches holds up nobody else: its fetches line up behind one another. Every
/// operation takes constant time.
struct AdmissionQueue<Element> {
  /// A host with its fetches. One that runs has a place of it.
  final class Host {
    fileprivate let name: String
    /// Fetches that run or stand in `ready`.
    fileprivate var admitted = 0
    fileprivate var waiting = FIFO<Element>()

    fileprivate init(_ name: String) { self.name = name }
  }

  private let total: Int
  private let perHost: Int
  private var hosts: [String: Host] = [:]
  /// Fetches that wait only for the total.
  private var ready = FIFO<(element: Element, host: Host)>()
  private var running = 0

  init(total: Int, perHost: Int) {
    self.total = max(total, 1)
    self.perHost = max(perHost, 1)
  }

  /// Puts a fetch at the end of its host's line.
  mutating func add(_ fetch: Element, host name: String) {
    let host = host(name)
    if host.admitted < perHost {
      host.admitted += 1
      ready.append((fetch, host))
    } else {
      host.waiting.append(fetch)
    }
  }

  /// Removes and returns the next fetch that may run now; it holds a place of its host until `release`.
  mutating func next() -> (fetch: Element, place: Host)? {
    guard running < total, let first = ready.popFirst() else { return nil }
    running += 1
    return (first.element, first.host)
  }

  /// Gives back the place of a fetch that has ended or goes on elsewhere.
  mutating func release(_ host: Host) {
    assert(running > 0 && host.admitted > 0, "a place is given back once")
    running -= 1
    if let fetch = host.waiting.popFirst() {
      ready.append((fetch, host))
    } else {
      host.admitted -= 1
      if host.admitted == 0 { hosts[host.name] = nil }
    }
  }

  /// Moves a running fetch to another host: at once if that host has a place for it, else to the end of its line.
  /// Returns the place with which it goes on running, nil where it waits.
  mutating func move(_ fetch: Element, from place: Host, to name: String) -> Host? {
    if place.name == name { return place }
    release(place)
    let host = host(name)
    guard host.admitted < perHost else {
      host.waiting.append(fetch)
      return nil
    }
    host.admitted += 1
    running += 1
    return host
  }

  private mutating func host(_ name: String) -> Host {
    if let host = hosts[name] { return host }
    let host = Host(name)
    hosts[name] = host
    return host
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
