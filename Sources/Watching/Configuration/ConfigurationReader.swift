import Matching

/// Reads a configuration file, and then the files that it names.
struct ConfigurationReader {
  private var reader: YAMLReader
  private let file: String
  private var state = "../var"
  private var alerts = "../var/alerts.jsonl"
  private var firstPoll = FirstPoll.all
  private var retention = RetentionSettings()
  private var rotation: RotationSettings?
  /// Nil where it cannot be used; feeds' intervals are then held against nothing.
  private var schedule: ScheduleSettings? = ScheduleSettings()
  private var budgetPlace = FilePlace.start
  private var http = HTTPSettings()
  private var name: String?
  private var feedPaths: [NamedPath] = []
  private var watchlistPaths: [NamedPath] = []

  private static let keys = [
    "feeds", "watchlists", "state", "alerts", "first-poll", "retention", "rotate", "schedule", "http", "name",
  ]

  private init(source: SourceText) {
    reader = YAMLReader(source: source)
    file = source.file
  }

  /// Reads everything, or says all that is wrong with it.
  static func read(path: String, _ scrutiny: Scrutiny) throws(ConfigurationError) -> Configuration {
    let source: SourceText
    do {
      source = try NamedPath(path: path, origin: nil).read()
    } catch {
      throw ConfigurationError(problems: [error])
    }
    var reading = ConfigurationReader(source: source)
    let document = YAMLDocument(source)
    reading.reader.report(document.problems)
    if let root = document.root {
      reading.readKeys(of: root)
    } else if document.problems.isEmpty {
      reading.reader.report("this configuration is empty; it needs `feeds` and `watchlists`", at: .start)
    }
    return try reading.finish(scrutiny)
  }

  /// Reads the files that the configuration names, and puts everything together.
  private mutating func finish(_ scrutiny: Scrutiny) throws(ConfigurationError) -> Configuration {
    let watchlists = WatchlistFiles.load(watchlistPaths, scrutiny)
    let context = FeedListContext(schedule: schedule, watchlists: Set(watchlists.ids.keys))
    let union = FeedLists.load(feedPaths, context: context)
    checkBudget(for: union.feeds.count)
    let problems =
      (reader.problems.sortedByPlace(of: file) + watchlists.problems + union.problems).sortedByFile()
    guard let schedule, !problems.contains(where: { $0.severity == .error }) else {
      // Whoever mends the rest wants to know of these in the same run.
      let failures = scrutiny == .doubts ? InlineTestRun.failures(of: watchlists.entries) : []
      throw ConfigurationError(problems: (problems + failures).sortedByFile())
    }
    return Configuration(
      file: file, lists: feedPaths.map(\.path), feeds: union.feeds, watchlists: watchlists.entries,
      state: absolute(state), alerts: alerts == "-" ? .standardOutput : .file(absolute(alerts)),
      firstPoll: firstPoll, retention: retention, rotation: rotation, schedule: schedule, http: http, name: name,
      warnings: problems)
  }

  /// No feed waits longer than `max` for the budget's sake, so a budget may be too small for so many feeds.
  private mutating func checkBudget(for feeds: Int) {
    guard let schedule, let budget = schedule.pollsPerHour else { return }
    let fewest = Int((Double(feeds) * 3_600 / schedule.max.seconds).rounded(.up))
    guard fewest > budget else { return }
    let longest = schedule.max.configurationText
    reader.report(
      "`polls-per-hour` (\(budget)) cannot be kept: \(feeds) feeds, each polled every \(longest) at least, make "
        + "\(fewest) polls an hour; raise it or `max`", at: budgetPlace, severity: .warning)
  }

  private func absolute(_ path: String) -> String {
    ConfigurationPath.absolute(ConfigurationPath.resolve(path, besides: file))
  }

  // MARK: Keys

  private mutating func readKeys(of root: YAMLNode) {
    guard let keys = reader.mapping(root, "a configuration", keys: Self.keys) else { return }
    feedPaths = readPaths(keys["feeds"], "feeds", example: "../Feeds/press.yaml", of: root)
    watchlistPaths = readPaths(keys["watchlists"], "watchlists", example: "watchlists/", of: root)
    if let entry = keys["state"] { state = reader.filledText(entry.value, "`state`") ?? state }
    if let entry = keys["alerts"] { alerts = reader.filledText(entry.value, "`alerts`") ?? alerts }
    if let entry = keys["first-poll"] { readFirstPoll(entry.value) }
    if let entry = keys["retention"] { retention = StorageReader.retention(entry.value, with: &reader) }
    if let entry = keys["rotate"] { readRotation(entry) }
    if let entry = keys["schedule"] {
      schedule = ScheduleReader.read(entry, with: &reader)
      budgetPlace = entry.value["polls-per-hour"]?.place ?? budgetPlace
    }
    if let entry = keys["name"] { readName(entry.value) }
    http = HTTPSettingsReader.read(keys["http"], longestWait: schedule?.max, with: &reader)
  }

  private mutating func readPaths(
    _ entry: YAMLEntry?, _ key: String, example: String, of root: YAMLNode
  ) -> [NamedPath] {
    guard let entry else {
      reader.report("`\(key)` is missing; write `\(key): [\(example)]`", at: root.place)
      return []
    }
    let texts = reader.texts(entry.value, "`\(key)`", example: example)
    if case .sequence(let nodes) = entry.value.content, nodes.isEmpty {
      reader.report("`\(key)` is empty, so there is nothing to watch", at: entry.value.place, severity: .warning)
    }
    return texts.map { text, node in
      NamedPath(
        path: ConfigurationPath.resolve(text, besides: file), origin: .init(file: file, place: node.place))
    }
  }

  private mutating func readRotation(_ entry: YAMLEntry) {
    rotation = StorageReader.rotation(entry.value, with: &reader)
    if alerts == "-", rotation != nil {
      reader.report("the alerts go to stdout, so there is no log to rotate", at: entry.key.place, severity: .warning)
    }
  }

  private mutating func readFirstPoll(_ node: YAMLNode) {
    switch node.content {
    case .scalar("all", _): firstPoll = .all
    case .scalar("none", _): firstPoll = .none
    case .scalar(let text, _):
      if let age = Duration(configurationText: text) {
        firstPoll = .age(age)
      } else {
        reader.report("`first-poll` must be all, none or an age such as 2d, not \(text.quoted)", at: node.place)
      }
    default: reader.report("`first-poll` must be all, none or an age such as 2d, not \(node.kind)", at: node.place)
    }
  }

  /// The name becomes part of an event's `source`, which is a URI reference.
  private mutating func readName(_ node: YAMLNode) {
    guard let text = reader.text(node, "`name`"), !text.isEmpty else { return }
    guard text.utf8.allSatisfy({ $0.isASCIILetter || (0x30...0x39).contains($0) || "-._~".utf8.contains($0) }),
      text.utf8.count <= 255
    else {
      reader.report("`name` has letters, digits and - . _ ~ only, such as desk-1", at: node.place)
      return
    }
    name = text
  }
}

extension Configuration {
  /// Reads a configuration and every file that it names, or says all that is wrong with them.
  package static func load(
    path: String, _ scrutiny: Scrutiny = .doubts
  ) throws(ConfigurationError) -> Configuration {
    try ConfigurationReader.read(path: path, scrutiny)
  }
}
