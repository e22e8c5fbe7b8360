import FoundationEssentials

/// Adds feeds to a list by appending text, so that comments and formatting stay as they are.
package enum FeedListEditing {
  /// What became of the feeds that were to be added.
  package struct Outcome: Sendable, Equatable {
    /// Those that the list has now.
    package var added: [NewFeed] = []
    /// Those that were listed before, there or elsewhere.
    package var known: [NewFeed] = []
  }

  /// The feeds of a list that is to be imported: `.opml`, `.yaml` or `.txt`.
  package static func feeds(in list: String) throws(FeedListEditingError) -> [NewFeed] {
    try read(NamedPath(path: list, origin: nil)).feeds.map(NewFeed.init)
  }

  /// Adds those feeds to a list that neither it nor `known` has; a missing list is created.
  package static func add(
    _ feeds: [NewFeed], to list: String, known: [FeedSource]
  ) throws(FeedListEditingError) -> Outcome {
    guard let format = FeedLists.Format(path: list), format != .opml else { throw .unsupported(list: list) }
    let exists = FileManager.default.fileExists(atPath: list)
    let present = exists ? try read(NamedPath(path: list, origin: nil)).feeds : []
    var identities = Set(present.map(\.identity)).union(known.map { FeedAddress.identity(of: $0) })
    var places = Dictionary(known.map { ($0.id, $0.list) }) { first, _ in first }
    for feed in present { places[feed.source.id] = list }

    var outcome = Outcome()
    for feed in feeds {
      let address = try address(of: feed)
      guard identities.insert(address.identity).inserted else {
        outcome.known.append(feed)
        continue
      }
      let id = feed.id ?? address.defaultID
      if let place = places.updateValue(list, forKey: id) { throw .idTaken(id: id, by: place) }
      outcome.added.append(feed)
    }
    guard !outcome.added.isEmpty else { return outcome }

    let entries = FeedListText(format: format, list: list)
    let text = try entries.appending(outcome.added, to: exists ? try source(of: list) : nil)
    try verify(text, holds: present.count + outcome.added.count, list: list, format: format)
    try write(text, to: list)
    return outcome
  }

  private static func read(_ list: NamedPath) throws(FeedListEditingError) -> FeedList {
    do throws(ConfigurationProblem) {
      let read = try FeedLists.read(list, context: FeedListContext())
      guard !read.problems.contains(where: { $0.severity == .error }) else { throw read.problems[0] }
      return read
    } catch {
      throw .problems([error])
    }
  }

  private static func source(of list: String) throws(FeedListEditingError) -> SourceText {
    do {
      return try NamedPath(path: list, origin: nil).read()
    } catch {
      throw .problems([error])
    }
  }

  private static func address(of feed: NewFeed) throws(FeedListEditingError) -> FeedAddress {
    do {
      return try FeedAddress(feed.url, besides: "")
    } catch {
      throw .badFeed(feed: FeedAddress.withoutUserinfo(feed.url), reason: error.message)
    }
  }

  /// Reads the new text before it replaces the old one: better no feed added than a list broken.
  private static func verify(
    _ text: String, holds count: Int, list: String, format: FeedLists.Format
  ) throws(FeedListEditingError) {
    do throws(ConfigurationProblem) {
      let source = try SourceText(file: list, bytes: Array(text.utf8))
      let read = format == .yaml ? YAMLFeedList.read(source, context: FeedListContext()) : TextFeedList.read(source)
      if let problem = read.problems.first(where: { $0.severity == .error }) { throw problem }
      if read.feeds.count == count { return }
    } catch {
      throw .problems([error])
    }
    throw .notExtensible(list: list)
  }

  /// Replaces the file as a whole, so that no reader and no crash meets half of it. A link stays a link, and
  /// permissions stay: a list may hold passwords.
  private static func write(_ text: String, to list: String) throws(FeedListEditingError) {
    do {
      let url = URL(filePath: list).resolvingSymlinksInPath()
      let manager = FileManager.default
      let permissions =
        manager.fileExists(atPath: url.path) ? try manager.attributesOfItem(atPath: url.path)[.posixPermissions] : nil
      try Data(text.utf8).write(to: url, options: .atomic)
      if let permissions { try manager.setAttributes([.posixPermissions: permissions], ofItemAtPath: url.path) }
    } catch let error as CocoaError where error.code == .fileWriteNoPermission {
      throw .unwritable(list: list, reason: "permission is missing")
    } catch let error as CocoaError where error.code == .fileNoSuchFile {
      throw .unwritable(list: list, reason: "its folder does not exist")
    } catch {
      throw .unwritable(list: list, reason: "\(error)")
    }
  }
}
