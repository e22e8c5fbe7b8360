import FoundationEssentials

/// The feed lists: `.yaml`, `.txt` and `.opml` files.
package enum FeedLists {
  /// The kinds of lists, by the end of their names.
  enum Format: String, CaseIterable {
    case yaml, txt, opml

    /// The kind of a list by its path.
    init?(path: String) {
      guard let dot = path.lastIndex(of: ".") else { return nil }
      self.init(rawValue: path[path.index(after: dot)...].lowercased())
    }
  }

  /// Reads lists and unites their feeds; problems are errors and warnings of all lists.
  package static func load(paths: [String]) -> (feeds: [FeedSource], problems: [ConfigurationProblem]) {
    let union = load(paths.map { NamedPath(path: $0, origin: nil) }, context: FeedListContext())
    return (union.feeds, union.problems)
  }

  /// Reads lists that a configuration names.
  static func load(_ paths: [NamedPath], context: FeedListContext) -> FeedUnion {
    var union = FeedUnion()
    for path in paths {
      do {
        union.add(try read(path, context: context))
      } catch {
        union.add(FeedList(problems: [error]))
      }
    }
    return union
  }

  /// Reads one list.
  static func read(_ path: NamedPath, context: FeedListContext) throws(ConfigurationProblem) -> FeedList {
    var list: FeedList
    switch Format(path: path.path) {
    case .yaml: list = YAMLFeedList.read(try path.read(), context: context)
    case .txt: list = TextFeedList.read(try path.read())
    case .opml: list = OPMLFeedList.read(try path.readBytes(), file: path.path)
    case nil: throw path.problem("a feed list is a .yaml, .txt or .opml file")
    }
    if list.feeds.isEmpty, list.problems.isEmpty {
      list.problems.append(
        ConfigurationProblem(
          file: path.path, place: .start, severity: .warning,
          message: "this list is empty, so there is nothing to poll"))
    }
    list.problems += missingFiles(of: list)
    return list
  }

  /// A local file may come later, but a web address without its scheme never will.
  private static func missingFiles(of list: FeedList) -> [ConfigurationProblem] {
    func isMissing(_ feed: FeedSource) -> Bool { feed.isFile && !FileManager.default.fileExists(atPath: feed.url) }
    return list.feeds.indices.filter { isMissing(list.feeds[$0].source) }.map { index in
      ConfigurationProblem(
        file: list.feeds[index].source.list, place: list.feeds[index].place, severity: .warning,
        message: "there is no such file now; a web address begins with https:// or http://")
    }
  }
}
