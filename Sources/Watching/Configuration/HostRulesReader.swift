/// Reads `http.hosts`.
enum HostRulesReader {
  private static let longestAge: Duration = .seconds(365 * 24 * 60 * 60)

  /// The rules of `hosts`; hosts that cannot be used are reported and left out.
  /// - Parameter longestWait: `schedule.max`, beyond which no feed that works waits; nil where it is not known.
  static func read(_ node: YAMLNode, longestWait: Duration?, with reader: inout YAMLReader) -> HostRules {
    let example = "example.org: { max-age: 6h }"
    var rules: [String: HostRules.Rule] = [:]
    for (key, entry) in reader.entries(node, "`hosts`", example: example) ?? [] {
      let rule = readRule(entry.value, of: key, longestWait: longestWait, with: &reader)
      if let host = host(key) {
        if rules.updateValue(rule, forKey: host) != nil {
          reader.report("\(key.quoted) stands here already, in other letters", at: entry.key.place)
        }
      } else {
        reader.report(
          "\(key.quoted) is no host; write its name alone, such as example.org, which covers all below it",
          at: entry.key.place)
      }
    }
    return HostRules(rules)
  }

  private static func readRule(
    _ node: YAMLNode, of host: String, longestWait: Duration?, with reader: inout YAMLReader
  ) -> HostRules.Rule {
    var rule = HostRules.Rule()
    guard let keys = reader.mapping(node, host.quoted, keys: ["max-age", "refresh"]) else { return rule }
    if let entry = keys["max-age"], let age = reader.duration(entry.value, "`max-age`", in: .zero...longestAge) {
      rule.maxAge = age
      if let longestWait, age > longestWait {
        reader.report(
          "`max-age` (\(age.configurationText)) is above `schedule.max` (\(longestWait.configurationText)), "
            + "and no feed that works waits longer than that", at: entry.value.place, severity: .warning)
      }
    }
    if let entry = keys["refresh"] {
      rule.refresh = reader.choice(entry.value, "`refresh`", of: HostRules.Refresh.self) ?? rule.refresh
    }
    return rule
  }

  /// A key as the host that addresses name so; nil where it is none.
  private static func host(_ key: String) -> String? {
    guard let host = URLHost.of("http://\(key)/"), [host, "[\(host)]"].contains(key.lowercased()),
      !host.split(separator: ".", omittingEmptySubsequences: false).contains(""),
      !host.unicodeScalars.contains(where: { $0 == "*" || $0.properties.isWhitespace })
    else { return nil }
    return host
  }
}
