/// One entry of a feed list, before the lists are united.
struct ListedFeed: Sendable {
  /// The feed as this entry gives it.
  var source: FeedSource
  /// Equal for two spellings of one address.
  var identity: String
  /// Where the entry begins.
  var place: FilePlace
  /// Where its id stands; nil where it has the default.
  var idPlace: FilePlace?
  /// What the entry says of private networks, if anything.
  var allowPrivateNetworks: Bool?
  /// What the entry says of certificates, if anything.
  var verifyTLS: Bool?

  /// An entry that gives an address, and at most tags beside it.
  init(_ address: FeedAddress, tags: [String] = [], list: String, place: FilePlace) {
    source = FeedSource(
      id: address.defaultID, url: address.url, isFile: address.isFile, tags: tags, list: list, line: place.line)
    identity = address.identity
    self.place = place
  }
}

/// What a feed list is checked against.
struct FeedListContext {
  /// The bounds of intervals; nil where they are not known.
  var schedule: ScheduleSettings?
  /// The ids of all watchlists; nil where they are not known.
  var watchlists: Set<String>?
}

/// The entries of one feed list, and what is wrong with it.
struct FeedList {
  var feeds: [ListedFeed] = []
  var problems: [ConfigurationProblem] = []
}
