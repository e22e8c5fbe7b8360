/// Unites the lists: an address that stands in several of them is one feed (polling manners, Q10).
struct FeedUnion {
  /// The feeds, each address once, in the order of the lists.
  private(set) var feeds: [FeedSource] = []
  private(set) var problems: [ConfigurationProblem] = []
  private var entries: [Entry] = []
  private var indexByIdentity: [String: Int] = [:]
  /// Of the feeds that have another id than their identity.
  private var indexByOwnID: [String: Int] = [:]

  /// What a feed's lists say that is not part of the feed, or not as they say it.
  private struct Entry {
    var idPlace: FilePlace?
    var allowPrivateNetworks: Bool?
    var verifyTLS: Bool?

    init(_ feed: ListedFeed) {
      idPlace = feed.idPlace
      allowPrivateNetworks = feed.allowPrivateNetworks
      verifyTLS = feed.verifyTLS
    }
  }

  /// Adds one list's entries.
  mutating func add(_ list: FeedList) {
    problems += list.problems
    let count = feeds.count + list.feeds.count
    feeds.reserveCapacity(count)
    entries.reserveCapacity(count)
    indexByIdentity.reserveCapacity(count)
    for feed in list.feeds.indices {
      let identity = list.feeds[feed].identity
      if let index = indexByIdentity.updateValue(feeds.count, forKey: identity) {
        indexByIdentity[identity] = index
        unite(list.feeds[feed], into: index)
      } else {
        let id = list.feeds[feed].source.id
        entries.append(Entry(list.feeds[feed]))
        feeds.append(list.feeds[feed].source)
        // An identity is no other feed's.
        if id != identity || indexByOwnID[id] != nil { claim(id, of: list.feeds[feed], for: feeds.count - 1) }
      }
    }
  }

  /// Ids are unique: they are the keys under which a feed's past is kept.
  private mutating func claim(_ id: String, of feed: ListedFeed, for index: Int) {
    if let other = owner(of: id), other != index {
      report(
        "the id \(id.quoted) is taken already, at \(feeds[other].place); give this feed another `id`", feed,
        feed.idPlace)
    } else if id != feed.identity {
      indexByOwnID[id] = index
    }
  }

  /// The feed that claimed an id first.
  private func owner(of id: String) -> Int? {
    indexByOwnID[id] ?? indexByIdentity[id].flatMap { feeds[$0].id == id ? $0 : nil }
  }

  private mutating func unite(_ feed: ListedFeed, into index: Int) {
    let (new, old) = (feed.source, feeds[index])
    if feed.idPlace != nil, entries[index].idPlace == nil {
      indexByOwnID[old.id] = nil
      feeds[index].id = new.id
      entries[index].idPlace = feed.idPlace
      claim(new.id, of: feed, for: index)
    } else if feed.idPlace != nil, new.id != old.id {
      report("this feed has the id \(old.id.quoted) at \(old.place) already; one feed has one id", feed, feed.idPlace)
    }
    feeds[index].tags += new.tags.filter { !old.tags.contains($0) }
    // No `watchlists` means all of them, and all of them and some are all.
    feeds[index].watchlists = old.watchlists.flatMap { first in
      new.watchlists.map { first + $0.filter { !first.contains($0) } }
    }
    feeds[index].title = old.title ?? new.title
    feeds[index].language = old.language ?? new.language
    feeds[index].country = old.country ?? new.country
    uniteSettings(of: feed, into: index)
  }

  /// Where two lists say different things of one feed, vigie does not choose.
  private mutating func uniteSettings(of feed: ListedFeed, into index: Int) {
    let (new, old) = (feed.source, feeds[index])
    func differ<Value: Equatable>(_ one: Value?, _ other: Value?) -> Bool {
      one != nil && other != nil && one != other
    }
    if differ(old.interval, new.interval) { reportDifference("interval", feed, old) }
    if !old.headers.isEmpty, !new.headers.isEmpty, old.headers != new.headers { reportDifference("headers", feed, old) }
    if differ(entries[index].allowPrivateNetworks, feed.allowPrivateNetworks) {
      reportDifference("allow-private-networks", feed, old)
    }
    if differ(entries[index].verifyTLS, feed.verifyTLS) { reportDifference("tls", feed, old) }
    feeds[index].interval = old.interval ?? new.interval
    if old.headers.isEmpty { feeds[index].headers = new.headers }
    entries[index].allowPrivateNetworks = entries[index].allowPrivateNetworks ?? feed.allowPrivateNetworks
    feeds[index].allowPrivateNetworks = entries[index].allowPrivateNetworks ?? false
    entries[index].verifyTLS = entries[index].verifyTLS ?? feed.verifyTLS
    feeds[index].verifyTLS = entries[index].verifyTLS ?? true
  }

  private mutating func reportDifference(_ key: String, _ feed: ListedFeed, _ first: FeedSource) {
    report("this feed stands at \(first.place) already, with another `\(key)`; let one of them say it", feed, nil)
  }

  private mutating func report(_ message: String, _ feed: ListedFeed, _ place: FilePlace?) {
    problems.append(ConfigurationProblem(file: feed.source.list, place: place ?? feed.place, message: message))
  }
}

extension FeedSource {
  /// Where the feed was first listed.
  fileprivate var place: String { "\(list):\(line)" }
}
