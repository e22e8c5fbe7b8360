import Fetching
import FoundationEssentials
import Glibc
import SystemPackage

/// Adds feeds to a list by appending text, so that comments and formatting stay as they are.
package enum FeedListEditing {
  /// What became of the feeds that were to be added.
  package struct Outcome: Sendable, Equatable {
    /// Those that the list has now.
    package var added: [NewFeed] = []
    /// Those that were listed before, there or elsewhere.
    package var known: [NewFeed] = []
  }

  /// What a list that is to be imported gives.
  package struct Import: Sendable, Equatable {
    /// Its sound feeds.
    package var feeds: [NewFeed]
    /// What is wrong with the others, and doubts.
    package var problems: [ConfigurationProblem]
  }

  /// The feeds of a list that is to be imported: `.opml`, `.yaml`, `.txt`, or OPML by another name.
  /// - Throws: the problem of a list that cannot be read at all.
  package static func feeds(in list: String) throws(ConfigurationProblem) -> Import {
    let path = NamedPath(path: list, origin: nil)
    let read =
      FeedLists.Format(path: list) != nil
      ? try FeedLists.read(path, context: FeedListContext()) : OPMLFeedList.read(try path.readBytes(), file: list)
    return Import(feeds: read.feeds.map(NewFeed.init), problems: read.problems.sortedByPlace(of: list))
  }

  /// Adds those feeds to a list that neither it nor `known` has; a missing list is created.
  package static func add(
    _ feeds: [NewFeed], to list: String, known: [FeedSource]
  ) throws(FeedListEditingError) -> Outcome {
    guard let format = FeedLists.Format(path: list), format != .opml else { throw .unsupported(list: list) }
    return try alone(with: list) { () throws(FeedListEditingError) in
      try add(feeds, to: list, as: format, known: known)
    }
  }

  private static func add(
    _ feeds: [NewFeed], to list: String, as format: FeedLists.Format, known: [FeedSource]
  ) throws(FeedListEditingError) -> Outcome {
    let exists = FileManager.default.fileExists(atPath: list)
    let present = exists ? try entries(of: list) : []
    var identities = Set(present.map(\.identity)).union(known.map { FeedAddress.identity(of: $0) })
    var places = Dictionary(known.map { ($0.id, $0.list) }) { first, _ in first }
    for feed in present { places[feed.source.id] = list }

    var outcome = Outcome()
    for feed in feeds {
      let address = try address(of: feed, format: format)
      guard identities.insert(address.identity).inserted else {
        outcome.known.append(feed)
        continue
      }
      let id = feed.id ?? address.defaultID
      if let place = places.updateValue(list, forKey: id) { throw .idTaken(id: id, by: place) }
      outcome.added.append(feed)
    }
    guard !outcome.added.isEmpty else { return outcome }

    let new = FeedListText(format: format, list: list)
    let text = try new.appending(outcome.added, to: exists ? try source(of: list) : nil)
    try verify(text, holds: present.count + outcome.added.count, list: list, format: format)
    try write(text, to: list)
    return outcome
  }

  /// Keeps others that edit a list of the same folder waiting meanwhile: of two that read the same text the later one
  /// would take away what the other has added. The list is replaced, so a lock of the list itself would not hold.
  private static func alone<Value>(
    with list: String, _ edit: () throws(FeedListEditingError) -> Value
  ) throws(FeedListEditingError) -> Value {
    let path = URL(filePath: list).resolvingSymlinksInPath().deletingLastPathComponent().path
    let result: Result<Value, FeedListEditingError>
    do {
      let folder = try FileDescriptor.open(FilePath(path), .readOnly, options: [.directory, .closeOnExec])
      result = try folder.closeAfter {
        while flock(folder.rawValue, LOCK_EX) != 0, errno == EINTR {}
        return Result(catching: edit)
      }
    } catch Errno.permissionDenied {
      throw .forbidden(list: list)
    } catch Errno.noSuchFileOrDirectory {
      throw .unwritable(list: list, reason: "its folder does not exist")
    } catch {
      throw .unwritable(list: list, reason: "\(error)")
    }
    return try result.get()
  }

  private static func entries(of list: String) throws(FeedListEditingError) -> [ListedFeed] {
    try checked { () throws(ConfigurationProblem) in
      try FeedLists.read(NamedPath(path: list, origin: nil), context: FeedListContext())
    }.feeds
  }

  /// A list without errors.
  private static func checked(
    _ read: () throws(ConfigurationProblem) -> FeedList
  ) throws(FeedListEditingError) -> FeedList {
    let list: FeedList
    do throws(ConfigurationProblem) {
      list = try read()
    } catch {
      throw .problems([error])
    }
    let errors = list.problems.filter { $0.severity == .error }
    guard errors.isEmpty else { throw .problems(errors) }
    return list
  }

  private static func source(of list: String) throws(FeedListEditingError) -> SourceText {
    do {
      return try NamedPath(path: list, origin: nil).read()
    } catch {
      throw .problems([error])
    }
  }

  private static func address(
    of feed: NewFeed, format: FeedLists.Format
  ) throws(FeedListEditingError) -> FeedAddress {
    let shown = InputName.withoutUserinfo(feed.url)
    if let language = feed.language, !LanguageTag.isWellFormed(language) {
      throw .badFeed(feed: shown, reason: "\(language.quoted) is no language tag such as fr or zh-Hant")
    }
    if let country = feed.country, !CountryCode.isWellFormed(country) {
      throw .badFeed(feed: shown, reason: "\(country.quoted) is no country code of two letters such as FR")
    }
    if feed.id != nil, format == .txt {
      throw .badFeed(feed: shown, reason: "a .txt list holds no ids; add it to a .yaml list")
    }
    do {
      return try FeedAddress(feed.url, besides: "")
    } catch {
      throw .badFeed(feed: shown, reason: error.message)
    }
  }

  /// Reads the new text before it replaces the old one: better no feed added than a list broken. What is wrong with it
  /// stands at places that the file does not have, so they are not told.
  private static func verify(
    _ text: String, holds count: Int, list: String, format: FeedLists.Format
  ) throws(FeedListEditingError) {
    let read = try? checked { () throws(ConfigurationProblem) in
      let source = try SourceText(file: list, bytes: Array(text.utf8))
      return format == .yaml ? YAMLFeedList.read(source, context: FeedListContext()) : TextFeedList.read(source)
    }
    guard read?.feeds.count == count else { throw .notExtensible(list: list) }
  }

  /// Replaces the file as a whole, so that no reader and no crash meets half of it. A link stays a link, and owner, group
  /// and permissions stay: a list may hold passwords, and a service that runs as somebody else reads it.
  private static func write(_ text: String, to list: String) throws(FeedListEditingError) {
    let path = FilePath(URL(filePath: list).resolvingSymlinksInPath().path)
    do {
      try FileReplacement.replace(path, with: Array(text.utf8))
    } catch {
      switch error {
      case .permissionDenied, .notPermitted: throw .forbidden(list: list)
      case .noSuchFileOrDirectory: throw .unwritable(list: list, reason: "its folder does not exist")
      default: throw .unwritable(list: list, reason: "\(error)")
      }
    }
  }
}
