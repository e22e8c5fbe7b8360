/// Unites the lists: an address that stands in several of them is one feed (polling manners, Q10).
struct FeedUnion {
  /// The feeds, each address once, in the order of the lists.
  private(set) var feeds: [FeedSource] = []
  private(set) var problems: [ConfigurationProblem] = []
  private var entries: [ListedFeed] = []
  private var indexByIdentity: [String: Int] = [:]
  private var indexByID: [String: Int] = [:]

  /// Adds one list's entries.
  mutating func add(_ list: FeedList) {
    problems += list.problems
    indexByIdentity.reserveCapacity(feeds.count + list.feeds.count)
    indexByID.reserveCapacity(feeds.count + list.feeds.count)
    for feed in list.feeds {
      if let index = indexByIdentity[feed.identity] {
        unite(feed, into: index)
      } else {
        indexByIdentity[feed.identity] = feeds.count
        claim(feed.source.id, of: feed, for: feeds.count)
        entries.append(feed)
        feeds.append(feed.source)
      }
    }
  }

  /// Ids are unique: they are the keys under which a feed's past is kept.
  private mutating func claim(_ id: String, of feed: ListedFeed, for index: Int) {
    if let other = indexByID.updateValue(index, forKey: id), other != index {
      indexByID[id] = other
      report(
        "the id \(id.quoted) is taken already, at \(feeds[other].place); give this feed another `id`", feed,
        feed.idPlace)
    }
  }

  private mutating func unite(_ feed: ListedFeed, into index: Int) {
    let (new, old) = (feed.source, feeds[index])
    if feed.idPlace != nil, entries[index].idPlace == nil {
      indexByID[old.id] = nil
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
