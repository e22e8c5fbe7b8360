import FoundationEssentials
import SystemPackage

/// The files that rotation may have made of a log.
package enum LogSiblings {
  /// Those beside the log at the path, by their names: `alerts.jsonl.1`, `alerts.jsonl-20261124`.
  package static func of(_ path: FilePath) -> [FilePath] {
    guard let name = path.lastComponent?.string else { return [] }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path.parent.string)
    } catch {
      // A folder that cannot be listed shows no siblings; the log in it can still be opened by name.
      return []
    }
    return names.filter { $0.hasPrefix(name + ".") || $0.hasPrefix(name + "-") }.sorted()
      .map { path.parent.appending($0) }
  }
}
