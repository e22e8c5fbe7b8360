import FoundationEssentials
import Glibc

/// What logrotate is told to do with the alert log.
package enum LogrotateRules {
  /// Warnings about rules that could lose alerts, from the usual places.
  ///
  /// Files that cannot be read say nothing: they may be another user's.
  package static func warnings(
    about log: String, files: [String] = ["/etc/logrotate.conf", "/etc/logrotate.d"]
  ) -> [ConfigurationProblem] {
    files.flatMap(rules).flatMap { file in
      guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [] as [ConfigurationProblem] }
      return warnings(about: log, in: text, file: file)
    }
  }

  /// The rule files that a path stands for: itself, or those in a folder.
  private static func rules(in path: String) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return [path] }
    return names.sorted().map { "\(path)/\($0)" }
  }

  static func warnings(about log: String, in text: String, file: String) -> [ConfigurationProblem] {
    var warnings: [ConfigurationProblem] = []
    var patterns: [Substring] = []
    var isInside = false
    var names = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      for word in words {
        switch word {
        case "{":
          isInside = true
          names = patterns.contains { matches(log, pattern: $0) }
          patterns = []
        case "}": isInside = false
        case "copytruncate", "copy":
          guard isInside, names, word == words.first else { continue }
          warnings.append(
            ConfigurationProblem(
              file: file, place: FilePlace(line: index + 1, column: 1), severity: .warning,
              message: "`\(word)` can lose alerts of \(log) or repeat them; see Config/logrotate/vigie for a safe rule")
          )
        default:
          if !isInside { patterns.append(word) }
        }
      }
    }
    return warnings
  }

  private static func matches(_ log: String, pattern: Substring) -> Bool {
    let pattern = pattern.filter { $0 != "\"" && $0 != "'" }
    return unsafe fnmatch(pattern, log, FNM_PATHNAME) == 0
  }
}
