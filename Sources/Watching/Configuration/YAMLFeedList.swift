/// Reads a `.yaml` list: a sequence of feeds.
struct YAMLFeedList {
  private var reader: YAMLReader
  private let context: FeedListContext
  private var feeds: [ListedFeed] = []
  /// What unknown ids of watchlists may have meant.
  private var hints: [String: String] = [:]

  private static let keys = [
    "url", "id", "title", "language", "country", "tags", "interval", "watchlists", "headers",
    "allow-private-networks", "tls",
  ]

  /// Reads one list.
  static func read(_ source: SourceText, context: FeedListContext) -> FeedList {
    var list = YAMLFeedList(reader: YAMLReader(source: source), context: context)
    let document = YAMLDocument(source)
    list.reader.report(document.problems)
    if let root = document.root, let nodes = list.reader.list(root, "a feed list", example: "{ url: https://… }") {
      for node in nodes { list.readFeed(node) }
    }
    return FeedList(feeds: list.feeds, problems: list.reader.problems.sortedByPlace(of: source.file))
  }

  private mutating func readFeed(_ node: YAMLNode) {
    if case .scalar = node.content {
      reader.report("a feed is a mapping; write it as `- url: …`", at: node.place)
      return
    }
    guard let keys = reader.mapping(node, "a feed", keys: Self.keys) else { return }
    guard let entry = keys["url"] else {
      reader.report("this feed has no `url`", at: node.place)
      return
    }
    guard var feed = readAddress(entry.value, of: node) else { return }
    if let entry = keys["id"], let id = reader.label(entry.value, "`id`") {
      feed.source.id = id
      feed.idPlace = entry.value.place
    }
    readDescription(keys, into: &feed.source)
    if let entry = keys["interval"] { feed.source.interval = readInterval(entry.value) }
    if let entry = keys["watchlists"] { feed.source.watchlists = readWatchlists(entry.value) }
    if let entry = keys["headers"] { feed.source.headers = readHeaders(entry.value) }
    if let entry = keys["allow-private-networks"] {
      feed.allowPrivateNetworks = reader.boolean(entry.value, "`allow-private-networks`")
      feed.source.allowPrivateNetworks = feed.allowPrivateNetworks ?? false
    }
    if let entry = keys["tls"] {
      feed.verifyTLS = readTLS(entry.value)
      feed.source.verifyTLS = feed.verifyTLS ?? true
    }
    feeds.append(feed)
  }

  private mutating func readAddress(_ node: YAMLNode, of feed: YAMLNode) -> ListedFeed? {
    guard let text = reader.filledText(node, "`url`") else { return nil }
    do {
      return ListedFeed(try FeedAddress(text, besides: reader.source.file), list: reader.source.file, place: feed.place)
    } catch {
      reader.report(error.message, at: node.place)
      return nil
    }
  }

  private mutating func readDescription(_ keys: [String: YAMLEntry], into feed: inout FeedSource) {
    if let entry = keys["title"] { feed.title = reader.filledText(entry.value, "`title`") }
    if let entry = keys["language"], let language = reader.filledText(entry.value, "`language`") {
      if LanguageTag.isWellFormed(language) {
        feed.language = language
      } else {
        reader.report("`language` must be a tag such as fr or zh-Hant, not \(language.quoted)", at: entry.value.place)
      }
    }
    if let entry = keys["country"], let country = reader.filledText(entry.value, "`country`") {
      if CountryCode.isWellFormed(country) {
        feed.country = country.uppercased()
      } else {
        reader.report("`country` must be two letters such as FR, not \(country.quoted)", at: entry.value.place)
      }
    }
    if let entry = keys["tags"] {
      feed.tags = reader.texts(entry.value, "`tags`", example: "press, france").map(\.text)
    }
  }

  private mutating func readInterval(_ node: YAMLNode) -> Duration? {
    guard let interval = reader.duration(node, "`interval`") else { return nil }
    if let schedule = context.schedule, !(schedule.min...schedule.max).contains(interval) {
      let bounds = "\(schedule.min.configurationText) to \(schedule.max.configurationText)"
      reader.report(
        "the interval \(interval.configurationText) is not within `schedule.min` and `schedule.max`: \(bounds)",
        at: node.place)
      return nil
    }
    if interval < ScheduleSettings.polite {
      reader.report(
        "this feed is polled every \(interval.configurationText); publishers ask for 60m or more", at: node.place,
        severity: .warning)
    }
    return interval
  }

  private mutating func readWatchlists(_ node: YAMLNode) -> [String]? {
    let texts = reader.filledTexts(node, "`watchlists`", example: "alibaba-data")
    for (id, node) in texts {
      guard let known = context.watchlists, !known.contains(id) else { continue }
      reader.report("no watchlist has the id \(id.quoted)\(hint(for: id, among: known))", at: node.place)
    }
    return texts.isEmpty ? nil : texts.map(\.text)
  }

  /// One removed watchlist may be named by every feed, and thousands of ids take long to compare.
  private mutating func hint(for id: String, among known: Set<String>) -> String {
    if let hint = hints[id] { return hint }
    let hint = Spelling.nearest(to: id, among: known).map { "; did you mean \($0.quoted)?" } ?? ""
    hints[id] = hint
    return hint
  }

  private mutating func readHeaders(_ node: YAMLNode) -> [FeedSource.Header] {
    guard let entries = reader.entries(node, "`headers`", example: "Authorization: \"Bearer …\"") else { return [] }
    var headers: [FeedSource.Header] = []
    for (name, entry) in entries {
      if let flaw = HeaderRules.flaw(inName: name) { reader.report(flaw, at: entry.key.place) }
      guard let value = reader.text(entry.value, "the header \(name.quoted)") else { continue }
      if let flaw = HeaderRules.flaw(inValue: value) { reader.report(flaw, at: entry.value.place) }
      headers.append(FeedSource.Header(name: name, value: value))
    }
    return headers
  }

  private mutating func readTLS(_ node: YAMLNode) -> Bool? {
    guard let keys = reader.mapping(node, "`tls`", keys: ["verify"]), let entry = keys["verify"] else { return nil }
    let verify = reader.boolean(entry.value, "`verify`")
    if verify == false {
      reader.report(
        "TLS CERTIFICATES OF THIS FEED ARE NOT VERIFIED: anyone on the way can read and change it",
        at: entry.value.place,
        severity: .warning)
    }
    return verify
  }
}
