/// What the configuration says of single hosts. What is said of a host counts for all below it too, unless something is
/// said of one of those.
package struct HostRules: Sendable, Equatable {
  /// How one host is treated.
  package struct Rule: Sendable, Equatable {
    /// The longest freshness (`max-age`, `Expires`) of a 200 or a 304 that is believed: servers say years by mistake.
    package var maxAge: Duration = .seconds(24 * 60 * 60)
    /// What follows when the host's servers answer 304 again and again.
    package var refresh = Refresh.weekly

    /// The defaults.
    package init() {}
  }

  /// Whether feeds are asked in full from time to time, though a server says that nothing changed.
  package enum Refresh: String, Sendable, CaseIterable {
    /// After eight days without a document.
    case weekly
    /// Not at all: the host's 304 can be trusted.
    case never
  }

  /// The rules by host, in lower case, without brackets.
  private var rules: [String: Rule]

  /// Rules by host, as `URLHost` writes it.
  package init(_ rules: [String: Rule] = [:]) {
    self.rules = rules
  }

  /// The rule for a feed: that of its address's host, or of the nearest domain above it that has one.
  package func rule(for feed: FeedSource) -> Rule {
    guard !rules.isEmpty, !feed.isFile, let host = URLHost.of(feed.url) else { return Rule() }
    var name = host[...]
    while true {
      if let rule = rules[String(name)] { return rule }
      guard let dot = name.firstIndex(of: ".") else { return Rule() }
      name = name[name.index(after: dot)...]
    }
  }
}
