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
    var rule: Rule?
    func warn(_ line: Int, _ reason: String) {
      warnings.append(
        ConfigurationProblem(
          file: file, place: FilePlace(line: line, column: 1), severity: .warning,
          message: "\(reason) can lose alerts of \(log); see Config/logrotate/vigie for a safe rule"))
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      for word in words {
        switch word {
        case "{":
          rule = Rule(isOurs: patterns.contains { matches(log, pattern: $0) })
          patterns = []
        case "}":
          if let rule, rule.isOurs, !rule.delaysCompression, let line = rule.compression {
            warn(line, "`compress` without `delaycompress`")
          }
          rule = nil
        case _ where rule == nil: patterns.append(word)
        case "copytruncate" where word == words.first, "copy" where word == words.first:
          if rule?.isOurs == true { warn(index + 1, "`\(word)`") }
        case "compress" where word == words.first: rule?.compression = index + 1
        case "delaycompress" where word == words.first: rule?.delaysCompression = true
        default: break
        }
      }
    }
    return warnings.sorted { $0.line < $1.line }
  }

  /// What stands between braces.
  private struct Rule {
    /// Whether it is about the alert log.
    var isOurs: Bool
    /// The line that asks for compression.
    var compression: Int?
    var delaysCompression = false
  }

  private static func matches(_ log: String, pattern: Substring) -> Bool {
    let pattern = pattern.filter { $0 != "\"" && $0 != "'" }
    return unsafe fnmatch(pattern, log, FNM_PATHNAME) == 0
  }
}
