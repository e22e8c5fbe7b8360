import FoundationEssentials
import Matching

/// The watchlists of files, and of folders of `*.yaml`.
package enum WatchlistFiles {
  /// Reads every watchlist below the paths; problems are errors and warnings of all files.
  package static func load(paths: [String]) -> (entries: [WatchlistEntry], problems: [ConfigurationProblem]) {
    let loaded = load(paths.map { NamedPath(path: $0, origin: nil) }, .doubts)
    return (loaded.entries, loaded.problems)
  }

  /// What was read of all files.
  struct Loaded {
    var entries: [WatchlistEntry] = []
    var problems: [ConfigurationProblem] = []
    /// The ids that the files give, also those of watchlists that are not sound, with where they stand.
    var ids: [String: String] = [:]
  }

  /// Reads every watchlist below paths that a configuration names.
  static func load(_ paths: [NamedPath], _ scrutiny: Scrutiny) -> Loaded {
    var loaded = Loaded()
    var seen: Set<String> = []
    let named = Set(
      paths.map { ConfigurationPath.absolute($0.path.hasSuffix("/") ? String($0.path.dropLast()) : $0.path) })
    for path in paths {
      for file in files(of: path, named: named, problems: &loaded.problems)
      where seen.insert(ConfigurationPath.absolute(file.path)).inserted {
        do {
          loaded.add(WatchlistReader(try file.read(), scrutiny))
        } catch {
          loaded.problems.append(error)
        }
      }
    }
    return loaded
  }

  private static func files(
    of path: NamedPath, named: Set<String>, problems: inout [ConfigurationProblem]
  ) -> [NamedPath] {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder), isFolder else { return [path] }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path.path).filter { !$0.hasPrefix(".") }.sorted()
    } catch let error as CocoaError where error.code == .fileReadNoPermission {
      var problem = path.problem("permission to read the folder is missing")
      problem.isForbidden = true
      problems.append(problem)
      return []
    } catch {
      problems.append(path.problem("the folder cannot be read: \(error)"))
      return []
    }
    let folder = path.path.hasSuffix("/") ? path.path : path.path + "/"
    for name in names where !named.contains(ConfigurationPath.absolute(folder + name)) {
      guard let reason = reasonToSkip(folder + name) else { continue }
      problems.append(
        ConfigurationProblem(file: folder + name, place: .start, severity: .warning, message: reason))
    }
    let files = names.filter { $0.hasSuffix(".yaml") }.map { NamedPath(path: folder + $0, origin: path.origin) }
    if files.isEmpty { problems.append(path.problem("the folder holds no watchlist: no name ends in .yaml")) }
    return files
  }

  /// Why what looks like watchlists to a person is none to us.
  private static func reasonToSkip(_ path: String) -> String? {
    if path.hasSuffix(".yml") { return "this file is not read, because its name does not end in .yaml" }
    // What is no folder, or cannot be read, holds nothing that anybody could miss here.
    let inside = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return inside.contains { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
      ? "this folder is not read, because it lies in another one; name it in `watchlists`" : nil
  }
}

extension WatchlistFiles.Loaded {
  /// Adds one file's watchlists; an id that another one has is an error.
  fileprivate mutating func add(_ file: WatchlistReader) {
    var found = file.reader.problems
    let source = file.reader.source
    for (id, place) in file.ids {
      if let first = ids[id] {
        found.append(source.problem(at: place, "the id \(id.quoted) is taken already, at \(first); ids are unique"))
      } else {
        ids[id] = "\(source.file):\(place.line)"
      }
    }
    problems += found.sortedByPlace(of: source.file)
    entries += file.entries
  }
}

extension [ConfigurationProblem] {
  /// One file's problems in the order of the file; those of other files, such as files of terms, follow.
  func sortedByPlace(of file: String) -> [ConfigurationProblem] {
    enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      let key = (one.file == file ? 0 : 1, one.line, one.column, left.offset)
      return key < (other.file == file ? 0 : 1, other.line, other.column, right.offset)
    }.map(\.element)
  }
}
