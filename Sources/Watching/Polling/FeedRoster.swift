import Fetching

/// The feeds of a running loop by number, through all reloads. A number stands for one address of one feed for good.
struct FeedRoster {
  private(set) var feeds: [FeedSource] = []
  /// The domain of each feed's own address, nil for a local file.
  private(set) var homes: [String?] = []
  /// The domain that each feed's next request goes to, nil for a local file.
  var domains: [String?] = []
  private var finder = RegistrableDomain.Finder()
  private var retired: Set<Int> = []
  /// What takes a feed's place once its running poll has ended: no feed is polled twice at once.
  private var successors: [Int: FeedSource] = [:]

  /// Whether the feed is still configured.
  func isCurrent(_ feed: Int) -> Bool { !retired.contains(feed) }

  /// Adds a feed and gives its number.
  mutating func add(_ source: FeedSource) -> Int {
    feeds.append(source)
    homes.append(source.isFile ? nil : URLHost.of(source.url).map { finder.domain(ofHost: $0) })
    domains.append(homes[homes.count - 1])
    return feeds.count - 1
  }

  /// What is to be added now that the poll of a feed has ended: the feed that was configured in its place meanwhile.
  mutating func successor(of feed: Int) -> FeedSource? { successors.removeValue(forKey: feed) }

  /// Goes on with other feeds. Feeds that keep their address keep their number, unless `restarts` says that they begin
  /// anew; feeds that are named no more are retired.
  /// - Returns: The feeds to add.
  mutating func replace(
    with sources: [FeedSource], running: Set<Int>, restarts: (_ old: FeedSource, _ new: FeedSource) -> Bool
  ) -> [FeedSource] {
    var numbers: [String: Int] = [:]
    for feed in feeds.indices where isCurrent(feed) || running.contains(feed) { numbers[feeds[feed].id] = feed }
    retired.formUnion(numbers.values)
    successors = [:]
    var added: [FeedSource] = []
    for source in sources {
      guard let feed = numbers[source.id] else {
        added.append(source)
        continue
      }
      if feeds[feed].url == source.url, feeds[feed].isFile == source.isFile, !restarts(feeds[feed], source) {
        feeds[feed] = source
        retired.remove(feed)
      } else if running.contains(feed) {
        successors[feed] = source
      } else {
        added.append(source)
      }
    }
    return added
  }
}

extension FeedSource {
  /// The domain that answers for the feed and to which politeness is owed, nil for a local file.
  var domain: String? { isFile ? nil : Self.domain(of: url) }

  /// The domain of an address, nil unless it is one of http or https.
  static func domain(of address: String) -> String? {
    URLHost.of(address).map { RegistrableDomain.of(host: $0) }
  }
}
