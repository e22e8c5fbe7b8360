import Fetching
import SystemPackage

/// Files that hold secrets, and who can read them (operations O7).
package enum SecretFile {
  /// A warning for each file of a configuration that holds secrets which everybody on the machine can read.
  package static func warnings(about configuration: Configuration) -> [ConfigurationProblem] {
    var lines: [String: Int] = [:]
    for feed in configuration.feeds where feed.hasSecrets && lines[feed.list] == nil { lines[feed.list] = feed.line }
    if let proxy = configuration.http.proxy, ShownURL.of(proxy) != proxy { lines[configuration.file] = 1 }
    return lines.filter { isOpenToAll($0.key) }.sorted { $0.key < $1.key }.map { file, line in
      ConfigurationProblem(
        file: file, place: FilePlace(line: line, column: 1), severity: .warning,
        message: "everybody on this machine can read this file, which holds a password or headers; `chmod o-r` it")
    }
  }

  /// Whether everybody on this machine can read the file at a path: it and all folders above it let them.
  private static func isOpenToAll(_ path: String) -> Bool {
    var path = FilePath(ConfigurationPath.absolute(path))
    // A file that cannot be looked at is open to nobody here, and says so elsewhere.
    guard let file = try? path.stat(), file.permissions.contains(.otherRead) else { return false }
    while path.removeLastComponent() {
      guard let folder = try? path.stat(), folder.permissions.contains(.otherExecute) else { return false }
    }
    return true
  }
}

extension FeedSource {
  /// Whether the feed's list entry holds what nobody else may see, for all we know.
  var hasSecrets: Bool {
    url != displayURL || headers.contains { !Self.publicHeaders.contains($0.name.lowercased()) }
  }

  private static let publicHeaders: Set = ["a-im", "accept", "accept-language"]
}
